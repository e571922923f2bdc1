"""The token of a workspace that installed us: kept for a minute, and exchanged for the next one before it expires."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from mip.credentials import Secret
from mip.installing import DEAD, EXPIRED, NO_MORE, Token, is_ended, is_ending
from mip.ports import NOT_INSTALLED, Installations, SlackRefused, SlackUnclear

log = structlog.get_logger(__name__)

# A workspace that removed us on another replica is served no longer than that, and changes nothing even then
# (handlers/access.py).
KNOWN_FOR = timedelta(seconds=60)


class RenewsTokens(Protocol):
    async def renew(self, refresh: Secret) -> Token:
        """Raises SlackRefused, SlackUnclear."""


@dataclass
class InstalledToken:
    workspace: str
    installations: Installations
    slack: RenewsTokens
    wire: Callable[[], datetime]
    _known: tuple[datetime, Token] | None = None

    async def now(self) -> Secret:
        """Raises SlackRefused, SlackUnclear."""
        token = await self._current()
        if is_ending(token, self.wire()):
            token = await self._next(token)
        return token.access

    async def is_replaced(self, code: str) -> bool:
        """After a refusal: whether the next `now` may give another."""
        known, self._known = self._known, None
        if known is None or code not in {*DEAD, EXPIRED}:
            return False
        used, stored = known[1], await self.installations.token(self.workspace)
        if stored is not None and stored.version != used.version:
            # Another replica renewed it, or it was installed again.
            return True
        if code == EXPIRED:
            # Sooner than Slack had said.
            return stored is not None and (await self._next(stored)).version != used.version
        await self._refused(used, code)
        return False

    async def _current(self) -> Token:
        if self._known is None or self.wire() - self._known[0] >= KNOWN_FOR:
            token = await self.installations.token(self.workspace)
            if token is None:
                raise SlackRefused(NOT_INSTALLED)
            self._known = self.wire(), token
        return self._known[1]

    async def _next(self, token: Token) -> Token:
        """One replica asks; until it has an answer, the old one serves as long as it lives."""
        refresh, old = token.refresh, token.version
        if refresh is None or not await self.installations.may_renew(self.workspace, old, self.wire()):
            return self._while_it_lives(token)
        try:
            fresh = await self.slack.renew(refresh)
        except SlackUnclear:
            log.warning("slack.token_not_renewed", workspace=self.workspace, code="unclear")
            return self._while_it_lives(token)
        except SlackRefused as no:
            return await self._not_renewed(token, no.code)
        await self.installations.renewed(self.workspace, replace(fresh, version=old))
        self._known = self.wire(), replace(fresh, version=old + 1)
        return self._known[1]

    async def _not_renewed(self, token: Token, code: str) -> Token:
        """Whose fault it is, decides: a wrong SLACK_CLIENT_SECRET is the operator's, and the workspace's no end."""
        log.error("slack.token_not_renewed", workspace=self.workspace, code=code)
        if code in NO_MORE and is_ended(token, self.wire()):
            await self._refused(token, code)
            raise SlackRefused(NOT_INSTALLED)
        return self._while_it_lives(token)

    async def _refused(self, token: Token, code: str) -> None:
        log.warning("slack.token_refused", workspace=self.workspace, code=code)
        await self.installations.refused(self.workspace, token.version, code, self.wire())

    def _while_it_lives(self, token: Token) -> Token:
        self._known = None
        if is_ended(token, self.wire()):
            raise SlackRefused(EXPIRED)
        return token
