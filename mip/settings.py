"""What a workspace chose for itself: where accounts tell by default, how often they are scanned, who manages them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from mip.changes import Action, AuditEntry

# What the audit trail records of them, whoever changed them and how.
ACTIONS = (Action.SETTINGS_CHANGED, Action.ADMIN_ADDED, Action.ADMIN_REMOVED)


@dataclass(frozen=True)
class Settings:
    """`channel` "": none is proposed. `interval` None: the operator's own.

    `seen` is the number of the audit trail's last row when they were read: what was changed later has a higher one.
    """

    channel: str = ""
    interval: timedelta | None = None
    admins: frozenset[str] = frozenset()
    seen: int = field(default=0, compare=False)


def recorded(workspace: str, by: str, before: Settings, after: Settings) -> tuple[AuditEntry, ...]:
    """What of it is new, for the audit trail; nothing where nothing is."""
    chosen = _chosen(before, after)
    people = [(Action.ADMIN_ADDED, user) for user in sorted(after.admins - before.admins)]
    people += [(Action.ADMIN_REMOVED, user) for user in sorted(before.admins - after.admins)]
    return (
        *([AuditEntry(workspace, by, Action.SETTINGS_CHANGED, details=chosen)] if chosen else []),
        *(AuditEntry(workspace, by, action, details={"user": user}) for action, user in people),
    )


def _chosen(before: Settings, after: Settings) -> Mapping[str, str]:
    found = {}
    if after.channel != before.channel:
        found["default_channel"] = after.channel or "none"
    if after.interval != before.interval:
        found["default_interval"] = seconds(after.interval)
    return found


def seconds(interval: timedelta | None) -> str:
    """For a row, or an option of a form; the operator's own is no number."""
    return str(int(interval.total_seconds())) if interval else "operator"
