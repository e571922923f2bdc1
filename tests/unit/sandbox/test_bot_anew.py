"""The bot starts over along with the pretend world, where it can."""

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from sandbox.bot_anew import BotAnew, NotStartedOver
from tests.world import HOST, free_port


@pytest.mark.asyncio
@pytest.mark.parametrize("status", [200, 500])
async def test_it_is_asked_and_heard(status: int) -> None:
    asked: list[str] = []

    async def start_over(request: web.Request) -> web.Response:
        asked.append(request.method)
        return web.Response(status=status)

    app = web.Application()
    app.router.add_post("/start-over", start_over)
    async with TestServer(app) as far:
        bot = BotAnew(str(far.make_url("/start-over")))
        if status == 200:
            await bot.start_over()
        else:
            with pytest.raises(NotStartedOver, match="start it again"):
                await bot.start_over()
    assert asked == ["POST"]


@pytest.mark.asyncio
async def test_a_bot_that_cannot_keeps_what_it_has() -> None:
    await BotAnew("").start_over()


@pytest.mark.asyncio
async def test_nobody_there_is_said() -> None:
    with pytest.raises(NotStartedOver):
        await BotAnew(f"http://{HOST}:{free_port()}/start-over").start_over()
