"""Whether the workspaces still have the bot: Slack's word that one removed it may have been lost while we were away."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from handlers.uninstall import Uninstall
from mip.ports import Clock, Installations, SlackRefused, SlackUnclear, Workspaces

# Of ten thousand each is asked within six hours of a start, and nobody waits for its turn at Slack meanwhile.
AT_ONCE = 30
# Replicas that start together, or come to a new day together, do not all ask the same.
ASKED_FOR = timedelta(hours=1)


@dataclass
class StillInstalled:
    """Each installation is asked for once a day, and after a start; a refused token suspends it by itself. `is_first`
    of all replicas to note a key, which is forgotten after that time.

    The token of an organisation counts in those workspaces that Slack lists:
    https://docs.slack.dev/reference/methods/auth.teams.list
    """

    installations: Installations
    workspaces: Workspaces
    uninstall: Uninstall
    is_first: Callable[[str, datetime, timedelta], Awaitable[bool]]
    clock: Clock
    _asked: dict[str, date] = field(default_factory=dict)

    async def look(self) -> None:
        today = self.clock.wire().date()
        for installation in await self._next(today):
            self._asked[installation] = today
            if await self._is_ours_to_ask(installation):
                with suppress(SlackRefused, SlackUnclear):
                    await self._ask(installation)

    async def _ask(self, installation: str) -> None:
        """Raises SlackRefused, SlackUnclear. Who joins while Slack answers is none of those that are looked for."""
        slack, asked_at = self.workspaces.of(installation), self.clock.wire()
        served = await self.installations.served_by(installation)
        if not served:
            await slack.is_there()
            return
        listed = await slack.teams()
        lost = [each for each in served if each not in listed]
        if lost:
            await self.uninstall.lost(installation, lost, asked_at)

    async def _is_ours_to_ask(self, installation: str) -> bool:
        now = self.clock.wire()
        return await self.is_first(f"still installed {installation} {now:%Y-%m-%d %H}", now, ASKED_FOR)

    async def _next(self, today: date) -> Sequence[str]:
        installed = await self.installations.installed()
        self._asked = {each: self._asked[each] for each in installed if each in self._asked}
        return [each for each in installed if self._asked.get(each) != today][:AT_ONCE]
