"""Where one writes: the command is offered, what was sent comes back, and nothing is lost."""

import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.tiny_bot import TinyBot, tiny_bot, until
from tests.browser.watch import Watch

pytestmark = pytest.mark.asyncio(loop_scope="session")

HINT = "add | list | show ACCOUNT"


async def commands(bot: TinyBot) -> list[str]:
    return [each["text"] for each in bot.heard if each.get("command") == "/mip"]


async def test_the_command_completes_by_keyboard_and_shows_how_it_goes_on(window: Page) -> None:
    async with tiny_bot(window, command_description="Labels of your tenants", usage_hint=HINT) as bot:
        await window.goto(bot.control)
        field = window.get_by_role("combobox", name="Message #security")
        offered = window.get_by_role("listbox", name="Commands").get_by_role("option")
        await field.focus()
        await window.keyboard.type("/")
        await expect(offered).to_contain_text("/mip add | list | show ACCOUNT Labels of your tenants")
        await expect(field).to_have_attribute("aria-expanded", "true")
        await window.keyboard.press("Escape")
        await expect(offered).to_be_hidden()
        await window.keyboard.type("m")
        await expect(offered).to_be_hidden()
        await field.fill("")
        await window.keyboard.type("/mi")
        await window.keyboard.press("Tab")
        await expect(field).to_have_value("/mip ")
        await expect(field).to_be_focused()
        await expect(field).to_have_accessible_description(HINT)
        await window.keyboard.type("help")
        await expect(field).not_to_have_accessible_description(HINT)
        await window.keyboard.press("Enter")
        await until(lambda: bool(bot.heard))
        assert await commands(bot) == ["help"]
        await expect(field).to_have_value("")


async def test_a_word_that_only_begins_alike_is_not_offered(window: Page) -> None:
    async with tiny_bot(window) as bot:
        await window.goto(bot.control)
        field = window.get_by_role("combobox", name="Message")
        await field.fill("/mx")
        await expect(window.get_by_role("listbox", name="Commands")).to_be_hidden()
        await field.press("Enter")
        await expect(window.get_by_role("alert")).to_have_text("/mx is not a valid command. Try /mip.")
        await expect(field).to_have_value("/mx")
        assert bot.heard == []


async def test_arrows_lead_through_what_was_sent(window: Page) -> None:
    async with tiny_bot(window) as bot:
        await window.goto(bot.control)
        field = window.get_by_role("combobox", name="Message")
        for text in ("first", "/mip second"):
            await field.fill(text)
            await field.press("Enter")
            await expect(field).to_have_value("")
        for key, value in (
            ("ArrowUp", "/mip second"),
            ("ArrowUp", "first"),
            ("ArrowUp", "first"),
            ("ArrowDown", "/mip second"),
            ("ArrowDown", ""),
        ):
            await field.press(key)
            await expect(field).to_have_value(value)
        await field.fill("being written")
        await field.press("ArrowUp")
        await expect(field).to_have_value("being written")


async def test_shift_enter_breaks_the_line_and_people_become_mentions(window: Page) -> None:
    async with tiny_bot(window) as bot:
        await window.goto(bot.control)
        field = window.get_by_role("combobox", name="Message")
        await field.focus()
        await window.keyboard.type("Hello @Mia Member & <others>")
        await window.keyboard.press("Shift+Enter")
        await window.keyboard.type("see #general")
        await window.get_by_role("button", name="Send").click()
        said = window.get_by_role("main").get_by_role("article", name="Olivia Owner")
        await expect(said).to_contain_text("Hello @Mia Member & <others>")
        await expect(said).to_contain_text("see #general")
        await field.fill("/mip admins add @mia")
        await field.press("Enter")
        await until(lambda: bool(bot.heard))
        assert await commands(bot) == ["admins add <@U0MEMBER01|mia>"]


async def test_what_could_not_be_sent_comes_back(window: Page, watch: Watch) -> None:
    watch.expect("Failed to load resource")
    watch.expect("net::ERR_FAILED")

    async def fails(route: Route) -> None:
        await route.abort()

    async with tiny_bot(window) as bot:
        await window.goto(bot.control)
        await window.route("**/slack/say", fails)
        field = window.get_by_role("combobox", name="Message")
        await field.fill("Important words")
        await field.press("Enter")
        await expect(window.get_by_role("alert")).to_have_text("The sandbox does not answer.")
        await expect(field).to_have_value("Important words")
        await window.unroute("**/slack/say")
        await field.press("Enter")
        await expect(window.get_by_role("main").get_by_role("article")).to_contain_text("Important words")
        await expect(field).to_have_value("")


async def test_nobody_writes_where_nobody_can(window: Page) -> None:
    async with tiny_bot(window, read_only_messages=True) as bot:
        await window.goto(bot.control)
        await window.get_by_role("navigation").get_by_role("button", name="MIP bot").click()
        await window.get_by_role("tab", name="Messages").click()
        await expect(window.get_by_text("Sending messages to this app has been turned off.")).to_be_visible()
        await expect(window.get_by_role("combobox", name="Message")).to_have_count(0)
        await window.get_by_role("button", name="# old-labels").click()
        await expect(window.get_by_text("This channel is archived")).to_be_visible()


async def test_drafts_stay_in_their_channel(window: Page) -> None:
    async with tiny_bot(window) as bot:
        await window.goto(bot.control)
        field = window.get_by_role("combobox", name="Message")
        await field.fill("For security")
        await window.get_by_role("button", name="# general").click()
        await expect(window.get_by_role("combobox", name="Message #general")).to_have_value("")
        await window.get_by_role("button", name="# security").click()
        await expect(field).to_have_value("For security")
