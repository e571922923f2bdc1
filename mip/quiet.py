"""Hours in which a channel is told only what is urgent, and how much it is told at all before it is told together."""

from datetime import UTC, datetime, time, timedelta, tzinfo
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

FROM_HOUR, UNTIL_HOUR = 18, 8
SATURDAY = 5
# What comes after so many messages in a channel within an hour is told together, a while later.
MOST_MESSAGES = 20
WITHIN = timedelta(hours=1)
TOGETHER_AFTER = timedelta(minutes=10)
NO_ZONE = "UTC"


class Quiet(StrEnum):
    """Values are stored."""

    NEVER = "never"
    NIGHTS = "nights"
    WEEKENDS = "weekends"


def known_zone(name: str) -> str:
    """The time zone that Slack says somebody lives in, or UTC where there is no such one here."""
    return name if _zone(name) is not None else NO_ZONE


def quiet_until(quiet: Quiet, zone: str, now: datetime) -> datetime | None:
    """When it ends; None where it is not quiet. `WEEKENDS` are quiet beside the nights."""
    there = _zone(zone) or UTC
    local = now.astimezone(there)
    is_weekend = quiet is Quiet.WEEKENDS and local.weekday() >= SATURDAY
    is_night = local.hour >= FROM_HOUR or local.hour < UNTIL_HOUR
    if quiet is Quiet.NEVER or not (is_weekend or is_night):
        return None
    day = local.date() + timedelta(days=0 if local.hour < UNTIL_HOUR else 1)
    while quiet is Quiet.WEEKENDS and day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return datetime.combine(day, time(UNTIL_HOUR), there).astimezone(UTC)


def _zone(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
