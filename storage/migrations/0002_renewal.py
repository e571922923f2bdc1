"""A new credential is kept beside the one in use until it is proven."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from storage.moments import UtcField


class Migration(migrations.Migration):
    dependencies = [("mipbot", "0001_initial")]  # noqa: RUF012 - the shape that Tortoise asks for

    operations = [  # noqa: RUF012 - the shape that Tortoise asks for
        ops.CreateModel(
            name="Renewal",
            fields=[
                ("id", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                (
                    "account",
                    fields.ForeignKeyField(
                        "mipbot.Account",
                        source_field="account_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="renewals",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("workspace", fields.CharField(max_length=64)),
                ("kind", fields.CharField(max_length=32)),
                ("sealed", fields.TextField(unique=False)),
                ("public", fields.TextField(unique=False)),
                ("client_id", fields.CharField(max_length=64)),
                ("since", UtcField(auto_now=False, auto_now_add=False)),
                ("person", fields.CharField(max_length=64)),
                ("channel", fields.CharField(max_length=64)),
                ("trouble", fields.CharField(null=True, max_length=32)),
            ],
            options={
                "table": "mip_renewal",
                "app": "mipbot",
                "unique_together": (("account",),),
                "indexes": [Index(fields=["since"], name="idx_renewal_since")],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
    ]
