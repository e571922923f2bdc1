"""Menus, radio buttons and checkboxes: what they offer, and what is told or kept."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.browser.block_pieces import (
    CONFIRM,
    GROUPS,
    ONE,
    OPTIONS,
    THREE,
    TWO,
    actions,
    field,
    option,
    words,
)
from tests.browser.block_stage import Stage, on_stage

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def stage(chromium: Browser) -> AsyncIterator[Stage]:
    async with on_stage(chromium) as found:
        yield found


async def test_a_select_tells_the_value_and_goes_back_when_the_person_does(stage: Stage) -> None:
    chosen = {"type": "static_select", **GROUPS, "initial_option": ONE, "placeholder": words("Which")}
    menu = stage.main.get_by_role("combobox", name="Which")
    await stage.show(actions(chosen))
    await expect(menu).to_have_value("one")
    await menu.select_option("three")
    assert await stage.told() == [["act", "b", "a", "three"]]
    await stage.show(actions({**chosen, "confirm": CONFIRM}))
    await menu.select_option("three")
    await stage.page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    await expect(menu).to_have_value("one")
    assert await stage.told() == []


async def test_a_select_in_a_form_waits_for_the_submit(stage: Stage) -> None:
    main = await stage.show(field("Cloud", {"type": "static_select", **OPTIONS}))
    await main.get_by_role("combobox", name="Cloud").select_option("two")
    assert await stage.told() == [["change", "static_select", "static_select", "two"]]


async def test_only_an_optional_select_can_be_emptied(stage: Stage) -> None:
    select = {"type": "static_select", **OPTIONS, "initial_option": ONE}
    main = await stage.show(field("Cloud", select))
    await expect(main.get_by_role("option", name="Choose an option")).to_have_count(0)
    main = await stage.show(field("Cloud", select, optional=True))
    await main.get_by_role("combobox").select_option("")
    assert await stage.told() == [["change", "static_select", "static_select", None]]


@pytest.mark.parametrize(
    ("element", "offered"),
    [
        ({"type": "users_select"}, ["Olivia Owner", "Mia Member"]),
        ({"type": "channels_select"}, ["#security", "#partners"]),
        ({"type": "conversations_select"}, ["#security", "#private-labels", "#partners"]),
        ({"type": "conversations_select", "filter": {"include": ["private"]}}, ["#private-labels"]),
        (
            {"type": "conversations_select", "filter": {"exclude_external_shared_channels": True}},
            ["#security", "#private-labels"],
        ),
    ],
)
async def test_people_and_channels_are_offered(
    stage: Stage, element: dict[str, Any], offered: list[str]
) -> None:
    main = await stage.show(field("Which", element))
    await expect(main.get_by_role("option")).to_have_text(offered)


async def test_a_channel_that_is_held_but_not_offered_is_shown(stage: Stage) -> None:
    main = await stage.show(field("Which", {"type": "conversations_select", "initial_conversation": "C4"}))
    await expect(main.get_by_role("combobox")).to_have_value("C4")


async def test_the_channel_that_slack_filled_in_stands_there(stage: Stage) -> None:
    element = {"type": "conversations_select", "default_to_current_conversation": True}
    held = {"selected_conversation": "C2", "type": element["type"]}
    place = {"block_id": element["type"], "action_id": element["type"]}
    main = await stage.show(field("Which", element), fields=[{**place, "held": held}])
    await expect(main.get_by_role("combobox")).to_have_value("C2")


async def test_radio_buttons_have_names_and_descriptions(stage: Stage) -> None:
    main = await stage.show(field("Connector", {"type": "radio_buttons", **OPTIONS, "initial_option": ONE}))
    group = main.get_by_role("radiogroup", name="Connector")
    await expect(group.get_by_role("radio", name="One", exact=True)).to_be_checked()
    two = group.get_by_role("radio", name="Two", exact=True)
    await expect(two).to_have_accessible_description("The second")
    await main.get_by_text("The second").click()
    await expect(two).to_be_checked()
    assert await stage.told() == [["change", "radio_buttons", "radio_buttons", "two"]]


async def test_radio_buttons_that_dispatch_wait_and_then_have_the_focus_again(stage: Stage) -> None:
    block = field(
        "Connector", {"type": "radio_buttons", **OPTIONS, "initial_option": ONE}, dispatch_action=True
    )
    main = await stage.show(block, waits=True)
    await main.get_by_role("radio", name="One").press("ArrowDown")
    await expect(main.get_by_role("radio", name="Two")).to_be_disabled()
    await stage.release()
    await expect(main.get_by_role("radio", name="Two")).to_be_focused()
    assert await stage.told() == [["act", "radio_buttons", "radio_buttons", "two"]]


async def test_a_choice_is_not_changed_while_the_bot_is_told(stage: Stage) -> None:
    main = await stage.show(actions({"type": "radio_buttons", **OPTIONS}), waits=True)
    await main.get_by_role("radio", name="One").check()
    await main.get_by_role("radio", name="Two").dispatch_event("click")
    await main.get_by_role("radio", name="One").press("ArrowDown")
    await stage.release()
    await expect(main.get_by_role("radio", name="One")).to_be_checked()
    assert await stage.told() == [["act", "b", "a", "one"]]


async def test_a_refused_question_leaves_the_last_choice(stage: Stage) -> None:
    main = await stage.show(actions({"type": "radio_buttons", **OPTIONS, "confirm": CONFIRM}))
    asked = stage.page.get_by_role("dialog")
    await main.get_by_role("radio", name="One").check()
    await asked.get_by_role("button", name="Apply").click()
    await main.get_by_role("radio", name="Two").check()
    await asked.get_by_role("button", name="Cancel").click()
    await expect(main.get_by_role("radio", name="One")).to_be_checked()


async def test_checkboxes(stage: Stage) -> None:
    main = await stage.show(field("Which", {"type": "checkboxes", **OPTIONS, "initial_options": [TWO]}))
    await main.get_by_role("checkbox", name="One").check()
    await main.get_by_role("checkbox", name="Two").uncheck()
    assert [told[3] for told in await stage.told()] == [["one", "two"], ["one"]]


async def test_a_menu_of_several_tells_once_it_closes(stage: Stage) -> None:
    element = {"type": "multi_static_select", **GROUPS, "initial_options": [ONE], "max_selected_items": 2}
    main = await stage.show(actions({**element, "placeholder": words("Some")}))
    trigger = main.get_by_role("button", name="One")
    await trigger.click()
    await main.get_by_role("checkbox", name="Three").check()
    await expect(main.get_by_role("checkbox", name="Two")).to_be_disabled()
    assert await stage.told() == []
    await stage.page.keyboard.press("Escape")
    await expect(main.get_by_role("button", name="One, Three")).to_be_focused()
    assert await stage.told() == [["act", "b", "a", ["one", "three"]]]


async def test_a_long_menu_of_several_can_be_searched(stage: Stage) -> None:
    options = [option(f"Label {number}", str(number)) for number in range(20)]
    main = await stage.show(field("Labels", {"type": "multi_static_select", "options": options}))
    await main.get_by_role("button", name="Choose").click()
    await main.get_by_role("searchbox", name="Find").fill("label 7")
    await expect(main.get_by_role("checkbox")).to_have_count(1)


async def test_an_external_menu_asks_the_bot(stage: Stage) -> None:
    element = {"type": "external_select", "min_query_length": 2}
    main = await stage.show(field("Label", element), suggests=[ONE, TWO, THREE])
    box = main.get_by_role("combobox", name="Label")
    await box.press_sequentially("t")
    await box.press_sequentially("hr")
    await expect(main.get_by_role("option")).to_have_text(["Three"])
    await box.press("ArrowDown")
    await expect(main.get_by_role("option", selected=True)).to_have_text("Three")
    await box.press("Enter")
    await expect(main.get_by_role("option")).to_have_count(0)
    await expect(main.get_by_role("button", name="Remove Three")).to_be_visible()
    assert await stage.told() == [
        ["suggest", "external_select", "thr"],
        ["change", "external_select", "external_select", THREE],
    ]
    await main.get_by_role("button", name="Remove Three").click()
    assert (await stage.told())[-1] == ["change", "external_select", "external_select", None]


async def test_an_external_menu_of_several(stage: Stage) -> None:
    element = {
        "type": "multi_external_select",
        "min_query_length": 1,
        "initial_options": [ONE],
        "max_selected_items": 2,
    }
    main = await stage.show(field("Labels", element), suggests=[ONE, TWO, THREE])
    box = main.get_by_role("combobox", name="Labels")
    await box.press_sequentially("t")
    await main.get_by_role("option", name="Two").click()
    await expect(box).to_be_hidden()
    assert (await stage.told())[-1] == [
        "change",
        "multi_external_select",
        "multi_external_select",
        [ONE, TWO],
    ]
