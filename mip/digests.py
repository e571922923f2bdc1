"""When digests are told: daily at eight in the morning, weekly on Mondays at eight, UTC and by the calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from mip.changes import Delivery, Tell
from mip.subscribing import Rhythm

AT_HOUR = 8
MONDAY = 0


@dataclass(frozen=True)
class Gathered:
    """One thing that happened, as a digest tells it."""

    account: str
    tell: Tell
    scan: str
    at: datetime


def next_due(rhythm: Rhythm, now: datetime) -> datetime | None:
    """The first such moment after `now`; None where nothing is gathered."""
    if rhythm is Rhythm.AT_ONCE:
        return None
    due = now.astimezone(UTC).replace(hour=AT_HOUR, minute=0, second=0, microsecond=0)
    while due <= now or (rhythm is Rhythm.WEEKLY and due.weekday() != MONDAY):
        due += timedelta(days=1)
    return due


def digest(workspace: str, channel: str, rhythm: Rhythm, token: str) -> Delivery:
    """`token` marks what is gathered in it, in the tables."""
    details = {"digest": token, "rhythm": rhythm.value}
    return Delivery(Tell.DIGEST, workspace, "", channel, f"{Tell.DIGEST}:{token}", details=details)


def by_account(gathered: Sequence[Gathered]) -> dict[str, list[Gathered]]:
    """In the order in which it happened."""
    found: dict[str, list[Gathered]] = {}
    for each in sorted(gathered, key=lambda one: one.at):
        found.setdefault(each.account, []).append(each)
    return found
