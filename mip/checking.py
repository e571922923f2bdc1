"""The daily look whether an account still works, or works again: for all that no scan looks at."""

from dataclasses import replace
from datetime import datetime, timedelta

from mip.accounts import Account
from mip.changes import Change, Lease, Task, Work
from mip.errors import TryLater
from mip.outcomes import Moment, validated
from mip.reasons import CREDENTIAL_REFUSED, Reason
from mip.schedule import DAILY, WEEKLY, next_check
from mip.status import Facts, Retrieval, Validation
from mip.validation import Answer, ours

# Nobody mends these in a portal while we only wait.
_SELDOM = CREDENTIAL_REFUSED | {Reason.CREDENTIAL_WIPED, Reason.TENANT_NOT_FOUND, Reason.WRONG_CLOUD}


def is_wanted(account: Account, now: datetime) -> bool:
    """Not where a scan looks as often, nor where anybody has looked within the time: that was the check."""
    if not account.facts.was_connected or _is_scanned(account):
        return False
    last = account.reading.attempted_at
    return last is None or now - last >= _period(account.facts)


def _is_scanned(account: Account) -> bool:
    facts = account.facts
    is_on = facts.validation is Validation.OK and facts.retrieval is Retrieval.ON
    return is_on and account.interval <= DAILY


def _period(facts: Facts) -> timedelta:
    return WEEKLY if facts.validation is Validation.LOST and facts.reason in _SELDOM else DAILY


def unneeded(account: Account, lease: Lease, at: Moment) -> Change:
    """Nobody was asked, or nobody answered: nothing is changed and nothing told."""
    return Change(account.workspace, account, account, work=(_next(account, at),), lease=lease)


def checked(account: Account, lease: Lease, answer: Answer, at: Moment) -> Change:
    """Told and put on record only where the state has changed. What somebody else asked for goes on."""
    if isinstance(ours(account, answer), TryLater):
        return unneeded(account, lease, at)
    change = validated(account, lease, answer, at)
    now = change.after or account
    scans = tuple(work for work in change.work if work.task is Task.SCAN)
    is_news = now.facts.validation is not account.facts.validation
    return replace(
        change,
        audit=change.audit if is_news else (),
        work=(*scans, _next(now, at)),
        cancel=(Task.SCAN,) if now.facts.validation is Validation.LOST else (),
    )


def _next(account: Account, at: Moment) -> Work:
    return Work(account.id, Task.CHECK, next_check(account.id, account.reading.attempted_at, at.calendar))
