"""Starting and stopping the program: listening last, draining first."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog
from aiohttp import web
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler

from bot.app import Bot, build
from bot.clock import SystemClock
from bot.patience import within
from bot.settings import Settings
from microsoft.limits import Limits

log = structlog.get_logger(__name__)

# A request is answered within three seconds, a job may need a slow Microsoft: together under the 25 seconds after
# which whoever stops us loses patience.
REQUESTS_SECONDS = 4.0
JOBS_SECONDS = 20.0
# Both take no time while the database answers.
GIVE_BACK_SECONDS = 2.0
CLOSE_SECONDS = 5.0
# However far it came.
LAST_SECONDS = 24.5


class CannotListen(Exception):  # noqa: N818 - a sentence for the operator
    """The address is not ours, or somebody else listens there."""


@asynccontextmanager
async def running(
    settings: Settings, clock: SystemClock, patience: Limits | None = None
) -> AsyncIterator[Bot]:
    """The bot, listening and at work; gone again when the block ends, whatever ended it."""
    bot = await build(settings, clock, patience)
    try:
        work = asyncio.create_task(bot.shared.jobs.run(), name="jobs")
        try:
            async with _listening(bot):
                yield bot
        finally:
            await _drain(bot, work)
    finally:
        # A frozen database would keep us for as long as it is frozen.
        with suppress(TimeoutError):
            await within(CLOSE_SECONDS, bot.close())


@asynccontextmanager
async def _listening(bot: Bot) -> AsyncIterator[None]:
    """An access log would hold codes and states: there is none."""
    settings = bot.shared.settings
    runner = web.AppRunner(
        bot.site, access_log=None, shutdown_timeout=REQUESTS_SECONDS, auto_decompress=False
    )
    await runner.setup()
    try:
        await _listen(runner, settings.host, settings.port)
        async with _metrics(bot), _socket(bot):
            log.info("listening", host=settings.host, port=settings.port, public=settings.public_url)
            yield
    finally:
        await runner.cleanup()


@asynccontextmanager
async def _metrics(bot: Bot) -> AsyncIterator[None]:
    port = bot.shared.settings.metrics_port
    if port is None:
        yield
        return
    site = web.Application()
    site.router.add_get("/metrics", bot.shared.metrics.page)
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    try:
        await _listen(runner, bot.shared.settings.host, port)
        yield
    finally:
        await runner.cleanup()


async def _listen(runner: web.AppRunner, host: str, port: int) -> None:
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as no:
        raise CannotListen(f"Cannot listen on {host}:{port}: {no.strerror}") from None


@asynccontextmanager
async def _socket(bot: Bot) -> AsyncIterator[None]:
    """Socket Mode: Slack's requests come over a connection that we open."""
    token = bot.shared.settings.app_token
    if token is None:
        yield
        return
    handler = AsyncSocketModeHandler(bot.slack, token.get_secret_value())
    await handler.connect_async()  # type: ignore[no-untyped-call] # Bolt leaves it untyped
    try:
        yield
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call] # same


async def _drain(bot: Bot, work: asyncio.Task[None]) -> None:
    """What is running may end; what cannot is taken up again from the tables."""
    await bot.shared.jobs.stop()
    done, _ = await asyncio.wait({work}, timeout=JOBS_SECONDS)
    if not done:
        work.cancel()
        await asyncio.wait({work}, timeout=GIVE_BACK_SECONDS)
    if work.done() and not work.cancelled():
        work.exception()
