"""The whole program, put together. Read it from top to bottom: everything there is, is made here."""

import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient
from yarl import URL

from bot import listeners
from bot.background import put_to_work
from bot.clock import SystemClock
from bot.door import Door, Memory
from bot.linking import browser_routes
from bot.listening import Kinds
from bot.settings import Settings
from bot.shared import Shared, chance
from bot.showing import Showing
from bot.skew import Skew
from bot.stories import stories, uninstall, verbs
from bot.sweeper import Sweeper
from bot.together import Together
from bot.web import Guard, Health, SlackRoute
from bot.web import build as build_web
from handlers.commands import Commands
from microsoft.limits import Limits
from microsoft.outbound import trust
from storage.database import ClockOff

Next = Callable[[], Awaitable[None]]
# Bolt wants one.
NO_TOKEN = "none"  # noqa: S105 - says that there is none


@dataclass(frozen=True)
class Bot:
    """`site` listens, `jobs` work, `close` when both have ended."""

    shared: Shared
    table: listeners.Table
    slack: AsyncApp
    sweeper: Sweeper
    site: web.Application

    async def close(self) -> None:
        await self.shared.close()


async def build(settings: Settings, clock: SystemClock, patience: Limits | None = None) -> Bot:
    """`patience` with Microsoft, where it is not the usual. Raises what Shared.open raises; nothing stays open
    then.
    """
    shared = await Shared.open(settings, clock, patience)
    told = stories(shared)
    table = listeners.Table(Commands(shared.access, verbs(told)), told, uninstall(shared))
    slack = _slack(shared)
    listeners.register(slack, table, Kinds.of(Showing(shared.workspaces)), shared.metrics, chance)
    sweeper = put_to_work(shared)
    return Bot(shared, table, slack, sweeper, _site(shared, slack, sweeper))


def _slack(shared: Shared) -> AsyncApp:
    """Bolt, with our own `authorize`: it would read SLACK_CLIENT_ID from the environment and drop the token, and
    ask Slack at every request. It calls nobody for us, so it gets no token.

    Every listener acknowledges as the last thing it does, so the response waits for the listener: nothing runs
    behind it, and Bolt does not look for the acknowledgement every ten milliseconds.
    """
    settings = shared.settings

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=NO_TOKEN)

    async def meet(context: AsyncBoltContext, body: dict[str, Any], next: Next) -> None:  # noqa: A002 - Bolt's word
        team, enterprise = context.team_id or "", context.enterprise_id or ""
        await shared.workspaces.meet(team, enterprise, str(body.get("team_domain") or ""))
        await next()

    signing = settings.signing_secret
    app = AsyncApp(
        # Without it Bolt's loggers take the root's level, and at DEBUG they write every answer, links included.
        logger=logging.getLogger("slack_bolt"),
        signing_secret=signing.get_secret_value() if signing else None,
        # Bolt itself calls nobody; Socket Mode opens its connection with what this client trusts.
        client=AsyncWebClient(
            base_url=f"{settings.slack_url}/api/", ssl=trust(settings.ca_file), retry_handlers=[]
        ),
        authorize=authorize,
        process_before_response=True,
    )
    app.use(meet)
    return app


def _site(shared: Shared, slack: AsyncApp, sweeper: Sweeper) -> web.Application:
    """What Slack and browsers reach."""
    public = URL(shared.settings.public_url)
    guard = Guard(public, shared.pages, chance)
    skew = Skew()
    health = Health(_readiness(shared, sweeper, skew))
    return build_web(_slack_route(shared, slack, skew), browser_routes(shared), health, guard)


def _slack_route(shared: Shared, slack: AsyncApp, skew: Skew) -> SlackRoute | None:
    """Not there in Socket Mode."""
    signing = shared.settings.signing_secret
    if shared.settings.is_socket_mode or signing is None:
        return None
    door = Door(signing.get_secret_value(), Memory(), shared.clock.wire, skew)
    audit, clock = shared.storage.audit, shared.clock
    together = Together(shared.storage.tally)
    return SlackRoute(
        slack, door, Memory(), shared.workspaces, audit, clock, shared.metrics, together=together
    )


def _readiness(shared: Shared, sweeper: Sweeper, skew: Skew) -> Callable[[], Coroutine[Any, Any, str]]:
    async def ready() -> str:
        """A word for what is missing, "" when nothing is."""
        try:
            await shared.storage.ping(shared.clock.machine())
        except ClockOff:
            return "clock"
        if not shared.jobs.is_running:
            return "jobs"
        if skew.refuses:
            return "clock"
        return "sweeper" if sweeper.is_late() else ""

    return ready
