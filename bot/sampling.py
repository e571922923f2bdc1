"""A line in the log for each refused request is good until somebody sends thousands: then for a few of them."""

from dataclasses import dataclass
from datetime import datetime

# So many at once are all told, and in the long run so many a second.
BURST = 100.0
PER_SECOND = 10.0


@dataclass
class Sampling:
    """A bucket that fills up again; the first line after a gap says how many were left out."""

    _room: float = BURST
    _last: datetime | None = None
    _left_out: int = 0

    def admit(self, now: datetime) -> int | None:
        """None: leave this one out. Otherwise how many were left out since the last line."""
        passed = (now - self._last).total_seconds() if self._last else 0.0
        self._room = min(BURST, self._room + max(0.0, passed) * PER_SECOND)
        self._last = now
        if self._room < 1:
            self._left_out += 1
            return None
        self._room -= 1
        left_out, self._left_out = self._left_out, 0
        return left_out
