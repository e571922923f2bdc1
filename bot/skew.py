"""Whether our clock and Slack's agree, told by what Slack itself signed: with a wrong one we refuse everybody."""

from collections import deque
from dataclasses import dataclass, field
from statistics import median

import structlog

log = structlog.get_logger(__name__)

# So many requests of Slack's, so that one that was delivered late is no alarm.
ENOUGH = 20
# Worth a line in the log; and from where on the door takes everything for old.
OFF_SECONDS = 30.0
REFUSES_SECONDS = 300.0


@dataclass
class Skew:
    """Of the latest requests, by how many seconds their time and ours differed."""

    _seen: deque[float] = field(default_factory=lambda: deque(maxlen=ENOUGH))
    _is_told: bool = False

    def note(self, seconds: float) -> None:
        self._seen.append(abs(seconds))
        if self.is_off and not self._is_told:
            log.error("clock.skew", seconds=round(median(self._seen)))
        self._is_told = self.is_off

    @property
    def is_off(self) -> bool:
        return self._is_over(OFF_SECONDS)

    @property
    def refuses(self) -> bool:
        """Whether we are of no use until somebody sets the clock."""
        return self._is_over(REFUSES_SECONDS)

    def _is_over(self, seconds: float) -> bool:
        return len(self._seen) == ENOUGH and median(self._seen) > seconds
