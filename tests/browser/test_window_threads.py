"""Threads as Slack shows them: folded, opened, sent to the channel as well, and left over when their first message is
deleted."""

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.shots import Shots
from tests.browser.tiny_bot import SECURITY, TinyBot, section, tiny_bot

pytestmark = pytest.mark.asyncio(loop_scope="session")

DELETED = "This message was deleted."


def rows(window: Page) -> Locator:
    return window.get_by_role("list", name="Messages in #security").locator(":scope > li")


def thread(row: Locator, replies: str) -> Locator:
    """What is pressed to open it."""
    return row.get_by_label(f"Thread: {replies}", exact=True)


async def card(bot: TinyBot) -> str:
    return await bot.post("Contoso Prod: Active", blocks=[section("*Contoso Prod*\nActive")])


async def test_a_thread_is_folded_opens_and_stays_open_when_another_reply_comes(
    window: Page, shots: Shots
) -> None:
    async with tiny_bot(window) as bot:
        first = await card(bot)
        for number in (1, 2):
            await bot.post(f"Result {number}", thread_ts=first, reply_broadcast="true")
        await window.goto(bot.control)
        await expect(rows(window)).to_have_count(3)
        top = rows(window).first
        await expect(top.get_by_role("list")).to_have_count(0)
        await thread(top, "2 replies").press("Enter")
        inside = top.get_by_role("list", name="2 replies").get_by_role("article")
        await expect(inside).to_have_count(2)
        await expect(top.get_by_text("Also sent to the channel")).to_have_count(2)
        await shots.take(window, "an open thread")
        await bot.post("Only in the thread", thread_ts=first)
        await expect(top.get_by_role("list", name="3 replies").get_by_role("article")).to_have_count(3)
        await expect(top.get_by_text("Also sent to the channel")).to_have_count(2)
        await expect(rows(window)).to_have_count(3)
        await thread(top, "3 replies").press("Enter")
        await expect(top.get_by_role("list")).to_be_hidden()


async def test_a_reply_that_the_channel_shows_names_its_thread_and_leads_to_it(
    window: Page, shots: Shots
) -> None:
    async with tiny_bot(window) as bot:
        first = await card(bot)
        for number in range(30):
            await bot.post(f"Between {number}")
        await bot.post("A result", thread_ts=first, reply_broadcast="true")
        await window.goto(bot.control)
        last = rows(window).last
        await expect(last).to_contain_text("replied to a thread: Contoso Prod")
        await expect(last).to_contain_text("A result")
        await shots.take(window, "the channel shows it as well")
        await last.get_by_role("button", name="Contoso Prod").click()
        await expect(rows(window).first).to_be_in_viewport()
        await expect(rows(window).first.get_by_role("list", name="1 reply")).to_contain_text("A result")


async def test_of_a_deleted_message_its_replies_remain(window: Page, shots: Shots) -> None:
    async with tiny_bot(window) as bot:
        first = await card(bot)
        inside = await bot.post("Only in the thread", thread_ts=first)
        shown = await bot.post("A result", thread_ts=first, reply_broadcast="true")
        await window.goto(bot.control)
        await bot.call("chat.delete", channel=SECURITY, ts=first)
        top = rows(window).first
        await expect(top.get_by_role("article", name="Deleted")).to_contain_text(DELETED)
        await expect(top).not_to_contain_text("Contoso")
        await expect(rows(window).last).to_contain_text(f"replied to a thread: {DELETED}")
        await thread(top, "2 replies").click()
        await expect(top.get_by_role("list", name="2 replies")).to_contain_text("Only in the thread")
        await shots.take(window, "what remains of it")
        refused = await bot.attempt("chat.update", channel=SECURITY, ts=first, text="Back")
        assert refused["error"] == "message_not_found"
        later = await bot.post("Later", thread_ts=first)
        await expect(top.get_by_role("list", name="3 replies")).to_contain_text("Later")
        for each in (inside, shown, later):
            await bot.call("chat.delete", channel=SECURITY, ts=each)
        await expect(rows(window)).to_have_count(0)


async def test_a_reply_to_what_is_gone_without_a_trace_stands_in_the_channel(window: Page) -> None:
    async with tiny_bot(window) as bot:
        first = await card(bot)
        await bot.call("chat.delete", channel=SECURITY, ts=first)
        await bot.post("Nowhere else to go", thread_ts=first, reply_broadcast="true")
        await window.goto(bot.control)
        await expect(rows(window)).to_have_count(1)
        await expect(rows(window)).to_contain_text("Nowhere else to go")
        await expect(rows(window)).not_to_contain_text("replied to a thread")
