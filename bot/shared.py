"""What the whole program shares: made once, from the settings, and closed once."""

import asyncio
import secrets
from dataclasses import dataclass

from bot import own_app
from bot.clock import SystemClock
from bot.engine import Jobs
from bot.metrics import Metrics
from bot.prompt_ledger import PromptLedger
from bot.queues import queue_of
from bot.settings import Settings
from bot.slack_side import SlackSide, slack_origins
from bot.slack_uploads import UPLOAD_LIMITS, Uploads, upload_origins
from bot.version import AGENT
from bot.workspaces import Served
from handlers.access import Access
from handlers.approval import Approval
from handlers.budget import Budget
from handlers.certificates import Certificates
from handlers.connections import Connections, OwnApp
from handlers.install import PATH as INSTALL
from handlers.invalid_link import InvalidLink
from handlers.links import Links
from handlers.lookup import Lookup
from handlers.names import Names
from microsoft.client import MicrosoftClient
from microsoft.clouds import Clouds
from microsoft.limits import Limits
from microsoft.outbound import Outbound, trust
from microsoft.pauses import Pauses
from storage.store import Storage
from views.pages import Pages

# views.open has to arrive within three seconds of the click, so no call to Slack may take longer.
SLACK_LIMITS = Limits(connect=2.0, read=2.0, total=2.0, body=2 * 1024 * 1024, concurrency=50)


def chance() -> str:
    """256 random bits, fit for an address or a cookie."""
    return secrets.token_urlsafe(32)


def row_id() -> str:
    return secrets.token_hex(16)


@dataclass(frozen=True)
class Shared:
    """What comes by itself asks Microsoft through a client of its own, with its own connections and threads: where
    Microsoft is slow, nobody who asked for something waits behind it.
    """

    settings: Settings
    clock: SystemClock
    storage: Storage
    outbound: Outbound
    microsoft: MicrosoftClient
    microsoft_on_schedule: MicrosoftClient
    workspaces: Served
    slack: SlackSide
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
        origins = upload_origins(settings)
        files = Outbound(origins, tls, AGENT, UPLOAD_LIMITS)
        side = SlackSide(settings, outbound, Uploads(files, origins), storage.installations, clock.wire)
        try:
            workspaces = await (side.many() if settings.serves_many else side.one())
        except BaseException:
            await files.close()
            await outbound.close()
            await storage.close()
            raise
        clouds = Clouds(settings.login_url, settings.graph_url)
        # By the calendar, as the scans that come after them.
        pauses = Pauses(clock.calendar)
        jobs = Jobs(queue_of(settings.database_url))
        return cls(
            settings,
            clock,
            storage,
            outbound,
            MicrosoftClient(clouds, tls, AGENT, clock.wire, patience, pauses=pauses),
            MicrosoftClient(clouds, tls, AGENT, clock.wire, patience, pauses=pauses),
            workspaces,
            side,
            own,
            jobs,
            PromptLedger(storage.ledger, jobs, clock),
            Metrics(),
            Pages(),
            Budget(storage.tally),
        )

    async def close(self) -> None:
        # Each waits for its threads.
        await asyncio.gather(self.microsoft.close(), self.microsoft_on_schedule.close())
        await self.slack.uploads.outbound.close()
        await self.outbound.close()
        await self.storage.close()

    @property
    def access(self) -> Access:
        storage = self.storage
        install = f"{self.settings.public_url}{INSTALL}" if self.settings.serves_many else ""
        return Access(self.workspaces, storage.admins, storage.audit, self.budget, self.clock, install)

    @property
    def approval(self) -> Approval:
        return Approval(self.access, self.clock)

    @property
    def lookup(self) -> Lookup:
        return Lookup(self.access, self.storage.accounts, self.ledger)

    @property
    def connections(self) -> Connections:
        return Connections(self.storage.accounts, self.own)

    @property
    def links(self) -> Links:
        public = self.settings.public_url
        attempts, certificates = self.storage.attempts, self.certificates
        return Links(attempts, certificates, self.ledger, self.microsoft, self.clock, chance, public)

    @property
    def certificates(self) -> Certificates:
        return Certificates(self.storage.accounts)

    @property
    def names(self) -> Names:
        return Names(self.workspaces)

    @property
    def invalid(self) -> InvalidLink:
        return InvalidLink(self.storage.audit, self.pages, chance)
