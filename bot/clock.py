"""The two clocks: real time for everything on the wire, the calendar for everything that is due."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass
class SystemClock:
    """`offset` moves the calendar only, and only in a demonstration."""

    offset: timedelta = timedelta()

    def wire(self) -> datetime:
        return datetime.now(UTC)

    def calendar(self) -> datetime:
        return self.wire() + self.offset
