"""An account that was never connected does not wait for ever: it is reminded of, and then removed.

Every act of a person for it begins the time anew. One that was ever connected stays, whatever becomes of it.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from mip.accounts import Account
from mip.changes import SYSTEM, Action, AuditEntry, Change, Delivery, Lease, Task, Tell, Work, card
from mip.managing import removal

# Calendar time.
KEPT_FOR = timedelta(days=14)
REMINDED_BEFORE = timedelta(days=3)

REMIND, REMOVE = 1, 2


def is_unfinished(account: Account) -> bool:
    return not account.facts.was_connected


def plan(account: str, calendar: datetime) -> Work:
    """The reminder; the end is planned when that was given."""
    return Work(account, Task.ABANDON, calendar + KEPT_FOR - REMINDED_BEFORE, attempt=REMIND)


def ends_at(due: datetime, attempt: int) -> datetime:
    """When the account goes, as its planned work has it."""
    return due + REMINDED_BEFORE if attempt == REMIND else due


def watched(change: Change, calendar: datetime) -> Change:
    """The change with what it means for the deadline: begun anew by a person, lifted by a connection."""
    account = change.after
    if account is None:
        return change
    if not is_unfinished(account):
        was_unfinished = change.before is None or is_unfinished(change.before)
        return replace(change, cancel=(*change.cancel, Task.ABANDON)) if was_unfinished else change
    if all(entry.actor == SYSTEM for entry in change.audit):
        return change
    return replace(change, work=(*change.work, plan(account.id, calendar)))


def link_asked(account: Account, user: str) -> Change:
    """Somebody goes on with it: the card says the new day."""
    entry = AuditEntry(account.workspace, user, Action.LINK_MADE, account.id)
    return Change(account.workspace, account, account, audit=(entry,), deliveries=(card(account),))


def due(account: Account, lease: Lease, calendar: datetime) -> Change:
    """The reminder, once; then the end. After a long stop of the bot people still have the days in between."""
    if not is_unfinished(account):
        return Change(account.workspace, account, account, lease=lease)
    if lease.work.attempt == REMIND:
        return _reminded(account, lease, calendar)
    return _abandoned(account, lease, calendar)


def _reminded(account: Account, lease: Lease, calendar: datetime) -> Change:
    ends = calendar + REMINDED_BEFORE
    key = f"{Tell.ABANDON_SOON}:{account.id}:{lease.work.due_at.timestamp()}"
    told = Delivery(
        Tell.ABANDON_SOON,
        account.workspace,
        account.id,
        account.channel,
        key,
        details={"ends": ends.isoformat()},
    )
    return Change(
        account.workspace,
        account,
        account,
        deliveries=(card(account), told),
        work=(Work(account.id, Task.ABANDON, ends, attempt=REMOVE),),
        lease=lease,
    )


def _abandoned(account: Account, lease: Lease, calendar: datetime) -> Change:
    """Like a removal by a person, but for who did it, and that whoever added it hears how to begin again."""
    told = Delivery(
        Tell.ABANDONED,
        account.workspace,
        account.id,
        account.channel if account.adder_gone_at else account.added_by,
        f"{Tell.ABANDONED}:{account.id}:{calendar.timestamp()}",
        details={"name": account.name.shown},
    )
    change = removal(account, SYSTEM, Action.ACCOUNT_ABANDONED, calendar)
    return replace(change, deliveries=(*change.deliveries, told), lease=lease)
