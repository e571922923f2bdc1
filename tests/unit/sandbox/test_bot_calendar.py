"""The calendar of the bot, moved ahead over HTTP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web

from sandbox.bot_calendar import later
from tests.unit.sandbox.tiny_app import Json, Scene, staged

START = datetime(2031, 1, 31, 12, tzinfo=UTC)


@dataclass
class FarCalendar:
    """What a bot offers."""

    offset: float = 0
    refuses: str = ""
    asked: list[Json] = field(default_factory=list)

    async def show(self, _request: web.Request) -> web.Response:
        now = START + timedelta(seconds=self.offset)
        return web.json_response({"now": now.isoformat(), "offset": self.offset})

    async def set(self, request: web.Request) -> web.Response:
        if self.refuses:
            return web.json_response({"error": self.refuses}, status=400)
        self.asked.append(await request.json())
        self.offset = self.asked[-1]["offset"]
        return await self.show(request)


@asynccontextmanager
async def movable(far: FarCalendar) -> AsyncIterator[Scene]:
    app = web.Application()
    app.add_routes([web.get("/c", far.show), web.put("/c", far.set)])
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        async with staged(calendar=f"http://127.0.0.1:{runner.addresses[0][1]}/c") as scene:
            yield scene
    finally:
        await runner.cleanup()


@pytest.mark.parametrize(
    ("by", "there"),
    [
        ({"hours": 1}, "2031-01-31T13"),
        ({"days": 1}, "2031-02-01T12"),
        ({"months": 1}, "2031-02-28T12"),
        ({"months": 13}, "2032-02-29T12"),
        ({"months": 11}, "2031-12-31T12"),
        ({"months": 12, "days": 1, "hours": 12}, "2032-02-02T00"),
        ({}, "2031-01-31T12"),
    ],
)
def test_months_are_those_of_the_calendar(by: dict[str, int], there: str) -> None:
    assert later(START, **by).isoformat().startswith(there)


@pytest.mark.asyncio
async def test_it_is_moved_from_where_it_is() -> None:
    far = FarCalendar()
    async with movable(far) as scene:
        assert await scene.ask("GET", "/calendar") == {"movable": True, "now": START.isoformat(), "offset": 0}
        await scene.ask("POST", "/calendar", {"months": 1})
        told = await scene.ask("POST", "/calendar", {"days": 1, "hours": 2})
    assert told["now"] == "2031-03-01T14:00:00+00:00"
    assert far.asked == [{"offset": 28 * 86400}, {"offset": 29 * 86400 + 7200}]


@pytest.mark.asyncio
async def test_onlookers_are_told() -> None:
    async with movable(FarCalendar(offset=60)) as scene, scene.looking() as olivia:
        assert (await olivia.first())["calendar"]["offset"] == 60
        await scene.ask("POST", "/calendar", {"hours": 1})
        assert await olivia.hears("calendar") == {
            "movable": True,
            "now": "2031-01-31T13:01:00+00:00",
            "offset": 3660,
        }


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "wish",
    [{}, {"years": 1}, {"days": -1}, {"days": 1.5}, {"days": "1"}, {"days": True}, [], {"days": 10**9}],
)
async def test_only_forward_and_in_whole_units(wish: Any) -> None:
    far = FarCalendar()
    async with movable(far) as scene:
        answer = await scene.ask("POST", "/calendar", wish)
    assert answer == {"status": 400, "error": "Say how far ahead, in whole hours, days, months."}
    assert far.asked == []


@pytest.mark.asyncio
async def test_what_the_bot_refuses_is_said_in_its_words() -> None:
    async with movable(FarCalendar(refuses="Ten years at most.")) as scene:
        answer = await scene.ask("POST", "/calendar", {"months": 1})
    assert answer == {"status": 409, "error": "Ten years at most."}


@pytest.mark.asyncio
async def test_a_bot_without_a_calendar_keeps_the_present(scene: Scene) -> None:
    assert await scene.ask("GET", "/calendar") == {"movable": False, "now": None, "offset": 0}
    answer = await scene.ask("POST", "/calendar", {"days": 1})
    assert answer == {"status": 409, "error": "This bot has no calendar that can be moved."}


@pytest.mark.asyncio
async def test_a_calendar_that_does_not_answer_is_told() -> None:
    async with staged(calendar="http://127.0.0.1:1/c") as scene:
        assert await scene.ask("GET", "/calendar") == {"movable": True, "now": None, "offset": 0}
        answer = await scene.ask("POST", "/calendar", {"days": 1})
        assert answer == {"status": 409, "error": "The bot's calendar does not answer."}


@pytest.mark.asyncio
async def test_an_answer_that_makes_no_sense_is_none() -> None:
    class Odd(FarCalendar):
        async def show(self, _request: web.Request) -> web.Response:
            return web.json_response(["no"])

    async with movable(Odd()) as scene:
        assert (await scene.ask("GET", "/calendar"))["now"] is None
        assert (await scene.ask("POST", "/calendar", {"days": 1}))["status"] == 409
