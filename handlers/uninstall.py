"""A workspace took the bot away: in whatever order Slack says so, and however often.

https://docs.slack.dev/reference/events/app_uninstalled
https://docs.slack.dev/reference/events/tokens_revoked
https://docs.slack.dev/reference/events/team_access_revoked
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from mip.ports import Engine, Installations
from views.events import Uninstalled

# The job that deletes what they had. Lost, the hourly clean-up does it.
CLEAR = "clear workspaces"

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Uninstall:
    """What a workspace had may be much: a job deletes it."""

    installations: Installations
    engine: Engine
    forget: Callable[[Sequence[str]], None]

    async def heard(self, told: Uninstalled) -> None:
        """Tokens of people are none of ours. What happened before it was last installed is over."""
        if told.is_ours:
            await self._ended(await self._gone(told))

    async def lost(self, organisation: str, workspaces: Sequence[str], at: datetime) -> None:
        """It has taken the bot from these, and we did not hear of it. `at`: before Slack was asked."""
        await self._ended(await self.installations.left(organisation, workspaces, None, at))

    async def _ended(self, gone: Sequence[str]) -> None:
        self.forget(gone)
        await self.engine.enqueue(CLEAR, gone)
        log.info("slack.uninstalled", workspaces=len(gone))

    async def _gone(self, told: Uninstalled) -> Sequence[str]:
        if told.only:
            return await self.installations.left(told.installation, told.only, told.app, told.at)
        return await self.installations.removed(told.installation, told.app, told.at)
