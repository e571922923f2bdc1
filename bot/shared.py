"""What the whole program shares: made once, from the settings, and closed once."""

import secrets
from dataclasses import dataclass

from yarl import URL

from bot import identity as identities
from bot import own_app
from bot.clock import SystemClock
from bot.engine import Jobs
from bot.identity import Identity
from bot.metrics import Metrics
from bot.prompt_ledger import PromptLedger
from bot.queues import queue_of
from bot.settings import Settings
from bot.slack import Calls, SlackWorkspace
from bot.slack_uploads import UPLOAD_LIMITS, Uploads, upload_origins
from bot.version import AGENT
from handlers.access import Access
from handlers.approval import Approval
from handlers.budget import Budget
from handlers.certificates import Certificates
from handlers.connections import OwnApp
from handlers.invalid_link import InvalidLink
from handlers.links import Links
from handlers.lookup import Lookup
from handlers.workspace import Workspace
from microsoft.client import MicrosoftClient
from microsoft.clouds import Clouds
from microsoft.limits import Limits
from microsoft.outbound import Outbound, trust
from mip.credentials import Secret
from storage.store import Storage
from views.pages import Pages

HOOKS = frozenset({URL("https://hooks.slack.com"), URL("https://hooks.slack-gov.com")})
# views.open has to arrive within three seconds of the click, so no call to Slack may take longer.
SLACK_LIMITS = Limits(connect=2.0, read=2.0, total=2.0, body=2 * 1024 * 1024, concurrency=50)


def chance() -> str:
    """256 random bits, fit for an address or a cookie."""
    return secrets.token_urlsafe(32)


def row_id() -> str:
    return secrets.token_hex(16)


@dataclass(frozen=True)
class Shared:
    settings: Settings
    clock: SystemClock
    storage: Storage
    outbound: Outbound
    microsoft: MicrosoftClient
    slack: SlackWorkspace
    identity: Identity
    own: OwnApp | None
    jobs: Jobs
    ledger: PromptLedger
    metrics: Metrics
    pages: Pages
    budget: Budget

    @classmethod
    async def open(cls, settings: Settings, clock: SystemClock, patience: Limits | None = None) -> "Shared":
        """Opens the database and asks Slack who we are. `patience`: how long we bear with Microsoft.

        Raises BadSettings, TokenRefused, and what Storage.open raises; nothing stays open then.
        """
        own = own_app.read(settings)
        tls = trust(settings.ca_file)
        outbound = Outbound(slack_origins(settings), tls, AGENT, SLACK_LIMITS)
        storage = await Storage.open(settings.database_url, settings.keys, clock)
        try:
            token = settings.bot_token.get_secret_value() if settings.bot_token else ""
            calls = Calls(outbound, settings.slack_url, Secret(token))
            identity = await identities.ask(calls)
        except BaseException:
            await outbound.close()
            await storage.close()
            raise
        origins = upload_origins(settings)
        uploads = Uploads(Outbound(origins, tls, AGENT, UPLOAD_LIMITS), origins)
        clouds = Clouds(settings.login_url, settings.graph_url)
        jobs = Jobs(queue_of(settings.database_url))
        return cls(
            settings,
            clock,
            storage,
            outbound,
            MicrosoftClient(clouds, tls, AGENT, clock.wire, patience),
            SlackWorkspace(calls, clock.wire, response_origins(settings), uploads),
            identity,
            own,
            jobs,
            PromptLedger(storage.ledger, jobs, clock),
            Metrics(),
            Pages(),
            Budget(storage.tally),
        )

    async def close(self) -> None:
        await self.microsoft.close()
        await self.slack.uploads.outbound.close()
        await self.outbound.close()
        await self.storage.close()

    @property
    def access(self) -> Access:
        storage, workspace = self.storage, self.identity.workspace
        return Access(workspace, self.slack, storage.admins, storage.audit, self.budget, self.clock)

    @property
    def approval(self) -> Approval:
        return Approval(self.access, self.clock)

    @property
    def lookup(self) -> Lookup:
        return Lookup(self.access, self.storage.accounts, self.ledger)

    @property
    def links(self) -> Links:
        public = self.settings.public_url
        attempts, certificates = self.storage.attempts, self.certificates
        return Links(attempts, certificates, self.ledger, self.microsoft, self.clock, chance, public)

    @property
    def certificates(self) -> Certificates:
        return Certificates(self.storage.accounts)

    @property
    def workspace(self) -> Workspace:
        return Workspace(self.identity.workspace, self.identity.workspace_name, self.slack)

    @property
    def invalid(self) -> InvalidLink:
        return InvalidLink(self.storage.audit, self.pages, chance)


def slack_origins(settings: Settings) -> frozenset[URL]:
    """Everywhere that a request meant for Slack may go."""
    return frozenset({URL(settings.slack_url).origin()}) | response_origins(settings)


def response_origins(settings: Settings) -> frozenset[URL]:
    """Slack elsewhere answers for itself; the real one uses hosts of their own."""
    if settings.slack_is_elsewhere:
        return frozenset({URL(settings.slack_url).origin()})
    return HOOKS
