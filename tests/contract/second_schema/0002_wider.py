"""A column changed, which on SQLite drops the table and makes it anew, and one added."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("mipbot", "0001_initial")]  # noqa: RUF012 - the shape that Tortoise asks for

    operations = [  # noqa: RUF012 - the shape that Tortoise asks for
        ops.AlterField(model_name="Account", name="channel", field=fields.CharField(max_length=128)),
        # The rebuild on SQLite loses the table's named indexes.
        ops.RunSQL("CREATE INDEX IF NOT EXISTS idx_account_removed ON mip_account (removed_at)", ""),
        ops.AddField(
            model_name="Account", name="note", field=fields.CharField(max_length=64, db_default="none")
        ),
    ]
