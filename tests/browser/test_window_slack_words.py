"""What Slack itself would say: about an app that does not answer, and about one that sends nonsense."""

import asyncio

import pytest
from playwright.async_api import Page, expect

from tests.browser.tiny_bot import SECURITY, Json, button, modal_of, section, tiny_bot

pytestmark = pytest.mark.asyncio(loop_scope="session")

TOO_LONG = section("x" * 3001, "speech")


async def test_a_dead_app_is_told_of_as_slack_does(window: Page) -> None:
    async with tiny_bot(window) as bot:
        await bot.ask("POST", "/target", {"target": "http://127.0.0.1:9"})
        await window.goto(bot.control)
        field = window.get_by_role("combobox", name="Message")
        await field.fill("/mip list")
        await field.press("Enter")
        told = window.get_by_role("main").get_by_role("article", name="Slackbot")
        timed_out = "operation_timeout: operation timed out (connection_failed)"
        await expect(told).to_contain_text(f"/mip failed with the error {timed_out}")
        await expect(told).to_contain_text("Only visible to you")
        await window.get_by_role("radio", name="Mia Member").check()
        await expect(window.get_by_text("You are Mia")).to_be_visible()
        await expect(told).to_have_count(0)


async def test_an_app_that_takes_too_long_has_timed_out(window: Page) -> None:
    async with tiny_bot(window) as bot:
        over = asyncio.Event()

        async def sleeps(_payload: Json) -> None:
            await over.wait()

        bot.on_command = bot.on_action = sleeps
        actions = {"type": "actions", "block_id": "acts", "elements": [button("Go", "go")]}
        await bot.post("Press it", blocks=[section("Press it"), actions])
        await window.goto(bot.control)
        go = window.get_by_role("button", name="Go", exact=True)
        await go.click()
        await expect(go).to_have_attribute("aria-busy", "true")
        field = window.get_by_role("combobox", name="Message")
        await field.fill("/mip")
        await field.press("Enter")
        await expect(window.get_by_role("status").filter(has_text="Sending")).to_be_visible()
        told = window.get_by_role("main").get_by_role("article", name="Slackbot")
        await expect(told.filter(has_text="/mip failed with the error operation_timeout")).to_be_visible()
        beside = window.get_by_role("main").get_by_role("alert").filter(has_text="operation timed out")
        await expect(beside).to_be_visible()
        await expect(go).not_to_have_attribute("aria-busy", "true")
        over.set()


async def test_a_malformed_message_appears_as_the_error_with_the_block_named(window: Page) -> None:
    async with tiny_bot(window) as bot:
        await window.goto(bot.control)
        await expect(window.get_by_role("combobox", name="Message")).to_be_visible()
        refused = await bot.attempt(
            "chat.postMessage", channel=SECURITY, text="x", blocks=[section("fine", "fine"), TOO_LONG]
        )
        assert not refused["ok"]
        article = window.get_by_role("main").get_by_role("article", name="Slack,")
        await expect(article).to_contain_text(f"Slack refused: {refused['error']}")
        await expect(article).to_contain_text("chat.postMessage")
        await expect(article).to_contain_text("must be less than 3001 characters")
        named = article.get_by_text('section block "speech"')
        await named.click()
        await expect(article.locator("pre")).to_contain_text('"block_id": "speech"')
        await expect(article.locator("pre")).not_to_contain_text('"fine"')


async def test_a_malformed_view_appears_where_the_person_is(window: Page) -> None:
    async with tiny_bot(window) as bot:

        async def opens(payload: Json) -> None:
            await bot.attempt("views.open", trigger_id=payload["trigger_id"], view=modal_of("Form", TOO_LONG))

        bot.on_command = opens
        await window.goto(bot.control)
        await window.get_by_role("button", name="# general").click()
        field = window.get_by_role("combobox", name="Message #general")
        await field.fill("/mip")
        await field.press("Enter")
        article = window.get_by_role("main").get_by_role("article", name="Slack,")
        await expect(article).to_contain_text("The app called views.open")
        await expect(article).to_contain_text('section block "speech"')
        await expect(window.get_by_role("dialog")).to_have_count(0)


async def test_the_home_is_published_or_said_to_be_missing(window: Page) -> None:
    async with tiny_bot(window, home_tab=True) as bot:

        async def publishes(payload: Json) -> None:
            view = {"type": "home", "blocks": [section("Welcome home")]}
            await bot.call("views.publish", user_id=payload["event"]["user"], view=view)

        await window.goto(bot.control)
        await window.get_by_role("navigation").get_by_role("button", name="MIP bot").click()
        await expect(window.get_by_role("tab", name="Home")).to_have_attribute("aria-selected", "true")
        await expect(window.get_by_text("has not published a Home for you.")).to_be_visible()
        await window.get_by_role("tab", name="Home").press("ArrowRight")
        await expect(window.get_by_role("tab", name="Messages")).to_be_focused()
        await expect(window.get_by_role("list", name="Messages with MIP bot")).to_be_attached()
        bot.on_event = publishes
        await window.get_by_role("tab", name="Home").click()
        await expect(window.get_by_text("Welcome home")).to_be_visible()


async def test_an_app_without_a_home_says_so(window: Page) -> None:
    async with tiny_bot(window, home_tab=False) as bot:
        await window.goto(bot.control)
        await window.get_by_role("navigation").get_by_role("button", name="MIP bot").click()
        await expect(window.get_by_role("tab", name="Messages")).to_have_attribute("aria-selected", "true")
        await window.get_by_role("tab", name="Home").click()
        await expect(window.get_by_text("MIP bot has no Home tab.")).to_be_visible()
        assert bot.heard == []


async def test_a_malformed_home_appears_on_the_home(window: Page) -> None:
    async with tiny_bot(window, home_tab=True) as bot:

        async def spoils(payload: Json) -> None:
            view = {"type": "home", "blocks": [TOO_LONG]}
            await bot.attempt("views.publish", user_id=payload["event"]["user"], view=view)

        bot.on_event = spoils
        await window.goto(bot.control)
        await window.get_by_role("navigation").get_by_role("button", name="MIP bot").click()
        article = window.get_by_role("main").get_by_role("article", name="Slack,")
        await expect(article).to_contain_text("The app called views.publish")
        await expect(article).to_contain_text('section block "speech"')


async def test_what_belongs_nowhere_is_still_there_after_a_reload(window: Page) -> None:
    async with tiny_bot(window) as bot:

        async def opens(payload: Json) -> None:
            await bot.attempt("views.open", trigger_id=payload["trigger_id"], view=modal_of("Form", TOO_LONG))

        bot.on_command = opens
        await window.goto(bot.control)
        field = window.get_by_role("combobox", name="Message")
        await field.fill("/mip")
        await field.press("Enter")
        article = window.get_by_role("main").get_by_role("article", name="Slack,")
        await expect(article).to_contain_text("views.open")
        await window.reload()
        await expect(article).to_contain_text("views.open")
