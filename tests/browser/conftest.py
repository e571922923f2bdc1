"""One Chromium for all tests of a worker, and for each test a window that is watched.

Tests and fixtures run in the session's loop: `@pytest.mark.asyncio(loop_scope="session")`.
"""

import os
import shutil
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from tests.browser.shots import Shots
from tests.browser.visit import shared_place, visit
from tests.browser.watch import Watch

__all__ = ["shared_place", "visit"]

NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = "Chromium is not installed (apt-get install chromium)"
ARGUMENTS = [
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    # Nothing leaves the machine, whatever a page asks for.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
PATIENCE = 45_000  # milliseconds: four windows and bots may share two processors
# Chromium's own sandbox refuses to run as root.
AS_ROOT = ["--no-sandbox"] if os.geteuid() == 0 else []


@pytest.fixture(scope="session")
def installed() -> str:
    """The system's Chromium: nothing is downloaded."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    return found or pytest.skip(MISSING)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium(installed: str) -> AsyncIterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=installed, args=[*ARGUMENTS, *AS_ROOT])
        yield browser
        await browser.close()


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest_asyncio.fixture(loop_scope="session")
async def context(chromium: Browser, watch: Watch) -> AsyncIterator[BrowserContext]:
    made = await chromium.new_context(
        viewport={"width": 1280, "height": 800},
        timezone_id="Europe/Berlin",
        locale="en-GB",
        reduced_motion="reduce",
    )
    made.set_default_timeout(PATIENCE)
    watch.over(made)
    yield made
    await made.close()
    assert watch.unexpected() == []


@pytest_asyncio.fixture(loop_scope="session")
async def window(context: BrowserContext) -> Page:
    return await context.new_page()


@pytest.fixture
def shots(request: pytest.FixtureRequest) -> Shots:
    return Shots.of(request.node.name)
