"""How much one workspace may ask of us: enough for people, too little for a loop."""

from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from mip.errors import TryLater
from mip.ports import Tally
from mip.reasons import Reason

ACTIONS = 120
# Of these, what one person asks for all accounts leaves so many to the others.
FOR_PEOPLE = 20
PER = timedelta(minutes=1)


@dataclass
class Budget:
    """Counts in memory what this process was asked, and where there are several with `tally` what all were."""

    tally: Tally | None = None
    _spent: dict[str, deque[datetime]] = field(default_factory=dict)

    async def spend(self, workspace: str, now: datetime, *, keeping: int = 0) -> None:
        """Raises TryLater with how long the workspace has to wait. `keeping` is how many are left to others."""
        self._spend_here(workspace, now, keeping)
        if self.tally is not None:
            minute = datetime.fromtimestamp(now.timestamp() // 60 * 60, UTC)
            if await self.tally.note(f"actions of {workspace} at {minute}", minute + PER) > ACTIONS - keeping:
                raise TryLater(Reason.TOO_MANY_ACTIONS, after=minute + PER - now)

    def _spend_here(self, workspace: str, now: datetime, keeping: int) -> None:
        spent = self._spent.setdefault(workspace, deque())
        while spent and now - spent[0] >= PER:
            spent.popleft()
        above = len(spent) - (ACTIONS - keeping)
        if above >= 0:
            raise TryLater(Reason.TOO_MANY_ACTIONS, after=PER - (now - spent[above]))
        spent.append(now)
