"""How much one workspace may ask of us: enough for people, too little for a loop."""

from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from mip.errors import TryLater
from mip.ports import Tally
from mip.reasons import Reason

ACTIONS = 120
PER = timedelta(minutes=1)


@dataclass
class Budget:
    """Counts in memory what this process was asked, and where there are several with `tally` what all were."""

    tally: Tally | None = None
    _spent: dict[str, deque[datetime]] = field(default_factory=dict)

    async def spend(self, workspace: str, now: datetime) -> None:
        """Raises TryLater with how long the workspace has to wait."""
        self._spend_here(workspace, now)
        if self.tally is not None:
            minute = datetime.fromtimestamp(now.timestamp() // 60 * 60, UTC)
            if await self.tally.note(f"actions of {workspace} at {minute}", minute + PER) > ACTIONS:
                raise TryLater(Reason.TOO_MANY_ACTIONS, after=minute + PER - now)

    def _spend_here(self, workspace: str, now: datetime) -> None:
        spent = self._spent.setdefault(workspace, deque())
        while spent and now - spent[0] >= PER:
            spent.popleft()
        if len(spent) >= ACTIONS:
            raise TryLater(Reason.TOO_MANY_ACTIONS, after=PER - (now - spent[0]))
        spent.append(now)
