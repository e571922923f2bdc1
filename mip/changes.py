"""One change to an account, as a value: what shall be true, told and done, together or not at all."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from mip.accounts import Account
from mip.credentials import Credential
from mip.diff import LabelChange
from mip.labels import Label

SYSTEM = "system"
# Outcomes of scans; the others are the values of Reason. Stored.
CHANGED = "changed"
UNCHANGED = "unchanged"
HELD = "held"


class Action(StrEnum):
    """What the audit trail records: `subject.action`. Values are stored for ever."""

    ACCOUNT_ADDED = "account.added"
    ACCOUNT_EDITED = "account.edited"
    ACCOUNT_RESCHEDULED = "account.rescheduled"
    ACCOUNT_REMOVED = "account.removed"
    ACCOUNT_ABANDONED = "account.abandoned"
    ACCOUNT_RESTORED = "account.restored"
    ACCOUNT_TAKEN_OVER = "account.taken_over"
    ADDER_LEFT = "account.adder_left"
    ACCOUNT_ACTIVATED = "account.activated"
    ACCOUNT_DEACTIVATED = "account.deactivated"
    VALIDATION_ASKED = "validation.asked"
    VALIDATION_PASSED = "validation.passed"
    VALIDATION_FAILED = "validation.failed"
    CONSENT_ACCEPTED = "consent.accepted"
    CONSENT_DECLINED = "consent.declined"
    CREDENTIAL_GIVEN = "credential.given"
    CREDENTIAL_CHANGED = "credential.changed"
    CREDENTIAL_REFUSED = "credential.refused"
    CREDENTIAL_UNPROVEN = "credential.unproven"
    CERTIFICATE_MADE = "certificate.made"
    CREDENTIAL_DATED = "credential.dated"
    EXPIRY_TOLD = "expiry.told"
    EXPIRY_SNOOZED = "expiry.snoozed"
    OWN_EXPIRY_TOLD = "expiry.own_told"
    SCAN_ASKED = "scan.asked"
    SCAN_CHANGED = "scan.changed"
    SCAN_HELD = "scan.held"
    SCAN_SUSPICIOUS = "scan.suspicious"
    HOLD_APPLIED = "hold.applied"
    HOLD_KEPT = "hold.kept"
    LINK_MADE = "connect.link"
    LINK_REFUSED = "connect.rejected"
    LINK_REUSED = "connect.reuse"
    LINK_STOLEN = "connect.other_person"
    HANDOVER_ASKED = "handover.asked"
    HANDOVER_TAKEN_BACK = "handover.taken_back"
    HANDOVER_DECLINED = "handover.declined"
    HANDOVER_DONE = "handover.done"
    HANDOVER_EXPIRED = "handover.expired"
    ADMIN_ADDED = "admins.added"
    ADMIN_REMOVED = "admins.removed"
    SETTINGS_CHANGED = "settings.changed"
    AUDIT_EXPORTED = "audit.exported"
    SUBSCRIBED = "subscription.added"
    UNSUBSCRIBED = "subscription.removed"
    SUBSCRIPTION_PAUSED = "subscription.paused"
    SUBSCRIPTION_RESUMED = "subscription.resumed"
    LABELS_EXPORTED = "labels.exported"
    INSTALLED = "workspace.installed"
    UNINSTALLED = "workspace.uninstalled"
    SUSPENDED = "workspace.suspended"
    COMPARISON_EXPORTED = "comparison.exported"
    DENIED = "authz.denied"
    REPLAY = "slack.replay"
    TAMPERED = "crypto.tamper"


@dataclass(frozen=True)
class AuditEntry:
    """`details` holds names, ids and reasons; never a secret, a ticket or a token."""

    workspace: str
    actor: str
    action: Action
    account: str = ""
    details: Mapping[str, str] = field(default_factory=dict)


class Tell(StrEnum):
    """What a delivery says. The words are drawn when it is sent, from what the tables say then."""

    CARD = "card"
    HOME = "home"
    REMOVED = "removed"
    RESTORED = "restored"
    FIRST_LABELS = "first_labels"
    CHANGES = "changes"
    CHANGES_FILE = "changes_file"
    HELD = "held"
    HELD_OVER = "held_over"
    LOST = "lost"
    RECOVERED = "recovered"
    LINK = "link"
    VALIDATED = "validated"
    NOT_VALIDATED = "not_validated"
    WAITING = "waiting"
    RENEWED = "renewed"
    RENEWAL_REFUSED = "renewal_refused"
    RENEWAL_WAITS = "renewal_waits"
    RENEWAL_OVER = "renewal_over"
    CERTIFICATE = "certificate"
    CERTIFICATE_WAITS = "certificate_waits"
    CERTIFICATE_OVER = "certificate_over"
    EXPIRES = "expires"
    SNOOZED = "snoozed"
    OWN_EXPIRES = "own_expires"
    UNCHANGED = "unchanged"
    SCAN_FAILED = "scan_failed"
    OTHER_PERSON = "other_person"
    APPROVAL_ASKED = "approval_asked"
    APPROVAL_TAKEN_BACK = "approval_taken_back"
    APPROVAL_DECLINED = "approval_declined"
    APPROVAL_OVER = "approval_over"
    APPROVAL_UNANSWERED = "approval_unanswered"
    APPROVAL_DONE = "approval_done"
    APPROVAL_NOT_TOLD = "approval_not_told"
    ABANDON_SOON = "abandon_soon"
    ABANDONED = "abandoned"
    ADDER_LEFT = "adder_left"
    AUDIT_EXPORT = "audit_export"
    LABELS_EXPORT = "labels_export"
    COMPARISON_FILE = "comparison_file"
    # For subscribed channels, and for people who watch a label.
    SCANNED = "scanned"
    DIGEST = "digest"
    WATCHED = "watched"
    SUBSCRIPTION_PAUSED = "subscription_paused"


# Drawn when they are sent from what is true then: any number of them that wait are one.
REDRAWN = frozenset({Tell.CARD, Tell.HOME})


@dataclass(frozen=True)
class Delivery:
    """One thing to tell, at least once. With `user` it is for their eyes only, there or in their messages.

    `key` makes it unique: the same event told by two paths is one row.
    """

    tell: Tell
    workspace: str
    account: str
    channel: str
    key: str
    user: str = ""
    details: Mapping[str, str] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """Where it waits its turn."""
        return place(self.workspace, self.channel)


def place(workspace: str, channel: str) -> str:
    """A channel in a workspace, as the key of the job that tells it."""
    return f"{workspace}/{channel}"


class Task(StrEnum):
    VALIDATE = "validate"
    SCAN = "scan"
    REMIND = "remind"
    CHECK = "check"
    HANDOVER = "handover"
    ABANDON = "abandon"


# Due by the clock on the wall: a back-off is real time. All else keeps the calendar.
REAL = frozenset({Task.VALIDATE})


@dataclass(frozen=True)
class Work:
    """Something due for an account; there is one row per account and task.

    `activate`: switch to Active when it passes. `consented`: an approval was just given.
    `asked_by`/`asked_in`: who pressed, and where they are answered; empty on schedule. Whoever asked for many at
    once is answered nowhere: a hundred messages would tell them nothing that the cards do not.
    """

    account: str
    task: Task
    due_at: datetime
    attempt: int = 1
    activate: bool = False
    consented: bool = False
    asked_by: str = ""
    asked_in: str = ""

    @property
    def is_answered(self) -> bool:
        return bool(self.asked_by and self.asked_in)


@dataclass(frozen=True)
class Lease:
    """The right to end one piece of work. The token is checked again in the transaction that ends it."""

    work: Work
    token: str


@dataclass(frozen=True)
class ScanRecord:
    """One row of history. `outcome` is changed, unchanged, held or a Reason's value."""

    id: str
    account: str
    at: datetime
    outcome: str
    labels: int = 0
    changes: tuple[LabelChange, ...] = ()
    request_id: str = ""
    seconds: float = 0.0


