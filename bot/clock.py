"""The two clocks: real time for everything on the wire, the calendar for everything that is due."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass
class SystemClock:
    """`offset` moves the calendar only, and only in a demonstration. `machine`: the time that this machine has."""

    offset: timedelta = timedelta()
    machine: Callable[[], datetime] = _now
    _agreed: tuple[datetime, float] | None = field(default=None, init=False)

    def agree(self, now: datetime) -> None:
        """From here on time passes from this moment, whatever is done to the clock of this machine."""
        self._agreed = now, time.monotonic()

    def wire(self) -> datetime:
        if self._agreed is None:
            return self.machine()
        then, at = self._agreed
        return then + timedelta(seconds=time.monotonic() - at)

    def calendar(self) -> datetime:
        return self.wire() + self.offset
