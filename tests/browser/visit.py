"""A person with a link, between the bot's own pages and those of the pretend Slack and Microsoft."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from http import HTTPStatus

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page, Response

from mip.consent import Purpose
from tests.browser import keys
from tests.hostile.linking import Begun, begun
from tests.hostile.place import Place, place


@dataclass
class Visit:
    """Everything is done by keyboard. `answers` are the documents that came, redirects among them."""

    place: Place
    context: BrowserContext
    page: Page
    answers: list[Response] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("response", self._note)

    async def starts(self, purpose: Purpose = Purpose.LINK) -> Begun:
        """Opens the link of an account that waits for its approval."""
        one = await begun(self.place, purpose)
        await self.open(one.link)
        return one

    async def open(self, address: str) -> None:
        await self.page.goto(address)

    async def type(self, text: str) -> None:
        """Into the field that has the focus, once it has it: Chromium gives it a moment after the page."""
        await self.page.wait_for_function("() => document.activeElement !== document.body")
        await self.page.keyboard.type(text)

    async def press(self, *names: str) -> None:
        """One after the other; each leads to another page."""
        for name in names:
            before = len(self.answers)
            await self.page.evaluate("window.left = true")
            await keys.press(self.page, name)
            await self._arrived(before)

    @property
    def shown(self) -> Response:
        """The document in the window: "no content" leaves the one before where it is."""
        return next(answer for answer in reversed(self.answers) if answer.status != HTTPStatus.NO_CONTENT)

    async def _arrived(self, before: int) -> None:
        """Waits for a document that stays: no redirect, and none that sends the browser on by itself."""
        while len(self.answers) == before or self._goes_on(self.answers[-1]):
            await self.page.wait_for_timeout(10)
        await self.page.wait_for_function("() => !window.left && document.readyState === 'complete'")

    @staticmethod
    def _goes_on(answer: Response) -> bool:
        return answer.status in {302, 303} or "refresh" in answer.headers

    def _note(self, answer: Response) -> None:
        if answer.request.is_navigation_request():
            self.answers.append(answer)


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def shared_place(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    async with place(tmp_path_factory.mktemp("bot")) as there:
        yield there


@pytest_asyncio.fixture(loop_scope="session")
async def visit(shared_place: Place, context: BrowserContext, window: Page) -> AsyncIterator[Visit]:
    await shared_place.clean_up()
    yield Visit(shared_place, context, window)
    await shared_place.clean_up()
