"""A bot that has gone, or hangs: Slack says so in its own words, and nothing typed is lost."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext

from bot.clock import SystemClock
from bot.running import running
from bot.settings import load
from tests.browser.page import SandboxPage
from tests.browser.shots import Shots
from tests.world import HOST, far_side, free_port, settings_for

TYPED = {"Account name": "Fabrikam"}


@asynccontextmanager
async def hanging(port: int) -> AsyncIterator[None]:
    """Takes every request and never answers."""
    done = asyncio.Event()

    async def wait(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await done.wait()
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(wait, HOST, port):
        try:
            yield
        finally:
            done.set()


@pytest.mark.asyncio(loop_scope="session")
async def test_slack_says_that_the_bot_has_gone_or_hangs(
    context: BrowserContext, shots: Shots, tmp_path: Path
) -> None:
    port = free_port()
    async with far_side(port) as sandbox:
        settings = load(_env_file=None, **settings_for(sandbox.options, port, tmp_path))
        olivia = await SandboxPage.open(context, shots, sandbox.options.addresses["control"])
        async with running(settings, SystemClock()):
            await olivia.command("list")
            await olivia.sees_alone("No MIP accounts yet.")
            await olivia.command("add")
            form = await olivia.modal("Add MIP account")
            await form.fill(TYPED)
        await form.press("Save")
        await form.says("We had some trouble connecting. Try again?")
        await form.holds(TYPED)
        await olivia.picture("a form that was not taken")
        await form.press("Cancel")
        await form.closes()
        await olivia.command("list")
        await olivia.sees_alone("operation timed out (connection_failed)")
        await olivia.picture("the bot has gone")
        async with hanging(port):
            await olivia.command("list")
            await olivia.sees_times(2, "operation timed out")
            await olivia.picture("the bot hangs")
        async with running(settings, SystemClock()):
            await olivia.command("status")
            await olivia.sees_times(2, "No MIP accounts yet.")
            await olivia.picture("the bot is back")
