"""Who is told what, who watches which label, what a workspace prefers, and who looks at the Home tab."""

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from storage.moments import UtcField


def _id() -> fields.CharField[str]:
    return fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)


def _number() -> fields.BigIntField:
    return fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)


def _at() -> UtcField:
    return UtcField(auto_now=False, auto_now_add=False)


def _perhaps_at() -> UtcField:
    return UtcField(null=True, auto_now=False, auto_now_add=False)


class Migration(migrations.Migration):
    dependencies = [("mipbot", "0003_looking_after")]  # noqa: RUF012 - the shape that Tortoise asks for

    operations = [  # noqa: RUF012 - the shape that Tortoise asks for
        ops.CreateModel(
            name="Subscription",
            fields=[
                ("id", _id()),
                ("workspace", fields.CharField(max_length=64)),
                ("channel", fields.CharField(max_length=64)),
                ("account", fields.CharField(max_length=64)),
                ("event", fields.CharField(max_length=32)),
                ("rhythm", fields.CharField(max_length=32)),
                ("created_by", fields.CharField(max_length=64)),
                ("created_at", _at()),
                ("due_at", _perhaps_at()),
                ("paused_at", _perhaps_at()),
                ("paused_why", fields.CharField(null=True, max_length=32)),
                ("quiet", fields.CharField(max_length=32)),
                ("zone", fields.CharField(max_length=64)),
            ],
            options={
                "table": "mip_subscription",
                "app": "mipbot",
                "unique_together": (("workspace", "channel", "account", "event"),),
                "indexes": [
                    Index(fields=["workspace", "account"], name="idx_subscription_account"),
                    Index(fields=["due_at"], name="idx_subscription_due"),
                ],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Gathered",
            fields=[
                ("id", _number()),
                (
                    "subscription",
                    fields.ForeignKeyField(
                        "mipbot.Subscription",
                        source_field="subscription_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="gathered",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("account", fields.CharField(max_length=64)),
                ("tell", fields.CharField(max_length=32)),
                ("details", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ("at", _at()),
                ("digest", fields.CharField(null=True, max_length=64)),
            ],
            options={
                "table": "mip_gathered",
                "app": "mipbot",
                "indexes": [
                    Index(fields=["subscription_id", "at"], name="idx_gathered_at"),
                    Index(fields=["digest"], name="idx_gathered_digest"),
                ],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Watch",
            fields=[
                ("id", _number()),
                (
                    "account",
                    fields.ForeignKeyField(
                        "mipbot.Account",
                        source_field="account_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="watches",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("workspace", fields.CharField(max_length=64)),
                ("person", fields.CharField(max_length=64)),
                ("guid", fields.CharField(max_length=255)),
                ("created_at", _at()),
            ],
            options={
                "table": "mip_watch",
                "app": "mipbot",
                "unique_together": (("account", "person", "guid"),),
                "indexes": [Index(fields=["workspace", "person"], name="idx_watch_person")],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Preference",
            fields=[
                ("id", _id()),
                ("channel", fields.CharField(null=True, max_length=64)),
                ("interval_seconds", fields.IntField(null=True)),
                ("changed_by", fields.CharField(max_length=64)),
                ("changed_at", _at()),
            ],
            options={"table": "mip_preference", "app": "mipbot", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Tally",
            fields=[("id", _id()), ("n", fields.IntField()), ("until", _at())],
            options={
                "table": "mip_tally",
                "app": "mipbot",
                "indexes": [Index(fields=["until"], name="idx_tally_until")],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="HomeReader",
            fields=[
                ("id", _number()),
                ("workspace", fields.CharField(max_length=64)),
                ("person", fields.CharField(max_length=64)),
                ("seen_at", _at()),
            ],
            options={
                "table": "mip_home_reader",
                "app": "mipbot",
                "unique_together": (("workspace", "person"),),
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
    ]
