"""Who sits before the screen: what each sees, what they have not read, and that nothing is left of the former."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.tiny_bot import SECURITY, modal_of, section, tiny_bot

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_owner_begins_in_security_and_is_told_how(window: Page) -> None:
    async with tiny_bot(window) as bot:
        await window.goto(bot.control)
        await expect(window).to_have_title("Sandbox: a pretend Slack and Microsoft")
        await expect(window.get_by_role("radio", name="Olivia Owner")).to_be_checked()
        await expect(window.get_by_text("Type /mip add to begin. You are Olivia, the owner.")).to_be_visible()
        await bot.post("Good morning")
        await expect(
            window.get_by_role("main").get_by_role("article").filter(has_text="Good morning")
        ).to_be_visible()
        await expect(window.get_by_text("to begin. You are")).to_be_hidden()


async def test_nothing_of_what_one_saw_is_left_for_the_next(window: Page) -> None:
    async with tiny_bot(window) as bot:
        await bot.ask("POST", "/slack/invite", {"channel": "#security"})
        await bot.call("chat.postEphemeral", channel=SECURITY, user="U0OWNER001", text="For Olivia")
        await window.goto(bot.control)
        await expect(
            window.get_by_role("main").get_by_role("article").filter(has_text="For Olivia")
        ).to_contain_text("Only visible to you")
        await window.get_by_role("combobox", name="Message").fill("A draft of Olivia")
        await window.get_by_role("radio", name="Gus Guest").check()
        await expect(window.get_by_text("You are Gus, a guest.")).to_be_visible()
        await expect(window.get_by_text("For Olivia")).to_have_count(0)
        await expect(window.get_by_role("combobox", name="Message")).to_have_value("")
        await expect(window.get_by_role("button", name="private-labels")).to_have_count(0)
        await window.get_by_role("radio", name="Olivia Owner").check()
        await expect(window.get_by_text("For Olivia")).to_be_visible()
        await expect(window.get_by_role("combobox", name="Message")).to_have_value("A draft of Olivia")


async def test_an_open_modal_stays_with_its_person(window: Page) -> None:
    async with tiny_bot(window) as bot:

        async def opens(payload: dict[str, str]) -> None:
            view = modal_of("Only hers", section("Words"))
            await bot.call("views.open", trigger_id=payload["trigger_id"], view=view)

        bot.on_command = opens
        await window.goto(bot.control)
        await window.get_by_role("radio", name="Mia Member").check()
        await bot.ask("POST", "/slack/command", {"user": "olivia", "channel": "#security", "text": ""})
        await expect(window.get_by_role("combobox", name="Message #security")).to_be_visible()
        await expect(window.get_by_role("dialog")).to_have_count(0)
        await window.get_by_role("radio", name="Olivia Owner").check()
        await expect(window.get_by_role("dialog", name="Only hers")).to_be_visible()


async def test_what_was_said_elsewhere_is_marked_until_it_is_read(window: Page) -> None:
    async with tiny_bot(window) as bot:
        await window.goto(bot.control)
        general = window.get_by_role("button", name="# general")
        await expect(general).to_be_visible()
        await bot.post("One", channel="C0GENERAL1")
        await bot.post("Two", channel="C0GENERAL1")
        await expect(general).to_have_accessible_name("# general 2 unread")
        await general.click()
        await expect(general).to_have_accessible_name("# general")
        await expect(general).to_have_attribute("aria-current", "page")
        await bot.post("Three", channel=SECURITY)
        security = window.get_by_role("button", name="# security")
        await expect(security).to_have_accessible_name("# security 1 unread")
        await window.get_by_role("radio", name="Mia Member").check()
        await expect(security).to_have_accessible_name("# security 1 unread")
        await window.get_by_role("radio", name="Olivia Owner").check()
        await expect(security).to_have_accessible_name("# security 1 unread")
        await expect(general).to_have_accessible_name("# general")


async def test_the_others_are_in_a_menu_and_the_address_remembers_who_it_is(window: Page) -> None:
    async with tiny_bot(window) as bot:
        await window.goto(bot.control)
        await window.get_by_label("Somebody else").select_option("Adam Admin (admin)")
        await expect(window.get_by_text("You are Adam, an admin.")).to_be_visible()
        await expect(window.get_by_role("radio", name="Olivia Owner")).not_to_be_checked()
        await window.reload()
        await expect(window.get_by_text("You are Adam, an admin.")).to_be_visible()
        await expect(window.get_by_label("Somebody else")).to_have_value("U0ADMIN001")


async def test_the_switch_turns_by_arrow_keys_and_keeps_the_focus(window: Page) -> None:
    async with tiny_bot(window) as bot:
        await window.goto(bot.control)
        await window.get_by_role("radio", name="Olivia Owner").focus()
        await window.keyboard.press("ArrowRight")
        await expect(window.get_by_text("You are Mia, a member.")).to_be_visible()
        await expect(window.get_by_role("radio", name="Mia Member")).to_be_focused()
        await expect(window.get_by_role("radio", name="Mia Member")).to_have_accessible_description("member")
