"""A removed account can be brought back for a while: with its labels, history and settings, without its credential."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mip.accounts import Account
from mip.changes import Action, AuditEntry, Change, Delivery, Task, Tell, Work, card
from mip.managing import link
from mip.people import Person
from mip.reasons import Reason
from mip.schedule import next_check
from mip.status import Facts, Validation

# Calendar time. Then labels and history are deleted for good.
KEPT_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Removed:
    """`account` is what was kept of it; `by` who removed it, or the system."""

    account: Account
    by: str
    at: datetime

    @property
    def until(self) -> datetime:
        return self.at + KEPT_FOR


def restored(removed: Removed, person: Person, channel: str, wire: datetime, calendar: datetime) -> Change:
    """What let us in is gone, so the account has to prove itself anew; then it goes on where it was.

    Raises nothing here: the ledger refuses what is not removed any more, and a name that is taken.
    """
    before = removed.account
    after = _come_back(before, person, calendar)
    return Change(
        before.workspace,
        before,
        after,
        audit=(_entry(before, person),),
        deliveries=(_remains(before, person, wire), card(after), *_asked(after, person, channel, wire)),
        work=(
            Work(before.id, Task.CHECK, next_check(before.id, before.reading.attempted_at, calendar)),
            *_tried(after, person, channel, wire),
        ),
        restores=True,
    )


def _come_back(before: Account, person: Person, calendar: datetime) -> Account:
    facts = _facts(before)
    return replace(
        before,
        facts=facts,
        reading=replace(before.reading, trouble=facts.reason),
        card=None,
        has_credential=False,
        credential_version=before.credential_version + 1,
        by_certificate=False,
        expires_at=None,
        renewal=None,
        handovers=(),
        changed_by=person.user,
        changed_at=calendar,
        next_scan_at=None,
        diagnosis=None,
    )


def _facts(before: Account) -> Facts:
    """The earlier retrieval state stays, and returns with the proof."""
    if not before.facts.was_connected:
        return Facts()
    reason = Reason.CREDENTIAL_WIPED if before.is_custom else Reason.RESTORED
    return replace(before.facts, validation=Validation.LOST, reason=reason)


def _asked(account: Account, person: Person, channel: str, wire: datetime) -> tuple[Delivery, ...]:
    return () if account.facts.was_connected else (link(account, person.user, channel, wire),)


def _tried(account: Account, person: Person, channel: str, wire: datetime) -> tuple[Work, ...]:
    """The approval of our own app may still stand: whoever removes an account here takes back nothing there."""
    if account.is_custom or not account.facts.was_connected:
        return ()
    return (Work(account.id, Task.VALIDATE, wire, asked_by=person.user, asked_in=channel),)


def _remains(before: Account, person: Person, wire: datetime) -> Delivery:
    """Where its card stood until it was removed."""
    place = before.card
    return Delivery(
        Tell.RESTORED,
        before.workspace,
        before.id,
        place.channel if place else before.channel,
        f"{Tell.RESTORED}:{before.id}:{wire.timestamp()}",
        details={"by": person.user, "ts": place.ts if place else ""},
    )


def _entry(before: Account, person: Person) -> AuditEntry:
    details = {"name": before.name.shown}
    return AuditEntry(before.workspace, person.user, Action.ACCOUNT_RESTORED, before.id, details)
