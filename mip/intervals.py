"""How often an account is scanned: what may be chosen, and what a new choice does to the next scan."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

from mip.accounts import Account
from mip.changes import Task, Work

SHORTEST, LONGEST = timedelta(minutes=15), timedelta(days=7)
OFFERED = (
    SHORTEST,
    timedelta(minutes=30),
    *(timedelta(hours=hours) for hours in (1, 2, 4, 6, 12)),
    *(timedelta(days=days) for days in (1, 2)),
    LONGEST,
)
_SECONDS = re.compile(r"[0-9]{1,7}")


def read_interval(seconds: str) -> timedelta:
    """Raises ValueError with a sentence for the person."""
    interval = timedelta(seconds=int(seconds)) if _SECONDS.fullmatch(seconds) else None
    if interval is None or not SHORTEST <= interval <= LONGEST:
        raise ValueError("Choose one of the offered values of Scan interval.")
    return interval


def rescheduled(account: Account, interval: timedelta, now: datetime) -> tuple[Account, tuple[Work, ...]]:
    """The account with its new interval, and where its next scan moves: never later than the interval after the
    last attempt. What is tried again after trouble stays as soon as it was."""
    changed = replace(account, interval=interval)
    planned = account.next_scan_at
    if planned is None:
        return changed, ()
    due = max(now, (account.reading.attempted_at or now) + interval)
    if account.reading.trouble is not None:
        due = min(planned, due)
    return replace(changed, next_scan_at=due), (Work(account.id, Task.SCAN, due),)
