"""The Slack workspaces that installed the bot, who is installing it, and who decided on a held scan."""

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from storage.moments import UtcField


def _id() -> fields.CharField[str]:
    return fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)


def _at() -> UtcField:
    return UtcField(auto_now=False, auto_now_add=False)


def _perhaps_at() -> UtcField:
    return UtcField(null=True, auto_now=False, auto_now_add=False)


class Migration(migrations.Migration):
    dependencies = [("mipbot", "0004_labels_people_use")]  # noqa: RUF012 - the shape that Tortoise asks for

    operations = [  # noqa: RUF012 - the shape that Tortoise asks for
        ops.CreateModel(
            name="Installation",
            fields=[
                ("id", _id()),
                ("workspace", fields.CharField(max_length=64)),
                ("enterprise", fields.CharField(max_length=64)),
                ("is_org", fields.BooleanField()),
                ("app", fields.CharField(max_length=64)),
                ("bot_user", fields.CharField(max_length=64)),
                ("installed_by", fields.CharField(max_length=64)),
                ("installed_at", _at()),
                ("token", fields.TextField(unique=False)),
                ("refresh", fields.TextField(unique=False)),
                ("expires_at", _perhaps_at()),
                ("version", fields.IntField()),
                ("renewing_until", _perhaps_at()),
                ("refused_at", _perhaps_at()),
                ("refused_why", fields.CharField(null=True, max_length=32)),
            ],
            options={"table": "mip_installation", "app": "mipbot", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Workspace",
            fields=[
                ("id", _id()),
                ("installation", fields.CharField(max_length=64)),
                ("name", fields.CharField(max_length=255)),
            ],
            options={
                "table": "mip_workspace",
                "app": "mipbot",
                "indexes": [Index(fields=["installation"], name="idx_workspace_installation")],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Installing",
            fields=[
                ("id", _id()),
                ("browser_hash", fields.CharField(max_length=64)),
                ("expires_at", _at()),
            ],
            options={
                "table": "mip_installing",
                "app": "mipbot",
                "indexes": [Index(fields=["expires_at"], name="idx_installing_expiry")],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.AddField(model_name="Account", name="held_by", field=fields.CharField(null=True, max_length=64)),
        ops.AddField(model_name="Account", name="held_answered_at", field=_perhaps_at()),
    ]
