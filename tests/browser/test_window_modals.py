"""Modals: a stack, the ways out, errors, and that nothing typed is ever lost."""

import asyncio
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.tiny_bot import Json, TinyBot, button, field_for, modal_of, section, tiny_bot, until

pytestmark = pytest.mark.asyncio(loop_scope="session")

MORE = {"type": "actions", "block_id": "acts", "elements": [button("More", "more")]}
FORM = modal_of("Form", field_for("Name", "name"), field_for("Place", "place"), MORE)


def opens(bot: TinyBot, view: Json) -> None:
    """The command opens this view."""

    async def answer(payload: Json) -> None:
        await bot.call("views.open", trigger_id=payload["trigger_id"], view=view)

    bot.on_command = answer


async def opened(window: Page, bot: TinyBot, view: Json) -> Locator:
    """The modal, opened from the composer."""
    opens(bot, view)
    await window.goto(bot.control)
    field = window.get_by_role("combobox", name="Message")
    await field.fill("/mip")
    await field.press("Enter")
    dialog = window.get_by_role("dialog", name=view["title"]["text"])
    await expect(dialog).to_be_visible()
    return dialog


def values(payload: Json) -> dict[str, Any]:
    state = payload["view"]["state"]["values"]
    return {block: next(iter(fields.values()))["value"] for block, fields in state.items()}


async def test_a_form_is_filled_and_sent_by_keyboard_and_the_focus_returns(window: Page) -> None:
    async with tiny_bot(window) as bot:
        dialog = await opened(window, bot, FORM)
        await expect(dialog.get_by_label("Name")).to_be_focused()
        await window.keyboard.type("Contoso")
        await window.keyboard.press("Tab")
        await window.keyboard.type("Berlin")
        await window.keyboard.press("Enter")
        await expect(dialog).to_have_count(0)
        await expect(window.get_by_role("combobox", name="Message")).to_be_focused()
        assert values(bot.heard[-1]) == {"name": "Contoso", "place": "Berlin"}


async def test_what_is_typed_survives_an_update_with_focus_and_caret(window: Page) -> None:
    async with tiny_bot(window) as bot:
        arrived, go_on = asyncio.Event(), asyncio.Event()

        async def adds(payload: Json) -> None:
            arrived.set()
            await go_on.wait()
            view = {**FORM, "blocks": [section("One more line"), *FORM["blocks"]]}
            await bot.call("views.update", view_id=payload["view"]["id"], view=view)

        bot.on_action = adds
        dialog = await opened(window, bot, FORM)
        await dialog.get_by_label("Name").fill("Contoso")
        await dialog.get_by_role("button", name="More").click()
        await arrived.wait()
        assert values(bot.heard[-1]) == {"name": "Contoso", "place": None}
        place = dialog.get_by_label("Place")
        await place.fill("Berlin")
        await place.press("ArrowLeft")
        await place.press("ArrowLeft")
        go_on.set()
        await expect(dialog).to_contain_text("One more line")
        await expect(dialog.get_by_label("Name")).to_have_value("Contoso")
        await expect(place).to_have_value("Berlin")
        await expect(place).to_be_focused()
        await window.keyboard.type("-")
        await expect(place).to_have_value("Berl-in")
        await dialog.get_by_role("button", name="Save").click()
        await expect(dialog).to_have_count(0)
        assert values(bot.heard[-1]) == {"name": "Contoso", "place": "Berl-in"}


async def test_the_stack_is_left_one_by_one_with_esc_and_at_once_with_the_cross(window: Page) -> None:
    async with tiny_bot(window) as bot:
        upper = modal_of("Upper", field_for("Colour", "colour"))

        async def pushes(payload: Json) -> None:
            await bot.call("views.push", trigger_id=payload["trigger_id"], view=upper)

        bot.on_action = pushes
        lower = await opened(window, bot, FORM)
        await lower.get_by_label("Name").fill("Contoso")
        await lower.get_by_role("button", name="More").click()
        top = window.get_by_role("dialog", name="Upper")
        await expect(top.get_by_label("Colour")).to_be_focused()
        # What lies below is seen, but out of reach.
        await expect(lower).to_be_visible()
        await lower.get_by_label("Name").focus()
        await expect(top.get_by_label("Colour")).to_be_focused()
        await window.keyboard.press("Escape")
        await expect(top).to_have_count(0)
        await expect(lower.get_by_role("button", name="More")).to_be_focused()
        await expect(lower.get_by_label("Name")).to_have_value("Contoso")
        await window.keyboard.press("Enter")
        await expect(top).to_be_visible()
        await top.get_by_role("button", name="Close all").click()
        await expect(window.get_by_role("dialog")).to_have_count(0)
        await expect(window.get_by_role("combobox", name="Message")).to_be_focused()


