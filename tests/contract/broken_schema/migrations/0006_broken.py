"""Adds a column, rebuilds a table, then stumbles."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("mipbot", "0005_many_workspaces")]  # noqa: RUF012 - the shape that Tortoise asks for

    operations = [  # noqa: RUF012 - the shape that Tortoise asks for
        ops.AddField(model_name="Account", name="note", field=fields.CharField(max_length=64, null=True)),
        ops.AlterField(model_name="Account", name="channel", field=fields.CharField(max_length=128)),
        ops.RunSQL("INSERT INTO no_such_table VALUES (1)", ""),
    ]
