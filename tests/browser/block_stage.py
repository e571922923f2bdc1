"""The drawing of blocks by itself: no window, no sandbox, no bot, but the page's own files and policy."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import web
from playwright.async_api import Browser, BrowserContext, Locator, Page

from sandbox.page_files import PageFiles, add_headers
from tests.browser.watch import Watch

PATIENCE = 15.0
SCRIPT = Path(__file__).with_name("stage.js").read_text(encoding="utf-8")
STAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Blocks</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="/page/icon.svg">
<link rel="stylesheet" href="/page/base.css"><link rel="stylesheet" href="/page/blocks.css">
<script type="module" src="/stage.js"></script></head><body><h1>Blocks</h1><main></main></body></html>"""

Block = Mapping[str, Any]


@dataclass(frozen=True)
class Stage:
    """`given` sets parts of the context in which blocks are drawn: see stage.js."""

    page: Page

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    async def show(self, *blocks: Block, **given: Any) -> Locator:
        await self.page.evaluate("([blocks, given]) => stage.show(blocks, given)", [blocks, given])
        return self.main

    async def show_text(self, text: str, **given: Any) -> Locator:
        await self.page.evaluate("([text, given]) => stage.text(text, given)", [text, given])
        return self.main

    async def mrkdwn(self, texts: Sequence[str], *, verbatim: bool = False, **given: Any) -> list[str]:
        """Each as HTML."""
        call = "([texts, given, how]) => stage.mrkdwn(texts, given, how)"
        return await self._texts(call, [list(texts), given, {"verbatim": verbatim}])

    async def message_text(self, texts: Sequence[str], **given: Any) -> list[str]:
        return await self._texts("([texts, given]) => stage.messageText(texts, given)", [list(texts), given])

    async def dates(self, formats: Sequence[str], seconds: float, now: float, **how: Any) -> list[str]:
        """`now` in seconds too."""
        call = "([formats, seconds, now, how]) => stage.dates(formats, seconds, now, how)"
        return await self._texts(call, [list(formats), seconds, now * 1000, how])

    async def html(self, *blocks: Block, **given: Any) -> str:
        found: str = await self.page.evaluate(
            "([blocks, given]) => stage.html(blocks, given)", [blocks, given]
        )
        return found

    async def told(self) -> list[list[Any]]:
        """["act", block_id, action_id, value], ["change", block_id, action_id, value], ["open", channel]..."""
        found: list[list[Any]] = await self.page.evaluate("stage.told()")
        return found

    async def has_acted(self) -> None:
        """Waits for it. Playwright's own way of waiting for a script is against the page's policy."""
        async with asyncio.timeout(PATIENCE):
            while not any(each[0] == "act" for each in await self.told()):  # noqa: ASYNC110 - in another process
                await asyncio.sleep(0.02)

    async def release(self) -> None:
        await self.page.evaluate("stage.release()")

    async def _texts(self, call: str, values: list[Any]) -> list[str]:
        found: list[str] = await self.page.evaluate(call, values)
        return found


@asynccontextmanager
async def on_stage(
    chromium: Browser, *, zone: str = "Europe/Berlin", locale: str = "en-GB", width: int = 900
) -> AsyncIterator[Stage]:
    """One stage for many tests. Afterwards no complaint may stand on its console."""
    watch = Watch()
    async with _served() as address:
        context = await chromium.new_context(
            timezone_id=zone, locale=locale, viewport={"width": width, "height": 800}, reduced_motion="reduce"
        )
        watch.over(context)
        yield await _opened(context, address)
        await context.close()
    assert watch.unexpected() == []


async def _opened(context: BrowserContext, address: str) -> Stage:
    page = await context.new_page()
    await page.goto(address)
    await page.wait_for_function("globalThis.stage")
    return Stage(page)


@asynccontextmanager
async def _served() -> AsyncIterator[str]:
    app = web.Application()
    app.add_routes(PageFiles().routes())
    app.router.add_get("/stage", _page)
    app.router.add_get("/stage.js", _script)
    app.on_response_prepare.append(add_headers)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/stage"
    finally:
        await runner.cleanup()


async def _page(_request: web.Request) -> web.Response:
    return web.Response(text=STAGE, content_type="text/html")


async def _script(_request: web.Request) -> web.Response:
    return web.Response(text=SCRIPT, content_type="text/javascript")
