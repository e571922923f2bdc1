"""The token of a workspace that installed us: kept for a minute, and exchanged for the next one before it expires."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from mip.credentials import Secret
from mip.installing import DEAD, EXPIRED, Token, is_ended, is_ending
from mip.ports import NOT_INSTALLED, Installations, SlackRefused, SlackUnclear

log = structlog.get_logger(__name__)

# A workspace that removed us on another replica is served no longer than that.
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
        if code == EXPIRED:
            return True
        stored = await self.installations.token(self.workspace)
        if stored is not None and stored.version != known[1].version:
            # Another replica renewed it, or it was installed again.
            return True
        log.warning("slack.token_refused", workspace=self.workspace, code=code)
        await self.installations.refused(self.workspace, known[1].version, code, self.wire())
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
        is_ours = await self.installations.may_renew(self.workspace, token.version, self.wire())
        if token.refresh is None or not is_ours:
            return await self._while_it_lives(token)
        try:
            fresh = replace(await self.slack.renew(token.refresh), version=token.version)
        except (SlackRefused, SlackUnclear) as no:
            log.warning("slack.token_not_renewed", workspace=self.workspace, why=str(no) or "unclear")
            return await self._while_it_lives(token)
        await self.installations.renewed(self.workspace, fresh)
        self._known = self.wire(), replace(fresh, version=token.version + 1)
        return fresh

    async def _while_it_lives(self, token: Token) -> Token:
        self._known = None
        if is_ended(token, self.wire()):
            raise SlackRefused(EXPIRED)
        return token
