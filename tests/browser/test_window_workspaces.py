"""Somebody of another workspace sits down: the page is theirs."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.shots import Shots
from tests.browser.tiny_bot import tiny_bot

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_page_moves_to_the_workspace_of_whoever_is_chosen(window: Page, shots: Shots) -> None:
    async with tiny_bot(window) as bot:
        await window.goto(bot.control)
        await window.get_by_label("Somebody else").select_option("Frank Member (member)")
        await expect(window.get_by_role("radio", name="Frank Member")).to_be_checked()
        await expect(window.get_by_role("heading", name="Channels of Fabrikam")).to_be_visible()
        await window.get_by_role("combobox", name="Message").fill("Hello Fabrikam")
        await window.keyboard.press("Enter")
        said = window.get_by_role("main").get_by_role("article").filter(has_text="Hello Fabrikam")
        await expect(said).to_be_visible()
        await shots.take(window, "fabrikam")
        await window.get_by_role("radio", name="Fiona Founder").check()
        await expect(said).to_be_visible()
        await window.reload()
        await expect(window.get_by_role("radio", name="Fiona Founder")).to_be_checked()
        await window.get_by_label("Somebody else").select_option("Olivia Owner (owner)")
        await expect(window.get_by_role("radio", name="Olivia Owner")).to_be_checked()
        await expect(said).to_have_count(0)
