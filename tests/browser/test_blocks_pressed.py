"""Buttons and short menus: what is asked first, what the bot is told, how waiting and failing look."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.browser.block_pieces import (
    CONFIRM,
    OPTIONS,
    actions,
    button,
    field,
    option,
)
from tests.browser.block_stage import Stage, on_stage

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def stage(chromium: Browser) -> AsyncIterator[Stage]:
    async with on_stage(chromium) as found:
        yield found


async def test_a_button_tells_the_bot_its_value(stage: Stage) -> None:
    main = await stage.show(actions(button()))
    await main.get_by_role("button", name="Scan now").click()
    assert await stage.told() == [["act", "b", "a", "v"]]


async def test_a_button_waits_for_the_bot_and_keeps_the_focus(stage: Stage) -> None:
    main = await stage.show(actions(button()), waits=True)
    pressed = main.get_by_role("button", name="Scan now")
    await pressed.press("Enter")
    await expect(pressed).to_be_disabled()
    await expect(pressed).to_have_attribute("aria-busy", "true")
    await expect(main.get_by_role("status")).to_have_text("Working")
    await pressed.press("Enter")
    await pressed.dispatch_event("click")
    assert len(await stage.told()) == 1
    await stage.release()
    await expect(pressed).to_be_enabled()
    await expect(pressed).to_be_focused()
    await expect(main.get_by_role("status")).to_have_count(0)


async def test_a_failure_stays_beside_the_button_until_the_next_try(stage: Stage) -> None:
    sentence = "MIP bot did not respond: operation timed out."
    main = await stage.show(actions(button(), {**button("Other"), "action_id": "o"}), refuses=sentence)
    await main.get_by_role("button", name="Scan now").click()
    await expect(main.get_by_role("alert")).to_contain_text(sentence)
    await expect(main.get_by_role("button", name="Scan now")).to_be_enabled()
    await main.get_by_role("button", name="Scan now").click()
    await expect(main.get_by_role("alert")).to_have_count(1)


async def test_a_question_comes_first(stage: Stage) -> None:
    main = await stage.show(actions(button("Apply", confirm=CONFIRM)))
    await main.get_by_role("button", name="Apply").click()
    asked = stage.page.get_by_role("dialog", name="Apply what was found?")
    await expect(asked).to_have_accessible_description("Labels that were not found will count as removed.")
    await expect(asked.get_by_role("button")).to_have_text(["Cancel", "Apply"])
    await asked.get_by_role("button", name="Cancel").click()
    await expect(asked).to_be_hidden()
    await main.get_by_role("button", name="Apply").click()
    await stage.page.keyboard.press("Escape")
    await expect(asked).to_be_hidden()
    assert await stage.told() == []
    await main.get_by_role("button", name="Apply").click()
    await asked.get_by_role("button", name="Apply").click()
    await expect(asked).to_be_hidden()
    assert await stage.told() == [["act", "b", "a", "v"]]
    assert await stage.page.get_by_role("dialog").count() == 0


async def test_a_button_with_an_address_opens_it_and_tells_the_bot(stage: Stage) -> None:
    here = stage.page.url
    main = await stage.show(actions(button("Continue", url=here)))
    link = main.get_by_role("link", name="Continue")
    await expect(link).to_have_attribute("rel", "noopener noreferrer")
    async with stage.page.context.expect_page() as opened:
        await link.click()
    assert (await opened.value).url == here
    await (await opened.value).close()
    assert await stage.told() == [["act", "b", "a", "v"]]


async def test_an_address_is_opened_after_the_question(stage: Stage) -> None:
    main = await stage.show(actions(button("Continue", url=stage.page.url, confirm=CONFIRM)))
    await main.get_by_role("link", name="Continue").click()
    assert len(stage.page.context.pages) == 1
    async with stage.page.context.expect_page() as opened:
        await stage.page.get_by_role("dialog").get_by_role("button", name="Apply").click()
    await (await opened.value).close()
    assert await stage.told() == [["act", "b", "a", "v"]]


async def test_an_unfit_address_leaves_a_plain_button(stage: Stage) -> None:
    main = await stage.show(actions(button("Continue", url="javascript:alert(1)")))
    await main.get_by_role("button", name="Continue").click()
    assert await stage.told() == [["act", "b", "a", "v"]]


async def test_an_overflow_menu(stage: Stage) -> None:
    options = [option("Edit"), {**option("Help"), "url": "https://help.example.com/"}]
    main = await stage.show(actions({"type": "overflow", "options": options}))
    trigger = main.get_by_role("button", name="More actions")
    await trigger.click()
    await expect(main.get_by_role("link", name="Help")).to_have_attribute("href", "https://help.example.com/")
    await stage.page.keyboard.press("Escape")
    await expect(main.get_by_role("button", name="Edit")).to_be_hidden()
    await expect(trigger).to_be_focused()
    await trigger.click()
    await main.get_by_role("button", name="Edit").click()
    await expect(main.get_by_role("button", name="Edit")).to_be_hidden()
    assert await stage.told() == [["act", "b", "a", "edit"]]


async def test_an_open_menu_closes_when_something_else_is_pressed(stage: Stage) -> None:
    menu = {"type": "overflow", "action_id": "m", "options": [option("Edit")]}
    main = await stage.show(actions(menu, button()))
    await main.get_by_role("button", name="More actions").click()
    await stage.page.get_by_role("heading", level=1).click()
    await expect(main.get_by_role("button", name="Edit")).to_be_hidden()


async def test_a_control_can_be_found_again_by_its_place(stage: Stage) -> None:
    main = await stage.show(actions(button()), field("Which", {"type": "radio_buttons", **OPTIONS}))
    await expect(main.locator('[data-block="b"][data-action="a"]')).to_have_text("Scan now")
    await expect(main.locator('[data-block="radio_buttons"][value="two"]')).to_have_count(1)
