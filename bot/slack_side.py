"""Everything that goes to Slack, put together: one workspace by its token, or each by its own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog
from yarl import URL

from bot import identity
from bot.installed_token import InstalledToken
from bot.settings import Settings
from bot.slack import Calls, FixedToken, NoToken, SlackWorkspace, Token
from bot.slack_install import SlackInstall
from bot.slack_pauses import Pauses
from bot.slack_uploads import Uploads
from bot.workspaces import ManyWorkspaces, OneWorkspace
from microsoft.outbound import Outbound
from mip.credentials import Secret
from mip.installing import REFUSED_FOR
from mip.ports import Installations

log = structlog.get_logger(__name__)

HOOKS = frozenset({URL("https://hooks.slack.com"), URL("https://hooks.slack-gov.com")})


@dataclass(frozen=True)
class SlackSide:
    """All workspaces share the connections."""

    settings: Settings
    outbound: Outbound
    uploads: Uploads
    installations: Installations
    wire: Callable[[], datetime]

    async def one(self) -> OneWorkspace:
        """Asks Slack whose the token is. Raises TokenRefused."""
        token = self.settings.bot_token
        slack = self._workspace(FixedToken(Secret(token.get_secret_value() if token else "")))
        who = await identity.ask(slack.calls)
        others = await self.installations.serve_one(who.workspace, self.wire())
        if others:
            log.warning("slack.others_not_served", workspaces=len(others), deleted_after=str(REFUSED_FOR))
        return OneWorkspace(who, slack, self._workspace(NoToken()))

    async def many(self) -> ManyWorkspaces:
        await self.installations.serve_all()
        installing = self.installing()

        def connect(workspace: str) -> SlackWorkspace:
            token = InstalledToken(workspace, self.installations, installing, self.wire)
            return self._workspace(token, workspace)

        return ManyWorkspaces(self.installations, connect, self.wire)

    def installing(self) -> SlackInstall:
        secret = self.settings.slack_client_secret
        client = self.settings.slack_client_id, Secret(secret.get_secret_value() if secret else "")
        return SlackInstall(self.outbound, self.settings.slack_url, *client, self.wire)

    def _workspace(self, token: Token, workspace: str = "") -> SlackWorkspace:
        calls = Calls(self.outbound, self.settings.slack_url, token, Pauses(self.wire))
        return SlackWorkspace(calls, self.wire, response_origins(self.settings), self.uploads, workspace)


def slack_origins(settings: Settings) -> frozenset[URL]:
    """Everywhere that a request meant for Slack may go."""
    return frozenset({URL(settings.slack_url).origin()}) | response_origins(settings)


def response_origins(settings: Settings) -> frozenset[URL]:
    """Slack elsewhere answers for itself; the real one uses hosts of their own."""
    if settings.slack_is_elsewhere:
        return frozenset({URL(settings.slack_url).origin()})
    return HOOKS
