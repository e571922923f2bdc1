"""What is changed in the form *Edit MIP account*, as one change: all of it, or nothing."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mip.accounts import Account
from mip.changes import Action, AuditEntry, Change
from mip.intervals import rescheduled
from mip.managing import ask_validation, deactivate, edit
from mip.names import AccountName
from mip.people import Person
from mip.status import Retrieval


@dataclass(frozen=True)
class Wanted:
    """`interval` None: it stays. `active` None: the status was not offered, or nothing was chosen."""

    name: AccountName
    channel: str
    interval: timedelta | None = None
    active: bool | None = None


def edited(
    account: Account, wanted: Wanted, person: Person, wire: datetime, calendar: datetime
) -> Change | None:
    """None where nothing differs. Setting it active validates first; inactive is at once."""
    change = _settings(account, wanted, person, calendar)
    if wanted.active is None or wanted.active == (account.facts.retrieval is Retrieval.ON):
        return change
    now = (change.after if change else None) or account
    if wanted.active:
        switched = ask_validation(now, person, now.channel, wire, activate=True)
    else:
        switched = deactivate(now, person, calendar, wire)
    return _joined(account, change, switched) if change else switched


def _settings(account: Account, wanted: Wanted, person: Person, calendar: datetime) -> Change | None:
    interval = wanted.interval or account.interval
    is_same = (account.name, account.channel) == (wanted.name, wanted.channel)
    if is_same and interval == account.interval:
        return None
    change = edit(account, wanted.name, wanted.channel, person, calendar)
    if change.after is None or interval == account.interval:
        return change
    changed, moved = rescheduled(change.after, interval, calendar)
    entry = AuditEntry(
        account.workspace,
        person.user,
        Action.ACCOUNT_RESCHEDULED,
        account.id,
        {"minutes": str(int(interval.total_seconds() // 60))},
    )
    audit = (entry,) if is_same else (*change.audit, entry)
    return replace(change, after=changed, audit=audit, replan=moved)


def _joined(account: Account, first: Change, then: Change) -> Change:
    return replace(
        then,
        before=account,
        audit=(*first.audit, *then.audit),
        deliveries=tuple({each.key: each for each in (*first.deliveries, *then.deliveries)}.values()),
        replan=() if then.cancel else first.replan,
    )
