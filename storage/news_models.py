"""More tables: who is told what, who watches what, and what people chose. The rules are those of storage/models.py."""

from typing import Any

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from storage.models import ID, WORD, Account
from storage.moments import UtcField


# A channel that is told of an event, of one account or (`account` "") of every one. `due_at` is when what was
# gathered for it is told next; NULL where nothing waits. `quiet` hours are those of the time zone `zone`.
class Subscription(Model):
    id = fields.CharField(max_length=ID, primary_key=True)
    workspace = fields.CharField(max_length=ID)
    channel = fields.CharField(max_length=ID)
    account = fields.CharField(max_length=ID)
    event = fields.CharField(max_length=WORD)
    rhythm = fields.CharField(max_length=WORD)
    created_by = fields.CharField(max_length=ID)
    created_at = UtcField()
    due_at = UtcField(null=True)
    paused_at = UtcField(null=True)
    paused_why = fields.CharField(max_length=WORD, null=True)
    quiet = fields.CharField(max_length=WORD)
    zone = fields.CharField(max_length=ID)
    gathered: fields.ReverseRelation["Gathered"]

    class Meta:
        table = "mip_subscription"
        unique_together = (("workspace", "channel", "account", "event"),)
        indexes = (
            Index(fields=("workspace", "account"), name="idx_subscription_account"),
            Index(fields=("due_at",), name="idx_subscription_due"),
        )


# Something that happened, kept for a digest: what a delivery would have said at once. `digest` is the one that
# tells it; NULL until then.
class Gathered(Model):
    id = fields.BigIntField(primary_key=True)
    subscription: fields.ForeignKeyRelation[Subscription] = fields.ForeignKeyField(
        "mipbot.Subscription", related_name="gathered", on_delete=fields.CASCADE
    )
    subscription_id: str
    account = fields.CharField(max_length=ID)
    tell = fields.CharField(max_length=WORD)
    details: Any = fields.JSONField()
    at = UtcField()
    digest = fields.CharField(max_length=ID, null=True)

    class Meta:
        table = "mip_gathered"
        indexes = (
            Index(fields=("subscription_id", "at"), name="idx_gathered_at"),
            Index(fields=("digest",), name="idx_gathered_digest"),
        )


# A person who is told what changes about one label.
class Watch(Model):
    id = fields.BigIntField(primary_key=True)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "mipbot.Account", related_name="watches", on_delete=fields.CASCADE
    )
    account_id: str
    workspace = fields.CharField(max_length=ID)
    person = fields.CharField(max_length=ID)
    guid = fields.CharField(max_length=255)
    created_at = UtcField()

    class Meta:
        table = "mip_watch"
        unique_together = (("account", "person", "guid"),)
        indexes = (Index(fields=("workspace", "person"), name="idx_watch_person"),)


# What a workspace chose for accounts added from now on. `id` is the workspace; NULL is the operator's own.
class Preference(Model):
    id = fields.CharField(max_length=ID, primary_key=True)
    channel = fields.CharField(max_length=ID, null=True)
    interval_seconds = fields.IntField(null=True)
    changed_by = fields.CharField(max_length=ID)
    changed_at = UtcField()

    class Meta:
        table = "mip_preference"


# How often something was seen by all processes together, until it may be forgotten. `id` is a hash.
class Tally(Model):
    id = fields.CharField(max_length=ID, primary_key=True)
    n = fields.IntField()
    until = UtcField()

    class Meta:
        table = "mip_tally"
        indexes = (Index(fields=("until",), name="idx_tally_until"),)


# Who looked at the Home tab, and so is shown it again when something changes.
class HomeReader(Model):
    id = fields.BigIntField(primary_key=True)
    workspace = fields.CharField(max_length=ID)
    person = fields.CharField(max_length=ID)
    seen_at = UtcField()

    class Meta:
        table = "mip_home_reader"
        unique_together = (("workspace", "person"),)
