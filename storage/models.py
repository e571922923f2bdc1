"""The tables. Words for rows live in `mip`; nothing outside this package sees these classes.

Ids that anybody may ever hold are opaque text; a number that counts rows stays inside.
Columns added later are nullable or carry a `db_default`: a filled table takes no other (docs/storage.md).
The classes have comments and no docstrings, because Tortoise writes a docstring into the schema.
"""

from typing import Any

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from storage.moments import UtcField

ID = 64
WORD = 32
# NFKC makes up to eighteen letters of one; 60 of them stay under what a PostgreSQL index row takes.
NAME_KEY = 1200


# `name_key` is the name's skeleton while the account lives and NULL once it is removed; `held_answer` is an
# admin's word on a held scan.
class Account(Model):
    id = fields.CharField(max_length=ID, primary_key=True)
    workspace = fields.CharField(max_length=ID)
    name = fields.CharField(max_length=255)
    name_key = fields.CharField(max_length=NAME_KEY, null=True)
    connector = fields.CharField(max_length=WORD)
    cloud = fields.CharField(max_length=WORD)
    client_id = fields.CharField(max_length=ID)
    tenant = fields.CharField(max_length=255)
    channel = fields.CharField(max_length=ID)
    added_by = fields.CharField(max_length=ID)
    added_at = UtcField()
    validation = fields.CharField(max_length=WORD)
    reason = fields.CharField(max_length=WORD, null=True)
    retrieval = fields.CharField(max_length=WORD)
    first_retrieved = fields.BooleanField()
    attempted_at = UtcField(null=True)
    trouble = fields.CharField(max_length=WORD, null=True)
    succeeded_at = UtcField(null=True)
    label_count = fields.IntField()
    digest = fields.CharField(max_length=ID)
    source = fields.CharField(max_length=ID)
    interval_seconds = fields.IntField()
    held_since = UtcField(null=True)
    held_found = fields.IntField(null=True)
    held_lost = fields.IntField(null=True)
    held_digest = fields.CharField(max_length=ID, null=True)
    held_answer = fields.CharField(max_length=WORD, null=True)
    card_channel = fields.CharField(max_length=ID, null=True)
    card_ts = fields.CharField(max_length=ID, null=True)
    has_credential = fields.BooleanField()
    credential_version = fields.IntField()
    by_certificate = fields.BooleanField(db_default=False)
    expires_at = UtcField(null=True)
    version = fields.IntField()
    changed_by = fields.CharField(max_length=ID)
    changed_at = UtcField(null=True)
    next_scan_at = UtcField(null=True)
    removed_at = UtcField(null=True)
    # What the last validation found, for people; when the adder was seen to have left.
    diagnosis: Any = fields.JSONField(null=True)
    adder_gone_at = UtcField(null=True)
    # Who decided on the held scan, and when.
    held_by = fields.CharField(max_length=ID, null=True)
    held_answered_at = UtcField(null=True)
    renewals: fields.ReverseRelation["Renewal"]
    handovers: fields.ReverseRelation["Handover"]
    work: fields.ReverseRelation["Work"]

    class Meta:
        table = "mip_account"
        unique_together = (("workspace", "name_key"),)
        indexes = (Index(fields=("removed_at",), name="idx_account_removed"),)


# One per account. `sealed` is the secret or the private key; `public` the certificate's public half.
class Credential(Model):
    id = fields.CharField(max_length=ID, primary_key=True)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "mipbot.Account", related_name="credentials", on_delete=fields.CASCADE
    )
    account_id: str
    workspace = fields.CharField(max_length=ID)
    kind = fields.CharField(max_length=WORD)
    sealed = fields.TextField()
    public = fields.TextField()

    class Meta:
        table = "mip_credential"
        # `unique=True` on the relation is lost by the migration's CREATE TABLE.
        unique_together = (("account",),)


# A new credential that is not proven yet; one per account. `since` is real time.
class Renewal(Model):
    id = fields.CharField(max_length=ID, primary_key=True)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "mipbot.Account", related_name="renewals", on_delete=fields.CASCADE
    )
    account_id: str
    workspace = fields.CharField(max_length=ID)
    kind = fields.CharField(max_length=WORD)
    sealed = fields.TextField()
    public = fields.TextField()
    client_id = fields.CharField(max_length=ID)
    since = UtcField()
    person = fields.CharField(max_length=ID)
    channel = fields.CharField(max_length=ID)
    trouble = fields.CharField(max_length=WORD, null=True)
    expires_at = UtcField(null=True)

    class Meta:
        table = "mip_renewal"
        unique_together = (("account",),)
        indexes = (Index(fields=("since",), name="idx_renewal_since"),)


# `key_hash` is NULL while no ticket or state may continue the attempt.
class Attempt(Model):
    id = fields.CharField(max_length=ID, primary_key=True)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "mipbot.Account", related_name="attempts", on_delete=fields.CASCADE
    )
    account_id: str
    workspace = fields.CharField(max_length=ID)
    person = fields.CharField(max_length=ID)
    channel = fields.CharField(max_length=ID)
    purpose = fields.CharField(max_length=WORD)
    step = fields.CharField(max_length=WORD)
    created_at = UtcField()
    expires_at = UtcField()
    key_hash = fields.CharField(max_length=ID, null=True, unique=True)
    browser_hash = fields.CharField(max_length=ID)
    nonce_hash = fields.CharField(max_length=ID)
    flow = fields.TextField()
    proven_tenant = fields.CharField(max_length=ID)
    proven_person = fields.CharField(max_length=ID)

    class Meta:
        table = "mip_attempt"
        indexes = (
            Index(fields=("workspace", "created_at"), name="idx_attempt_budget"),
            Index(fields=("expires_at",), name="idx_attempt_expiry"),
            Index(fields=("account_id",), name="idx_attempt_account"),
        )


