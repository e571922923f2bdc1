"""Slack's limits of Block Kit, told in Slack's words with the place of each fault."""

from typing import Any

import pytest

from sandbox.slack_blocks import (
    BLOCK_CHARACTERS,
    characters_of,
    elements_of,
    is_view_too_large,
    problems_of_blocks,
    problems_of_view,
)

Json = dict[str, Any]


def plain(text: str = "x") -> Json:
    return {"type": "plain_text", "text": text}


def option(value: str = "v", text: str = "x") -> Json:
    return {"text": plain(text), "value": value}


def button(**more: Any) -> Json:
    return {"type": "button", "text": plain(), "action_id": "go", **more}


def section(**more: Any) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": "x"}, **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def entry(element: Json, **more: Any) -> Json:
    return {"type": "input", "label": plain(), "element": element, **more}


def text_input(**more: Any) -> Json:
    return {"type": "plain_text_input", "action_id": "a", **more}


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "title": plain(), "submit": plain(), "blocks": list(blocks), **more}


def radio(count: int, **more: Any) -> Json:
    return {"type": "radio_buttons", "options": [option(str(n)) for n in range(count)], **more}


def select(count: int, **more: Any) -> Json:
    return {"type": "static_select", "options": [option(str(n)) for n in range(count)], **more}


GOOD_MESSAGE = [
    {"type": "header", "text": plain("h" * 150)},
    section(accessory=button(value="1", style="danger"), block_id="one"),
    section(fields=[plain()] * 10),
    actions(button(action_id="a"), button(action_id="b", url="https://x.example"), select(2)),
    {"type": "context", "elements": [plain(), {"type": "image", "image_url": "https://x", "alt_text": "x"}]},
    {"type": "divider"},
    {"type": "table", "rows": [[{"type": "raw_text", "text": "cell"}]]},
    {"type": "markdown", "text": "**x**"},
]
GOOD_MODAL = modal(
    entry(radio(10, initial_option=option("3")), block_id="a", dispatch_action=True),
    entry(text_input(max_length=3000), hint=plain(), optional=True),
    entry(
        {
            "type": "conversations_select",
            "default_to_current_conversation": True,
            "filter": {"include": ["public", "private"]},
            "response_url_enabled": True,
        }
    ),
    {"type": "alert", "text": plain(), "level": "info"},
    private_metadata="m" * 3000,
    callback_id="add",
    notify_on_close=True,
)

BROKEN_MESSAGES: list[tuple[Json, str]] = [
    (section(text=plain("")), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    (section(text=plain("x" * 3001)), "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    ({"type": "section"}, "missing required field: text [json-pointer:/blocks/0]"),
    (section(fields=[plain()] * 11), "no more than 10 items"),
    ({"type": "header", "text": {"type": "mrkdwn", "text": "x"}}, "unsupported type: mrkdwn"),
    ({"type": "header", "text": plain("h" * 151)}, "less than 151"),
    (actions(button(text=plain("x" * 76))), "/blocks/0/elements/0/text/text"),
    (actions(button(value="v" * 2001)), "less than 2001"),
    (actions(button(style="default")), "must be one of primary, danger"),
    (actions(button(colour="red")), "invalid additional property: colour"),
    (actions(button(), button()), '`action_id` "go" already exists'),
    (actions(*[button(action_id=str(n)) for n in range(26)]), "no more than 25 items"),
    (actions(text_input()), "unsupported type: plain_text_input"),
    (actions(radio(11)), "no more than 10 items"),
    (actions(radio(0)), "no fewer than 1 items"),
    (actions(select(101)), "no more than 100 items"),
    (actions(select(0, option_groups=[])), "exactly one of options, option_groups"),
    (actions(select(1, initial_option=option("other"))), "must be one of the provided options"),
    (actions({"type": "overflow", "options": [option(str(n)) for n in range(6)]}), "no more than 5 items"),
    (actions({"type": "static_select", "options": [option("v" * 151)]}), "less than 151"),
    (actions({"type": "static_select", "options": [option("v", "t" * 76)]}), "less than 76"),
    (actions(button(confirm={"title": plain(), "text": plain()})), "missing required field: confirm"),
    ({"type": "context", "elements": [plain()] * 11}, "no more than 10 items"),
    ({"type": "image", "image_url": "https://x"}, "missing required field: alt_text"),
    ({"type": "alert", "text": plain()}, "unsupported type: alert"),
    ({"type": "nonsense"}, "unsupported type: nonsense [json-pointer:/blocks/0/type]"),
    ({"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * 21]}, "no more than 20 items"),
    (section(block_id="b" * 256), "less than 256"),
    (entry({"type": "password_input"}), "unsupported type: password_input"),
]
BROKEN_VIEWS: list[tuple[Json, str]] = [
    (modal(section(), title=plain("t" * 25)), "less than 25 characters [json-pointer:/view/title/text]"),
    (modal(section(), submit={"type": "mrkdwn", "text": "x"}), "unsupported type: mrkdwn"),
    (modal(entry(text_input()), submit=None), "missing required field: submit"),
    (modal(entry(text_input(max_length=3001))), "between 1 and 3000"),
    (modal(entry(button())), "unsupported type: button"),
    (modal(section(block_id="x"), section(block_id="x")), '`block_id` "x" already exists'),
    (modal(section(), private_metadata="m" * 3001), "less than 3001"),
    (modal({"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}), "unsupported type: table"),
    (modal({"type": "markdown", "text": "x"}), "unsupported type: markdown"),
    (modal(*[section()] * 101), "no more than 100 items"),
    (modal(), "no fewer than 1 items"),
    ({"type": "home", "blocks": [], "title": plain()}, "invalid additional property: title"),
    ({"type": "window", "blocks": []}, "unsupported type: window"),
]


def test_what_slack_accepts_is_accepted() -> None:
    assert problems_of_blocks(GOOD_MESSAGE) == []
    assert problems_of_view(GOOD_MODAL) == []
    assert problems_of_view({"type": "home", "blocks": [section()]}) == []


@pytest.mark.parametrize(("block", "words"), BROKEN_MESSAGES)
def test_a_broken_message_is_refused_with_the_place_of_the_fault(block: Json, words: str) -> None:
    found = problems_of_blocks([block])
    assert any(words in each for each in found), found


@pytest.mark.parametrize(("view", "words"), BROKEN_VIEWS)
def test_a_broken_view_is_refused_with_the_place_of_the_fault(view: Json, words: str) -> None:
    found = problems_of_view(view)
    assert any(words in each for each in found), found


@pytest.mark.parametrize("blocks", [None, "text", {}, [1], [None], [{"type": []}], [actions()] * 51])
def test_what_is_no_list_of_blocks_is_refused(blocks: Any) -> None:
    assert problems_of_blocks(blocks)


def test_a_message_has_a_budget_of_characters_of_which_every_block_takes_some() -> None:
    assert characters_of([section(), {"type": "divider"}]) == 1 + 2 * BLOCK_CHARACTERS


def test_a_view_of_more_than_250_kilobytes_is_too_large() -> None:
    blocks = [section(text=plain("x" * 2600)) for _ in range(100)]
    assert is_view_too_large(modal(*blocks))
    assert not is_view_too_large(modal(*blocks[:90]))


def test_pictures_are_not_elements_that_one_can_press() -> None:
    picture = {"type": "image", "image_url": "https://x", "alt_text": "x"}
    assert elements_of(section(accessory=picture)) == []
    assert elements_of(section(accessory=button())) == [button()]
