"""What a credential is and how long it lasts, what a validation found, and who was asked to approve."""

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from storage.moments import UtcField


class Migration(migrations.Migration):
    dependencies = [("mipbot", "0002_renewal")]  # noqa: RUF012 - the shape that Tortoise asks for

    operations = [  # noqa: RUF012 - the shape that Tortoise asks for
        ops.AddField(
            model_name="Account", name="by_certificate", field=fields.BooleanField(db_default=False)
        ),
        ops.AddField(
            model_name="Account",
            name="expires_at",
            field=UtcField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="Account",
            name="diagnosis",
            field=fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads),
        ),
        ops.AddField(
            model_name="Account",
            name="adder_gone_at",
            field=UtcField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="Renewal",
            name="expires_at",
            field=UtcField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.CreateModel(
            name="Handover",
            fields=[
                ("id", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                (
                    "account",
                    fields.ForeignKeyField(
                        "mipbot.Account",
                        source_field="account_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="handovers",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("workspace", fields.CharField(max_length=64)),
                ("person", fields.CharField(max_length=64)),
                ("asked_by", fields.CharField(max_length=64)),
                ("asked_in", fields.CharField(max_length=64)),
                ("created_at", UtcField(auto_now=False, auto_now_add=False)),
                ("expires_at", UtcField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "mip_handover",
                "app": "mipbot",
                "unique_together": (("account", "person"),),
                "indexes": [Index(fields=["expires_at"], name="idx_handover_expiry")],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
    ]