# Somebody was asked to approve in an admin's place; one row per account and person, until it is done or over.
class Handover(Model):
    id = fields.CharField(max_length=ID, primary_key=True)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "mipbot.Account", related_name="handovers", on_delete=fields.CASCADE
    )
    account_id: str
    workspace = fields.CharField(max_length=ID)
    person = fields.CharField(max_length=ID)
    asked_by = fields.CharField(max_length=ID)
    asked_in = fields.CharField(max_length=ID)
    created_at = UtcField()
    expires_at = UtcField()

    class Meta:
        table = "mip_handover"
        unique_together = (("account", "person"),)
        indexes = (Index(fields=("expires_at",), name="idx_handover_expiry"),)


# A label as last reported; with `removed_at` it is a tombstone.
class Label(Model):
    id = fields.BigIntField(primary_key=True)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "mipbot.Account", related_name="labels", on_delete=fields.CASCADE
    )
    account_id: str
    guid = fields.CharField(max_length=255)
    name = fields.TextField()
    parent = fields.CharField(max_length=255, null=True)
    description = fields.TextField(null=True)
    tooltip = fields.TextField(null=True)
    color = fields.TextField(null=True)
    priority = fields.BigIntField(null=True)
    is_enabled = fields.BooleanField(null=True)
    has_protection = fields.BooleanField(null=True)
    applicable_to: Any = fields.JSONField(null=True)
    extra: Any = fields.JSONField()
    first_seen = UtcField()
    last_seen = UtcField()
    removed_at = UtcField(null=True)

    class Meta:
        table = "mip_label"
        unique_together = (("account", "guid"),)


# One row of history; an unchanged one has no changes.
class Scan(Model):
    id = fields.CharField(max_length=ID, primary_key=True)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "mipbot.Account", related_name="scans", on_delete=fields.CASCADE
    )
    account_id: str
    at = UtcField()
    outcome = fields.CharField(max_length=WORD)
    label_count = fields.IntField()
    changes: Any = fields.JSONField()
    request_id = fields.CharField(max_length=255)
    seconds = fields.FloatField()

    class Meta:
        table = "mip_scan"
        indexes = (Index(fields=("account_id", "at"), name="idx_scan_history"),)


# The outbox. `once` keeps an event unique; NULL while a card is being drawn, so that another may queue.
class Delivery(Model):
    id = fields.BigIntField(primary_key=True)
    workspace = fields.CharField(max_length=ID)
    account = fields.CharField(max_length=ID)
    channel = fields.CharField(max_length=ID)
    person = fields.CharField(max_length=ID)
    tell = fields.CharField(max_length=WORD)
    key = fields.CharField(max_length=255)
    once = fields.CharField(max_length=255, null=True)
    details: Any = fields.JSONField()
    state = fields.CharField(max_length=WORD)
    tries = fields.IntField()
    repeat = fields.BooleanField()
    queued_at = UtcField()
    due_at = UtcField()
    tried_at = UtcField(null=True)
    token = fields.CharField(max_length=ID)
    claimed_until = UtcField(null=True)
    ended_at = UtcField(null=True)
    why = fields.TextField(null=True)

    class Meta:
        table = "mip_delivery"
        unique_together = (("workspace", "once"),)
        indexes = (
            Index(fields=("state", "due_at"), name="idx_delivery_due"),
            Index(fields=("channel", "state"), name="idx_delivery_channel"),
            Index(fields=("account",), name="idx_delivery_account"),
        )


# What is due: one row per account and task. `token` is the lease's, "" while nobody holds it.
class Work(Model):
    id = fields.BigIntField(primary_key=True)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "mipbot.Account", related_name="work", on_delete=fields.CASCADE
    )
    account_id: str
    task = fields.CharField(max_length=WORD)
    due_at = UtcField()
    attempt = fields.IntField()
    activate = fields.BooleanField()
    consented = fields.BooleanField()
    asked_by = fields.CharField(max_length=ID)
    asked_in = fields.CharField(max_length=ID)
    token = fields.CharField(max_length=ID)
    leased_until = UtcField(null=True)

    class Meta:
        table = "mip_work"
        unique_together = (("account", "task"),)
        indexes = (Index(fields=("task", "due_at"), name="idx_work_due"),)


# Append-only; `hash` covers the row and `prev_hash`, `seq` counts from 1 in each workspace.
class AuditRow(Model):
    id = fields.BigIntField(primary_key=True)
    workspace = fields.CharField(max_length=ID)
    seq = fields.BigIntField()
    at = UtcField()
    actor = fields.CharField(max_length=ID)
    action = fields.CharField(max_length=WORD)
    account = fields.CharField(max_length=ID)
    details: Any = fields.JSONField()
    prev_hash = fields.CharField(max_length=ID)
    hash = fields.CharField(max_length=ID)

    class Meta:
        table = "mip_audit"
        unique_together = (("workspace", "seq"),)


class Admin(Model):
    id = fields.BigIntField(primary_key=True)
    workspace = fields.CharField(max_length=ID)
    person = fields.CharField(max_length=ID)

    class Meta:
        table = "mip_admin"
        unique_together = (("workspace", "person"),)


# One known text per encryption key that rows may be sealed with, sealed by that key.
class KeyCheck(Model):
    id = fields.CharField(max_length=ID, primary_key=True)
    sealed = fields.TextField()

    class Meta:
        table = "mip_key_check"