@dataclass(frozen=True)
class Change:
    """`before` None adds the account, `after` None removes it; both set change what differs. With `restores`,
    `before` is one that was removed, and `after` lives.

    `credential` replaces the one in use. `renewal` is kept beside it, for `after.renewal` to tell of; where
    `after` has none any more, it is wiped.
    `labels` is the complete new set, None leaves the stored one alone. `lease` must still be ours, and is
    ended by the change. `work` replaces the row of the same task; `cancel` drops rows. `replan` only moves one:
    whoever works on it plans the next by itself, and what somebody asked for, or is tried again, comes no later.
    """

    workspace: str
    before: Account | None
    after: Account | None
    audit: tuple[AuditEntry, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    work: tuple[Work, ...] = ()
    replan: tuple[Work, ...] = ()
    cancel: tuple[Task, ...] = ()
    credential: Credential | None = None
    renewal: Credential | None = None
    burn_attempts: bool = False
    labels: tuple[Label, ...] | None = None
    scan: ScanRecord | None = None
    lease: Lease | None = None
    restores: bool = False


def numbered(before: Account | None, after: Account) -> Account:
    """`after` with the next version, if a card or form drawn from `before` would now be out of date."""
    if before is None or _seen(before) == _seen(after):
        return after
    return replace(after, version=before.version + 1)


def _seen(account: Account) -> tuple[Any, ...]:
    return (
        account.name,
        account.channel,
        account.registration,
        account.facts,
        account.interval,
        account.credential_version,
        account.renewal.since if account.renewal else None,
        account.handovers,
    )


def renewal_work(account: Account, due: datetime) -> tuple[Work, ...]:
    """The next try of a new credential, where one waits. Its first one has been told."""
    waits = account.renewal
    if waits is None:
        return ()
    return (Work(account.id, Task.VALIDATE, due, 2, asked_by=waits.by, asked_in=waits.channel),)


def card(account: Account) -> Delivery:
    """Draw the account's card again, wherever it stands. Any number of these in the queue are one."""
    return Delivery(Tell.CARD, account.workspace, account.id, account.channel, f"card:{account.id}")
