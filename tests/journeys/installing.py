"""Installing the bot in one of the sandbox's workspaces, as its owner does it in a browser."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Protocol

from sandbox.browser import Browser, Page
from tests.world import World, world


class Reached(Protocol):
    """A bot that browsers reach, in this process or in its own."""

    @property
    def public(self) -> str: ...
    def browser(self) -> Browser: ...


@asynccontextmanager
async def many(folder: Path, **more: Any) -> AsyncIterator[World]:
    """A bot without a token of the operator's: workspaces install it."""
    async with world(folder, SLACK_BOT_TOKEN=None, **more) as w:
        yield w


async def install(w: Reached, team: str, button: str = "Allow", **chosen: str) -> Page:
    """`team` is a workspace's or an organisation's id. Where the browser ends."""
    async with w.browser() as browser:
        page = await browser.open(f"{w.public}/slack/install")
        await browser.open(str(page.url.update_query(team=team, **chosen)))
        return await browser.submit(button)
