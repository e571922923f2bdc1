"""The calendar behind the scenes: the bot's own, moved ahead from here; without one, the reason why not."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import Page, expect

from tests.browser.behind import Behind, behind
from tests.world import HOST, far_side, free_port

__all__ = ["behind"]
pytestmark = pytest.mark.asyncio(loop_scope="session")
START = datetime(2027, 1, 31, 12, tzinfo=UTC)


@dataclass
class SomeBot:
    """All of a bot that the sandbox wants for this: a calendar that stands still until it is moved."""

    offset: float = 0

    @property
    def now(self) -> datetime:
        return START + timedelta(seconds=self.offset)

    async def show(self, _request: web.Request) -> web.Response:
        return web.json_response({"now": self.now.isoformat(), "offset": self.offset})

    async def move(self, request: web.Request) -> web.Response:
        self.offset = (await request.json())["offset"]
        return await self.show(request)


@dataclass
class WithCalendar:
    behind: Behind
    bot: SomeBot


@pytest_asyncio.fixture(loop_scope="session")
async def moving(window: Page) -> AsyncIterator[WithCalendar]:
    bot, port = SomeBot(), free_port()
    app = web.Application()
    app.add_routes([web.get("/calendar", bot.show), web.put("/calendar", bot.move)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, HOST, port).start()
    address = f"http://{HOST}:{port}/calendar"
    async with far_side(free_port(), calendar=address) as sandbox, aiohttp.ClientSession() as session:
        found = Behind(window, sandbox, session)
        await found.open()
        yield WithCalendar(found, bot)
        await window.goto("about:blank")
    await runner.cleanup()


async def test_it_says_what_day_it_is_for_the_bot(moving: WithCalendar) -> None:
    await moving.behind.panel.turn_to("Calendar")
    # The window is in Berlin.
    await expect(moving.behind.whole.get_by_text("31 January 2027")).to_contain_text("13:00:")
    await expect(moving.behind.whole.get_by_text("2027-01-31 12:00:")).to_be_visible()
    await expect(
        moving.behind.whole.get_by_text("Scans that became due start within seconds.")
    ).to_be_visible()


@pytest.mark.parametrize(
    ("step", "ahead", "shown", "by"),
    [
        ("An hour", timedelta(hours=1), "2027-01-31 13:00:", "1 hour"),
        ("A day", timedelta(days=1), "2027-02-01 12:00:", "1 day"),
        ("A month", timedelta(days=28), "2027-02-28 12:00:", "28 days"),
    ],
)
async def test_it_is_moved_ahead(
    moving: WithCalendar, step: str, ahead: timedelta, shown: str, by: str
) -> None:
    await moving.behind.panel.turn_to("Calendar")
    await moving.behind.panel.press(step)
    await moving.behind.panel.says(f"{step} has passed for the bot.")
    assert moving.bot.offset == ahead.total_seconds()
    await expect(moving.behind.whole.get_by_text(shown)).to_be_visible()
    await expect(moving.behind.whole.get_by_text(by, exact=True)).to_be_visible()


async def test_it_goes_on_by_itself(moving: WithCalendar) -> None:
    await moving.behind.panel.turn_to("Calendar")
    shown = moving.behind.whole.get_by_text("2027-01-31 12:00:")
    before = await shown.text_content()
    await expect(shown).not_to_have_text(before or "")


async def test_without_one_it_says_why_and_offers_nothing(behind: Behind) -> None:
    await behind.panel.turn_to("Calendar")
    await expect(behind.whole.get_by_text("This bot's calendar cannot be moved from here.")).to_be_visible()
    await expect(behind.whole.get_by_role("button", name="A day")).to_be_hidden()
