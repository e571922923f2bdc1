"""How much one workspace may ask of us: enough for people, too little for a loop."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mip.errors import TryLater
from mip.reasons import Reason

ACTIONS = 120
PER = timedelta(minutes=1)


@dataclass
class Budget:
    """Counts in memory, so per process: its purpose is politeness, not bookkeeping."""

    _spent: dict[str, deque[datetime]] = field(default_factory=dict)

    def spend(self, workspace: str, now: datetime) -> None:
        """Raises TryLater with how long the workspace has to wait."""
        spent = self._spent.setdefault(workspace, deque())
        while spent and now - spent[0] >= PER:
            spent.popleft()
        if len(spent) >= ACTIONS:
            raise TryLater(Reason.TOO_MANY_ACTIONS, after=PER - (now - spent[0]))
        spent.append(now)
