"""Who was faster: what happened to an account since somebody's card or form was drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mip.changes import SYSTEM, Action
from mip.trail import Recorded

MOST = 3
_GONE = frozenset({Action.ACCOUNT_REMOVED, Action.ACCOUNT_ABANDONED})


@dataclass(frozen=True)
class Overtaken:
    """`rows` are of the audit trail, newest first; `now` is real time, as theirs is.

    `kept_until` is set when the account was removed meanwhile, and may be restored until then.
    """

    name: str
    account: str
    rows: tuple[Recorded, ...]
    now: datetime
    kept_until: datetime | None = None


def since(rows: Sequence[Recorded], version: int) -> tuple[Recorded, ...]:
    """What made the account newer than the version that was seen; people first, the bot where nobody acted."""
    newer = [row for row in rows if _version(row) > version]
    by_people = [row for row in newer if row.actor != SYSTEM]
    return tuple((by_people or newer)[:MOST])


def removal(rows: Sequence[Recorded]) -> tuple[Recorded, ...]:
    return tuple(row for row in rows if row.action in set(_GONE))[:1]


def _version(row: Recorded) -> int:
    """0 for a row that changed nothing a card depends on, or is from before versions were kept."""
    known = row.details.get("version", "")
    return int(known) if known.isdecimal() else 0
