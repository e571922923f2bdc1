"""When to ask again: what Retry-After may look like, and how a request is repeated.

https://learn.microsoft.com/graph/throttling
"""

import math
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TypeVar

from microsoft.answers import Unusable
from microsoft.limits import Limits
from mip.errors import TryLater

SHORTEST = timedelta(seconds=1)
LONGEST = timedelta(hours=1)

_SECONDS = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_LONGEST_DATE = 64

T = TypeVar("T")


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """From 1 s to 1 h; None when the header is absent or cannot be read.

    A date counts from the answer's own Date: clocks differ.
    """
    text = headers.get("Retry-After", "").strip()
    if _SECONDS.fullmatch(text):
        # Clamped before it is rounded: hundreds of digits are infinity.
        seconds = max(SHORTEST.total_seconds(), min(float(text), LONGEST.total_seconds()))
        return timedelta(seconds=math.ceil(seconds))
    until = _date(text)
    if until is None:
        return None
    return min(max(SHORTEST, until - (_date(headers.get("Date", "")) or now)), LONGEST)


def _date(text: str) -> datetime | None:
    if not text.isascii() or len(text) > _LONGEST_DATE:
        return None
    try:
        when = parsedate_to_datetime(text)
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


@dataclass(frozen=True)
class Patience:
    """Repeats what failed for a while. `chance` gives numbers from 0 up to 1, `now` seconds."""

    limits: Limits
    sleep: Callable[[float], Awaitable[None]]
    chance: Callable[[], float]
    now: Callable[[], float] = time.monotonic

    async def persist(self, ask: Callable[[], Awaitable[T]], retries: int) -> T:
        tries, ends = 0, self.now() + self.limits.patience
        while True:
            try:
                return await ask()
            except TryLater as trouble:
                wait = self._pause(trouble, tries, retries)
                if wait is None or self.now() > ends:
                    raise
            tries += 1
            await self.sleep(wait)

    def _pause(self, trouble: TryLater, tries: int, retries: int) -> float | None:
        """Seconds to wait, None to give up. Without Retry-After: exponential, full jitter."""
        allowed = min(retries, trouble.again) if isinstance(trouble, Unusable) else retries
        if tries >= allowed:
            return None
        if trouble.after is None:
            return self.chance() * min(self.limits.longest_back_off, 2.0**tries)
        wait = trouble.after.total_seconds()
        return wait if wait <= self.limits.longest_sleep else None
