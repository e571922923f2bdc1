"""The frame: a lost stream, small windows, and the keyboard alone."""

import re

import pytest
from playwright.async_api import Page, expect

from sandbox.defaults import Options
from sandbox.world import World as Sandbox
from tests.browser.tiny_bot import SECURITY, button, field_for, modal_of, section, tiny_bot, until
from tests.browser.watch import Watch
from tests.world import free_port

pytestmark = pytest.mark.asyncio(loop_scope="session")

STOPPED = "The sandbox has stopped. Start it again: this page comes back by itself."
# Everything that can be used and has no name, or is smaller than 24 pixels, unless it stands in a line of text.
NAMELESS = """() => [...document.querySelectorAll("button, a[href], input, select, textarea, summary")]
  .filter((each) => each.checkVisibility())
  .filter((each) => !(each.getAttribute("aria-label") || each.getAttribute("aria-labelledby")
    || each.textContent.trim() || each.labels?.length))
  .map((each) => each.outerHTML)"""
SMALL = """() => [...document.querySelectorAll("header button, nav button, main button, .top input, .top select")]
  .filter((each) => each.checkVisibility())
  .filter((each) => each.getBoundingClientRect().height < 24 || each.getBoundingClientRect().width < 24)
  .map((each) => each.outerHTML)"""
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
ACTIONS = {"type": "actions", "block_id": "acts", "elements": [button("Go", "go"), button("Stay", "stay")]}


async def test_a_lost_stream_is_told_and_comes_back(window: Page, watch: Watch) -> None:
    watch.expect("net::ERR_")
    options = Options(control_port=free_port(), target="http://127.0.0.1:9")
    async with Sandbox(options, lambda: 1_800_000_000.0) as first:
        await window.goto(first.options.addresses["control"])
        await window.get_by_role("combobox", name="Message").fill("Being written")
        await expect(window.get_by_role("status").filter(has_text=STOPPED)).to_have_count(0)
    await expect(window.get_by_role("status").filter(has_text=STOPPED)).to_be_visible()
    async with Sandbox(options, lambda: 1_800_000_100.0) as again:
        await expect(window.get_by_role("status").filter(has_text=STOPPED)).to_have_count(0)
        await expect(window.get_by_role("combobox", name="Message")).to_have_value("Being written")
        workspace = again.slack.scene().workspace
        workspace.post(workspace.channels[SECURITY], "Here again", [])
        await expect(window.get_by_role("main").get_by_role("article")).to_contain_text("Here again")
        await window.goto("about:blank")


@pytest.mark.parametrize("width", [320, 640, 900, 1100, 1920])
async def test_nothing_is_wider_than_the_window(window: Page, width: int) -> None:
    async with tiny_bot(window) as bot:
        await window.set_viewport_size({"width": width, "height": 700})
        await bot.post(
            "long", blocks=[section("`" + "x" * 300 + "`"), section("word " * 80, "more"), ACTIONS]
        )
        await bot.attempt("chat.postMessage", channel=SECURITY, text="x", blocks=[section("x" * 3001)])
        await window.goto(bot.control)
        await expect(window.get_by_role("button", name="Go", exact=True)).to_be_visible()
        assert await window.evaluate(TOO_WIDE) == 0
        assert await window.evaluate(NAMELESS) == []
        assert await window.evaluate(SMALL) == []
        await expect(window.get_by_role("button", name="Send")).to_be_in_viewport()


async def test_on_a_small_screen_channels_and_panel_lie_behind_buttons(window: Page) -> None:
    async with tiny_bot(window) as bot:
        await window.set_viewport_size({"width": 320, "height": 640})
        await window.goto(bot.control)
        to_channels = window.get_by_role("button", name="Channels")
        to_panel = window.get_by_role("button", name="Behind the scenes")
        general = window.get_by_role("button", name="# general")
        await expect(general).to_be_hidden()
        await to_channels.click()
        await expect(general).to_be_focused()
        await window.keyboard.press("Escape")
        await expect(to_channels).to_be_focused()
        await expect(general).to_be_hidden()
        await to_channels.click()
        await general.click()
        await expect(general).to_be_hidden()
        await expect(window.get_by_role("heading", name="#general")).to_be_visible()
        panel = window.get_by_role("complementary", name="Behind the scenes")
        await expect(panel).to_be_hidden()
        await to_panel.click()
        await expect(panel).to_be_visible()
        await expect(to_panel).to_have_attribute("aria-expanded", "true")
        await to_panel.click()
        await expect(panel).to_be_hidden()


async def test_a_whole_story_with_the_keyboard_alone(window: Page) -> None:
    async with tiny_bot(window) as bot:

        async def opens(payload: dict[str, str]) -> None:
            view = modal_of("Form", field_for("Name", "name"))
            await bot.call("views.open", trigger_id=payload["trigger_id"], view=view)

        async def thanks(_payload: object) -> None:
            await bot.post("It is done", blocks=[section("It is done"), ACTIONS])

        bot.on_command, bot.on_submit = opens, thanks
        await window.goto(bot.control)
        await expect(window.get_by_role("combobox", name="Message")).to_be_visible()
        keys = window.keyboard
        await keys.press("Tab")
        await expect(window.get_by_role("link", name="Skip to the message box")).to_be_focused()
        await keys.press("Enter")
        await expect(window.get_by_role("combobox", name="Message")).to_be_focused()
        await keys.type("/")
        await keys.press("Enter")
        await keys.press("Enter")
        await expect(window.get_by_role("dialog", name="Form")).to_be_visible()
        await keys.type("Contoso")
        await keys.press("Enter")
        await expect(window.get_by_role("combobox", name="Message")).to_be_focused()
        go = window.get_by_role("button", name="Go", exact=True)
        await expect(go).to_be_visible()
        await keys.press("Shift+Tab")
        await keys.press("Shift+Tab")
        await expect(go).to_be_focused()
        await keys.press("Enter")
        await expect(go).not_to_have_attribute("aria-busy", re.compile("true"))
        await expect(go).to_be_focused()
        await until(lambda: len(bot.heard) > 2)
        assert [each["type"] for each in bot.heard] == ["command", "view_submission", "block_actions"]