async def test_the_submit_button_shows_that_it_waits_and_sends_once(window: Page) -> None:
    async with tiny_bot(window) as bot:
        go_on = asyncio.Event()

        async def waits(_payload: Json) -> None:
            await go_on.wait()

        bot.on_submit = waits
        dialog = await opened(window, bot, modal_of("Slow", field_for("Name", "name")))
        await dialog.get_by_label("Name").fill("Contoso")
        save = dialog.get_by_role("button", name="Save")
        await save.click()
        await expect(save).to_have_attribute("aria-busy", "true")
        await save.press("Enter")
        go_on.set()
        await expect(dialog).to_have_count(0)
        assert [each["type"] for each in bot.heard] == ["command", "view_submission"]


async def test_errors_stand_under_their_fields_and_the_first_has_the_focus(window: Page) -> None:
    async with tiny_bot(window) as bot:

        async def refuses(_payload: Json) -> Json:
            return {"response_action": "errors", "errors": {"place": "No such place."}}

        bot.on_submit = refuses
        dialog = await opened(window, bot, FORM)
        name, place = dialog.get_by_label("Name"), dialog.get_by_label("Place")
        await dialog.get_by_role("button", name="Save").click()
        await expect(dialog.get_by_role("alert").filter(has_text="required field")).to_have_count(2)
        await expect(name).to_be_focused()
        await name.fill("Contoso")
        await place.fill("Atlantis")
        await dialog.get_by_role("button", name="Save").click()
        await expect(dialog.get_by_role("alert").filter(has_text="No such place.")).to_be_visible()
        await expect(place).to_be_focused()
        await expect(place).to_have_accessible_description("No such place.")
        await expect(place).to_have_value("Atlantis")
        await expect(dialog.get_by_role("alert").filter(has_text="required field")).to_have_count(0)


async def test_trouble_is_told_at_the_top_and_the_form_stays(window: Page) -> None:
    async with tiny_bot(window) as bot:

        async def babbles(_payload: Json) -> str:
            return "this is not JSON"

        bot.on_submit = babbles
        dialog = await opened(window, bot, modal_of("Form", field_for("Name", "name")))
        await dialog.get_by_label("Name").fill("Contoso")
        await dialog.get_by_role("button", name="Save").click()
        trouble = dialog.get_by_role("alert").filter(has_text="We had some trouble connecting. Try again?")
        await expect(trouble).to_be_visible()
        await expect(dialog.get_by_label("Name")).to_have_value("Contoso")


async def test_the_app_hears_how_a_view_was_closed(window: Page) -> None:
    async with tiny_bot(window) as bot:
        dialog = await opened(window, bot, modal_of("Form", section("Words"), notify_on_close=True))
        await dialog.get_by_role("button", name="Cancel").click()
        await expect(dialog).to_have_count(0)
        await until(lambda: bot.heard[-1]["type"] == "view_closed")
        assert bot.heard[-1]["is_cleared"] is False


async def test_what_stands_behind_the_scenes_can_be_used_meanwhile(window: Page) -> None:
    async with tiny_bot(window) as bot:
        dialog = await opened(window, bot, FORM)
        await dialog.get_by_label("Name").fill("Contoso")
        await window.get_by_role("tab", name="Faults").click()
        await expect(window.get_by_role("tab", name="Faults")).to_have_attribute("aria-selected", "true")
        await expect(dialog.get_by_label("Name")).to_have_value("Contoso")
        await window.get_by_role("button", name="# general").focus()
        await expect(window.get_by_role("button", name="# general")).not_to_be_focused()


async def test_what_was_typed_waits_for_the_person_who_typed_it(window: Page) -> None:
    async with tiny_bot(window) as bot:
        dialog = await opened(window, bot, FORM)
        await dialog.get_by_label("Name").fill("Contoso")
        await window.get_by_role("radio", name="Mia Member").check()
        await expect(window.get_by_text("You are Mia")).to_be_visible()
        await expect(dialog).to_have_count(0)
        await window.get_by_role("radio", name="Olivia Owner").check()
        await expect(dialog.get_by_label("Name")).to_have_value("Contoso")


async def test_a_refused_update_is_told_in_the_modal_it_was_meant_for(window: Page) -> None:
    async with tiny_bot(window) as bot:

        async def spoils(payload: Json) -> None:
            view = modal_of("Form", section("x" * 3001, "speech"))
            await bot.attempt("views.update", view_id=payload["view"]["id"], view=view)

        bot.on_action = spoils
        dialog = await opened(window, bot, FORM)
        await dialog.get_by_role("button", name="More").click()
        await expect(
            dialog.get_by_role("alert").filter(has_text="Slack refused views.update")
        ).to_be_visible()
        article = window.get_by_role("main").get_by_role("article", name="Slack,")
        await expect(article).to_contain_text('section block "speech"')
