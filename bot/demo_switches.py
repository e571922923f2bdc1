"""What others may do to the bot of a demonstration, over HTTP on loopback. Only `mipbot demo` has it.

/calendar: GET answers {"now": ISO, "offset": seconds}; PUT of {"offset": seconds} answers the same, or 400 with
{"error"}. /start-over: POST answers {} when another bot, which has nothing stored, is ready.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.clock import SystemClock

MOST = timedelta(days=10 * 366)
# What a browser says of the page that asks: programs say neither.
FROM_A_PAGE = ("Origin", "Sec-Fetch-Site")


class Demonstration(Protocol):
    """`clock` is that of the bot that runs now."""

    @property
    def clock(self) -> SystemClock: ...

    async def wake(self) -> None:
        """Starts what has become due."""

    async def start_over(self) -> None: ...


@dataclass(frozen=True)
class DemoSwitches:
    stage: Demonstration

    async def show(self, _request: web.Request) -> web.Response:
        clock = self.stage.clock
        return web.json_response(
            {"now": clock.calendar().isoformat(), "offset": clock.offset.total_seconds()}
        )

    async def set(self, request: web.Request) -> web.Response:
        try:
            self.stage.clock.offset = self._later(await request.json())
        except ValueError as no:
            return web.json_response({"error": str(no)}, status=400)
        await self.stage.wake()
        return await self.show(request)

    async def start_over(self, _request: web.Request) -> web.Response:
        await self.stage.start_over()
        return web.json_response({})

    def _later(self, given: object) -> timedelta:
        """Raises ValueError: a calendar does not go back, and what is due in centuries is nobody's business."""
        match given:
            case {"offset": int() | float() as seconds} if abs(seconds) <= MOST.total_seconds():
                offset = timedelta(seconds=seconds)
            case _:
                raise ValueError(f"Say the offset in seconds, {MOST.days} days at most.")
        if offset < self.stage.clock.offset:
            raise ValueError("The calendar only goes forward. Start again to be back in the present.")
        return offset


@asynccontextmanager
async def offered(stage: Demonstration, host: str, port: int) -> AsyncIterator[None]:
    """Until the block ends."""
    switches = DemoSwitches(stage)
    app = web.Application(middlewares=[_programs_only])
    app.add_routes(
        [
            web.get("/calendar", switches.show),
            web.put("/calendar", switches.set),
            web.post("/start-over", switches.start_over),
        ]
    )
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield
    finally:
        await runner.cleanup()


@web.middleware
async def _programs_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """No page that somebody has open meanwhile is to move the calendar."""
    if any(name in request.headers for name in FROM_A_PAGE):
        return web.json_response({"error": "This is for programs."}, status=403)
    return await handler(request)
