"""What is typed or picked: texts, days and hours, files."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.browser.block_pieces import (
    field,
)
from tests.browser.block_stage import Stage, on_stage

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def stage(chromium: Browser) -> AsyncIterator[Stage]:
    async with on_stage(chromium) as found:
        yield found


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        ("plain_text_input", "textbox"),
        ("email_text_input", "textbox"),
        ("url_text_input", "textbox"),
        ("number_input", "spinbutton"),
    ],
)
async def test_what_is_typed_is_kept_for_the_submit(stage: Stage, kind: str, role: Any) -> None:
    main = await stage.show(field("Name", {"type": kind, "is_decimal_allowed": True}))
    await main.get_by_role(role, name="Name").fill("1")
    await main.get_by_role(role, name="Name").fill("")
    assert await stage.told() == [["change", kind, kind, "1"], ["change", kind, kind, None]]


async def test_rich_text_is_sent_as_slack_writes_it(stage: Stage) -> None:
    main = await stage.show(field("Text", {"type": "rich_text_input"}))
    await main.get_by_role("textbox", name="Text").fill("one\ntwo")
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": "one\ntwo"}]}
    sent = {"type": "rich_text", "elements": [section]}
    assert (await stage.told())[-1] == ["change", "rich_text_input", "rich_text_input", sent]
    key = "rich_text_input/rich_text_input"
    await stage.show(field("Text", {"type": "rich_text_input"}), dirty=[[key, sent]])
    await expect(main.get_by_role("textbox", name="Text")).to_have_value("one\ntwo")


async def test_how_much_room_is_left_is_said_when_little_is(stage: Stage) -> None:
    main = await stage.show(field("Name", {"type": "plain_text_input", "max_length": 40}))
    box = main.get_by_role("textbox", name="Name")
    await box.fill("x" * 29)
    await expect(main.get_by_text("left")).to_have_count(0)
    await box.fill("x" * 30)
    await expect(main.get_by_text("10 characters left")).to_be_visible()
    await box.press_sequentially("y" * 20)
    await expect(box).to_have_value("x" * 30 + "y" * 10)


@pytest.mark.parametrize(
    ("config", "told"),
    [
        (None, ["act"]),
        ({"trigger_actions_on": ["on_enter_pressed"]}, ["act"]),
        ({"trigger_actions_on": ["on_character_entered"]}, ["act"]),
        ({"trigger_actions_on": ["on_enter_pressed", "on_character_entered"]}, ["act", "act"]),
    ],
)
async def test_a_text_that_dispatches(stage: Stage, config: Any, told: list[str]) -> None:
    element = {"type": "plain_text_input", "dispatch_action_config": config}
    main = await stage.show(field("Name", element, dispatch_action=True))
    box = main.get_by_role("textbox", name="Name")
    await box.fill("abc")
    if "on_character_entered" in (config or {}).get("trigger_actions_on", []):
        await stage.has_acted()
    else:
        await stage.page.wait_for_timeout(400)
    await box.press("Enter")
    acts = [each for each in await stage.told() if each[0] == "act"]
    assert [each[0] for each in acts] == told
    assert all(each[3] == "abc" for each in acts)


async def test_typing_goes_on_while_the_bot_is_told(stage: Stage) -> None:
    element = {
        "type": "plain_text_input",
        "dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]},
    }
    main = await stage.show(field("Name", element, dispatch_action=True), waits=True)
    box = main.get_by_role("textbox", name="Name")
    await box.press("a")
    await expect(box).to_have_attribute("aria-busy", "true")
    await box.press("b")
    await expect(box).to_have_value("ab")
    await stage.page.wait_for_timeout(400)
    assert [each[3] for each in await stage.told() if each[0] == "act"] == ["a"]
    await stage.release()
    await stage.page.wait_for_function("stage.told().at(-1)[3] === 'ab' && stage.told().at(-1)[0] === 'act'")
    await stage.release()


async def test_days_and_hours(stage: Stage) -> None:
    main = await stage.show(
        field("Day", {"type": "datepicker", "initial_date": "2026-01-31"}),
        field("Hour", {"type": "timepicker"}),
        field("Moment", {"type": "datetimepicker", "initial_date_time": 1392734340}),
    )
    await expect(main.get_by_label("Day")).to_have_value("2026-01-31")
    await expect(main.get_by_label("Moment")).to_have_value("2014-02-18T15:39")
    await main.get_by_label("Day").fill("2026-02-01")
    await main.get_by_label("Hour").fill("08:05")
    await main.get_by_label("Moment").fill("2014-02-18T16:00")
    assert [each[3] for each in await stage.told()] == ["2026-02-01", "08:05", 1392735600]


async def test_a_date_that_is_typed_is_told_when_it_is_whole(stage: Stage) -> None:
    main = await stage.show(field("Day", {"type": "datepicker", "initial_date": "2026-01-31"}))
    await main.get_by_label("Day").focus()
    await stage.page.keyboard.type("0201")
    await stage.page.keyboard.type("2027")
    assert await stage.told() == []
    await main.get_by_label("Day").blur()
    assert len(await stage.told()) == 1


async def test_files(stage: Stage) -> None:
    main = await stage.show(field("Files", {"type": "file_input", "max_files": 1, "filetypes": ["csv"]}))
    box = main.get_by_label("Files")
    await expect(box).to_have_attribute("accept", ".csv")
    await box.set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": b"a,b"})
    sent = [{"name": "a.csv", "size": 3, "mimetype": "text/csv"}]
    assert await stage.told() == [["change", "file_input", "file_input", sent]]
    await expect(main.get_by_role("status")).to_have_text("a.csv")


async def test_the_field_that_asks_for_it_has_the_focus(stage: Stage) -> None:
    main = await stage.show(field("Name", {"type": "plain_text_input", "focus_on_load": True}))
    await expect(main.get_by_role("textbox", name="Name")).to_have_attribute("autofocus", "")
