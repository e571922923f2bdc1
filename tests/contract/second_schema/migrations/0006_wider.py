"""A column changed, which on SQLite drops the table and makes it anew, and one added."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

# The rebuild on SQLite loses the table's named indexes and its UNIQUE over several columns. PostgreSQL, which
# alters in place, has both under these very names.
INDEX = "CREATE INDEX IF NOT EXISTS idx_account_removed ON mip_account (removed_at)"
UNIQUE = (
    "CREATE UNIQUE INDEX IF NOT EXISTS uid_mip_account_workspa_3ae31a ON mip_account (workspace, name_key)"
)


class Migration(migrations.Migration):
    dependencies = [("mipbot", "0005_many_workspaces")]  # noqa: RUF012 - the shape that Tortoise asks for

    operations = [  # noqa: RUF012 - the shape that Tortoise asks for
        ops.AlterField(model_name="Account", name="channel", field=fields.CharField(max_length=128)),
        ops.RunSQL(INDEX, ""),
        ops.RunSQL(UNIQUE, ""),
        ops.AddField(
            model_name="Account", name="note", field=fields.CharField(max_length=64, db_default="none")
        ),
    ]
