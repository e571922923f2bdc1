"""The messages: many, edited, answered, with files, and without disturbing whoever reads or types."""

from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.tiny_bot import SECURITY, TinyBot, button, section, tiny_bot

pytestmark = pytest.mark.asyncio(loop_scope="session")

MANY = 1000
DRAWN = 60
MOST_DRAWN = 180
WATCH_THE_LIST = """() => {
  window.redrawn = 0;
  const list = document.querySelector('[aria-label="Messages in #security"]');
  new MutationObserver((found) => (window.redrawn += found.length)).observe(
    list, { childList: true, subtree: true, attributes: true, characterData: true });
}"""


def rows(window: Page) -> Locator:
    return window.get_by_role("list", name="Messages in #security").locator(":scope > li")


def many(bot: TinyBot, count: int) -> None:
    """As if they had been said: a thousand calls would take long."""
    workspace = bot.sandbox.slack.scene().workspace
    channel = workspace.channels[SECURITY]
    for number in range(count):
        workspace.post(channel, f"Message {number}.", [section(f"Message *{number}*.", f"b{number}")])


async def test_of_a_thousand_messages_only_a_window_is_drawn(window: Page) -> None:
    async with tiny_bot(window) as bot:
        many(bot, MANY)
        await window.goto(bot.control)
        await expect(rows(window).last).to_contain_text("Message 999.")
        await expect(rows(window).last).to_be_in_viewport()
        assert await rows(window).count() == DRAWN
        await window.evaluate(WATCH_THE_LIST)
        await window.get_by_role("combobox", name="Message").press_sequentially("typed quickly, all of it")
        assert await window.evaluate("window.redrawn") == 0
        for _ in range(30):
            await window.keyboard.press("Escape")
            earlier = window.get_by_role("button", name="Earlier messages")
            if await earlier.is_hidden():
                break
            await earlier.click()
        await expect(window.get_by_text("Message 0.", exact=True)).to_be_visible()
        assert await rows(window).count() <= MOST_DRAWN
        await expect(window.get_by_text("This is the very beginning of the channel")).to_be_attached()
        await bot.post("News for all")
        await window.get_by_role("button", name="New messages").click()
        await expect(rows(window).last).to_contain_text("News for all")
        await expect(rows(window).last).to_be_in_viewport()


async def test_scrolling_up_brings_earlier_ones_and_what_is_read_stays_in_place(window: Page) -> None:
    async with tiny_bot(window) as bot:
        many(bot, 200)
        await window.goto(bot.control)
        await expect(rows(window).last).to_be_in_viewport()
        await rows(window).last.hover()
        await window.mouse.wheel(0, -1500)
        await expect(rows(window)).to_have_count(2 * DRAWN)
        reading = rows(window).filter(has_text="Message 140.")
        await reading.scroll_into_view_if_needed()
        before = await reading.bounding_box()
        await bot.post("Something new")
        await expect(window.get_by_role("button", name="New messages")).to_be_visible()
        assert await reading.bounding_box() == before
        await window.get_by_role("button", name="New messages").click()
        await expect(rows(window).last).to_be_in_viewport()
        await expect(window.get_by_role("button", name="New messages")).to_be_hidden()


async def test_whoever_is_at_the_end_stays_there(window: Page) -> None:
    async with tiny_bot(window) as bot:
        many(bot, 70)
        await window.goto(bot.control)
        await expect(rows(window).last).to_be_in_viewport()
        await bot.post("The newest")
        await expect(rows(window).last).to_contain_text("The newest")
        await expect(rows(window).last).to_be_in_viewport()
        await expect(window.get_by_role("button", name="New messages")).to_be_hidden()


async def test_an_edit_changes_the_message_in_place_and_leaves_the_focus(window: Page) -> None:
    async with tiny_bot(window) as bot:
        actions: dict[str, Any] = {"type": "actions", "block_id": "acts"}
        actions["elements"] = [button("First", "first"), button("Second", "second")]
        ts = await bot.post("Before", blocks=[section("Before"), actions])
        await bot.post("Another one")
        await window.goto(bot.control)
        second = window.get_by_role("button", name="Second")
        await second.focus()
        await bot.call(
            "chat.update", channel=SECURITY, ts=ts, text="After", blocks=[section("After"), actions]
        )
        edited = rows(window).first
        await expect(edited).to_contain_text("After")
        await expect(edited).to_contain_text("(edited)")
        await expect(second).to_be_focused()
        assert await rows(window).count() == 2


async def test_a_deleted_message_goes(window: Page) -> None:
    async with tiny_bot(window) as bot:
        ts = await bot.post("Soon gone")
        await window.goto(bot.control)
        await expect(window.get_by_text("Soon gone")).to_be_visible()
        await bot.call("chat.delete", channel=SECURITY, ts=ts)
        await expect(window.get_by_text("Soon gone")).to_have_count(0)


async def test_messages_of_one_breath_stand_together_and_replies_under_theirs(window: Page) -> None:
    async with tiny_bot(window) as bot:
        first = await bot.post("One")
        await bot.post("Two")
        await bot.post("An answer", thread_ts=first)
        await window.goto(bot.control)
        await expect(rows(window)).to_have_count(2)
        await expect(rows(window).first).to_contain_text("Today")
        await rows(window).first.get_by_label("Thread: 1 reply", exact=True).click()
        replies = rows(window).first.get_by_role("list", name="1 reply")
        await expect(replies.get_by_role("article")).to_contain_text("An answer")
        await expect(rows(window).first.locator(".author").first).to_have_text("MIP bot")
        article = rows(window).nth(1).get_by_role("article")
        clock = await article.locator("time").inner_text()
        await expect(article).to_have_accessible_name(f"MIP bot, {clock}")


async def test_a_file_has_its_name_its_size_and_can_be_had(window: Page) -> None:
    async with tiny_bot(window) as bot:
        await bot.ask("POST", "/slack/invite", {"channel": "#security"})
        content = b"label,priority\n" * 200
        begun = await bot.call("files.getUploadURLExternal", filename="labels.csv", length=len(content))
        async with bot.session.post(begun["upload_url"], data=content) as answer:
            assert answer.ok
        files = [{"id": begun["file_id"], "title": "All labels"}]
        await bot.call("files.completeUploadExternal", files=files, channel_id=SECURITY)
        await window.goto(bot.control)
        shown = window.get_by_role("list", name="Files")
        await expect(shown).to_contain_text("All labels")
        await expect(shown).to_contain_text("labels.csv, 2.9 KB")
        async with window.expect_download() as downloading:
            await shown.get_by_role("link", name="Download labels.csv").click()
        assert (await (await downloading.value).path()).read_bytes() == content


async def test_news_is_announced_politely(window: Page) -> None:
    async with tiny_bot(window) as bot:
        await window.goto(bot.control)
        await expect(window.get_by_role("combobox", name="Message")).to_be_visible()
        await bot.post("Something has happened")
        spoken = window.locator("[aria-live=polite]").filter(has_text="MIP bot: Something has happened")
        await expect(spoken).to_have_count(1)
