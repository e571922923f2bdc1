"""How much one workspace may ask of us: enough for people, too little for a loop."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mip.errors import TryLater
from mip.reasons import Reason

ACTIONS = 120
# Of these, what one person asks for all accounts leaves so many to the others.
FOR_PEOPLE = 20
PER = timedelta(minutes=1)


@dataclass
class Budget:
    """Counts in memory, so per process: its purpose is politeness, not bookkeeping."""

    _spent: dict[str, deque[datetime]] = field(default_factory=dict)

    def spend(self, workspace: str, now: datetime, *, keeping: int = 0) -> None:
        """Raises TryLater with how long the workspace has to wait. `keeping` is how many are left to others."""
        spent = self._spent.setdefault(workspace, deque())
        while spent and now - spent[0] >= PER:
            spent.popleft()
        above = len(spent) - (ACTIONS - keeping)
        if above >= 0:
            raise TryLater(Reason.TOO_MANY_ACTIONS, after=PER - (now - spent[above]))
        spent.append(now)
