"""Whether the workspaces still have the bot: Slack's word that one removed it may have been lost while we were away."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

from mip.ports import Clock, Installations, SlackRefused, SlackUnclear, Workspaces

# Of ten thousand each is asked within six hours of a start, and nobody waits for its turn at Slack meanwhile.
AT_ONCE = 30


@dataclass
class StillInstalled:
    """Each installation is asked for once a day, and after a start; a refused token suspends it by itself."""

    installations: Installations
    workspaces: Workspaces
    clock: Clock
    _asked: dict[str, date] = field(default_factory=dict)

    async def look(self) -> None:
        today = self.clock.wire().date()
        for installation in await self._next(today):
            self._asked[installation] = today
            with suppress(SlackRefused, SlackUnclear):
                await self.workspaces.of(installation).is_there()

    async def _next(self, today: date) -> Sequence[str]:
        installed = await self.installations.installed()
        self._asked = {each: self._asked[each] for each in installed if each in self._asked}
        return [each for each in installed if self._asked.get(each) != today][:AT_ONCE]
