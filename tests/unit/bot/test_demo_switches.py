"""The switches of a demonstration: a calendar that goes forward, and a bot that starts over; for programs."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from bot.clock import SystemClock
from bot.demo_switches import MOST, offered
from tests.world import HOST, free_port

DAY = 86_400


@dataclass
class Offered:
    """`woken` has the offset at each time that somebody was woken."""

    address: str
    session: aiohttp.ClientSession
    clock: SystemClock = field(default_factory=SystemClock)
    woken: list[timedelta] = field(default_factory=list)
    bots: int = 1

    async def wake(self) -> None:
        self.woken.append(self.clock.offset)

    async def start_over(self) -> None:
        self.clock = SystemClock()
        self.bots += 1

    async def ask(
        self, method: str, body: Any = None, path: str = "/calendar", **headers: str
    ) -> tuple[int, dict[str, Any]]:
        async with self.session.request(method, self.address + path, json=body, headers=headers) as got:
            return got.status, await got.json()


@pytest_asyncio.fixture
async def calendar() -> AsyncIterator[Offered]:
    port = free_port()
    async with aiohttp.ClientSession() as session:
        made = Offered(f"http://{HOST}:{port}", session)
        async with offered(made, HOST, port):
            yield made


@pytest.mark.asyncio
async def test_it_goes_forward_and_wakes_what_is_due(calendar: Offered) -> None:
    status, told = await calendar.ask("PUT", {"offset": DAY})
    ahead = datetime.fromisoformat(told["now"]) - datetime.now(UTC)
    assert (status, told["offset"]) == (200, DAY)
    assert timedelta(hours=23) < ahead < timedelta(hours=25)
    assert calendar.woken == [timedelta(days=1)]
    assert (await calendar.ask("GET"))[1]["offset"] == DAY
    assert calendar.woken == [timedelta(days=1)]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "body",
    [
        {"offset": DAY - 1},
        {"offset": -1},
        {"offset": MOST.total_seconds() + 1},
        {"offset": 1e300},
        {"offset": float("nan")},
        {"offset": "86400"},
        {"days": 1},
        [],
        None,
    ],
)
async def test_anything_else_is_refused_with_a_sentence(calendar: Offered, body: Any) -> None:
    await calendar.ask("PUT", {"offset": DAY})
    status, told = await calendar.ask("PUT", body)
    assert status == 400
    assert told["error"].endswith(".") or body is None
    assert calendar.clock.offset == timedelta(days=1)
    assert len(calendar.woken) == 1


@pytest.mark.asyncio
@pytest.mark.parametrize("header", ["Origin", "Sec-Fetch-Site"])
async def test_no_page_may_move_it(calendar: Offered, header: str) -> None:
    status, told = await calendar.ask("PUT", {"offset": DAY}, **{header: "null"})
    assert (status, told) == (403, {"error": "This is for programs."})
    assert calendar.clock.offset == timedelta()


@pytest.mark.asyncio
async def test_another_bot_has_the_calendar_of_today(calendar: Offered) -> None:
    await calendar.ask("PUT", {"offset": DAY})
    assert await calendar.ask("POST", path="/start-over") == (200, {})
    assert calendar.bots == 2
    assert (await calendar.ask("GET"))[1]["offset"] == 0


@pytest.mark.asyncio
async def test_no_page_may_start_it_over(calendar: Offered) -> None:
    status, _ = await calendar.ask("POST", path="/start-over", Origin="http://elsewhere.example")
    assert (status, calendar.bots) == (403, 1)
