"""From when until when somebody wants to know: `2026-11-01`, `yesterday`, `today`, or how long ago, as `7d`, `24h`."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

TODAY, YESTERDAY, TOMORROW = "today", "yesterday", "tomorrow"
_NAMED = {TODAY: timedelta(0), YESTERDAY: timedelta(days=-1), TOMORROW: timedelta(days=1)}
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_AGO = re.compile(r"([0-9]{1,4})([dh])")
# What people write between two dates; none of it says anything.
_BETWEEN = frozenset({"from", "since", "to", "until", "till", "ago", "-"})
_NOTED = re.compile(r"([0-9]{1,11})\.([0-9]{1,11})")
MOST_WORDS = 2


@dataclass(frozen=True)
class Period:
    """What happened after `begin`, until `end` or at it. In whole seconds, so that a button can carry it."""

    begin: datetime
    end: datetime

    def note(self) -> str:
        return f"{int(self.begin.timestamp())}.{int(self.end.timestamp())}"


class NoTime(ValueError):  # noqa: N818 - named like the troubles of mip/errors.py
    """`typed` is no time that we can read; `is_future`: it is one, and has not come yet."""

    def __init__(self, typed: str, *, is_future: bool = False) -> None:
        super().__init__("no time")
        self.typed = typed
        self.is_future = is_future


def read_note(note: str) -> Period:
    """Raises ValueError for what `Period.note` never wrote."""
    found = _NOTED.fullmatch(note)
    if found is None:
        raise ValueError("not a note of ours")
    begin, end = (datetime.fromtimestamp(int(each), UTC) for each in found.groups())
    return Period(begin, end)


def read_period(text: str, now: datetime) -> Period | None:
    """None for nothing typed. One time is the beginning; the later of two is the end, in whatever order they come.

    Days are those of UTC, and the last day counts in full. Raises NoTime.
    """
    words = [word for word in text.casefold().split() if word not in _BETWEEN]
    if not words:
        return None
    if len(words) > MOST_WORDS:
        raise NoTime(text)
    now = now.astimezone(UTC).replace(microsecond=0) + timedelta(seconds=1)
    spans = sorted(_span(word, now) for word in words)
    if spans[0][0] > now:
        raise NoTime(words[0], is_future=True)
    end = min(spans[-1][1], now) if len(spans) == MOST_WORDS else now
    return Period(spans[0][0], end)


def _span(word: str, now: datetime) -> tuple[datetime, datetime]:
    """When it begins and when it is over: a day takes a day, "24 hours ago" no time at all."""
    ago = _AGO.fullmatch(word)
    if ago is not None:
        at = now - timedelta(**{"days" if ago[2] == "d" else "hours": int(ago[1])})
        return at, at
    begin = _day(word, now)
    return begin, begin + timedelta(days=1) - timedelta(seconds=1)


def _day(word: str, now: datetime) -> datetime:
    midnight = now.replace(hour=0, minute=0, second=0)
    if word in _NAMED:
        return midnight + _NAMED[word]
    if _DAY.fullmatch(word) is None:
        raise NoTime(word)
    try:
        day = datetime.strptime(word, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise NoTime(word) from None
    # Every day that has not come yet is as good as tomorrow, and tomorrow cannot overflow.
    return min(day, midnight + timedelta(days=1))
