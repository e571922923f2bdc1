"""What stands in the fields of a modal, and what of it survives views.update."""

from typing import Any

import pytest

from sandbox.slack_values import bare, first_values, holding, kept_values, state_of

Json = dict[str, Any]


def entry(block_id: str, element: Json) -> Json:
    return {"type": "input", "block_id": block_id, "element": element}


def text(action_id: str = "a", **more: Any) -> Json:
    return {"type": "plain_text_input", "action_id": action_id, **more}


def option(value: str) -> Json:
    return {"text": {"type": "plain_text", "text": f"The {value}"}, "value": value}


def nowhere(_element: Json) -> str | None:
    return None


RADIO = {"type": "radio_buttons", "action_id": "r", "options": [option("one"), option("two")]}


def test_what_was_typed_stays_only_where_block_id_and_action_id_are_equal() -> None:
    typed = {("b", "a"): {"type": "plain_text_input", "value": "typed"}}
    same = kept_values(typed, [entry("b", text(initial_value="first"))], nowhere)
    other_block = kept_values(typed, [entry("c", text(initial_value="first"))], nowhere)
    other_action = kept_values(typed, [entry("b", text("z", initial_value="first"))], nowhere)
    other_kind = kept_values(typed, [entry("b", {**RADIO, "action_id": "a"})], nowhere)
    assert [bare(value) for value in same.values()] == ["typed"]
    assert [bare(value) for value in other_block.values()] == ["first"]
    assert [bare(value) for value in other_action.values()] == ["first"]
    assert [bare(value) for value in other_kind.values()] == [None]


def test_a_picker_starts_with_the_channel_of_the_command() -> None:
    picker = {"type": "conversations_select", "action_id": "p", "default_to_current_conversation": True}
    values = first_values([entry("b", picker)], lambda _element: "C1")
    assert state_of(values) == {
        "values": {"b": {"p": {"type": "conversations_select", "selected_conversation": "C1"}}}
    }


def test_an_option_is_chosen_by_its_text_or_value_and_reported_whole() -> None:
    assert holding(RADIO, "The two") == {"type": "radio_buttons", "selected_option": option("two")}
    assert holding(RADIO, "two") == holding(RADIO, "The two")
    with pytest.raises(LookupError, match="The one, The two"):
        holding(RADIO, "three")


def test_a_field_takes_no_more_than_its_longest() -> None:
    assert holding(text(max_length=3), "abc")["value"] == "abc"
    with pytest.raises(ValueError, match="3 characters"):
        holding(text(max_length=3), "abcd")
