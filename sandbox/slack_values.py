"""What stands in the fields of a view, in the shape of Slack's `view.state.values`.

A value is e.g. {"type": "plain_text_input", "value": "x"}; HOLDERS tells the field that each kind uses.
"""

from collections.abc import Callable, Iterator
from typing import Any

from sandbox.slack_blocks import elements_of

Key = tuple[str, str]
Values = dict[Key, dict[str, Any]]

# Element type -> (field in the state, field of the element with the first value, what an empty one holds)
HOLDERS: dict[str, tuple[str, str, Any]] = {
    "plain_text_input": ("value", "initial_value", None),
    "email_text_input": ("value", "initial_value", None),
    "url_text_input": ("value", "initial_value", None),
    "number_input": ("value", "initial_value", None),
    "rich_text_input": ("rich_text_value", "initial_value", None),
    "radio_buttons": ("selected_option", "initial_option", None),
    "checkboxes": ("selected_options", "initial_options", []),
    "static_select": ("selected_option", "initial_option", None),
    "external_select": ("selected_option", "initial_option", None),
    "multi_static_select": ("selected_options", "initial_options", []),
    "multi_external_select": ("selected_options", "initial_options", []),
    "users_select": ("selected_user", "initial_user", None),
    "multi_users_select": ("selected_users", "initial_users", []),
    "channels_select": ("selected_channel", "initial_channel", None),
    "multi_channels_select": ("selected_channels", "initial_channels", []),
    "conversations_select": ("selected_conversation", "initial_conversation", None),
    "multi_conversations_select": ("selected_conversations", "initial_conversations", []),
    "datepicker": ("selected_date", "initial_date", None),
    "timepicker": ("selected_time", "initial_time", None),
    "datetimepicker": ("selected_date_time", "initial_date_time", None),
    "file_input": ("files", "", []),
}
CONVERSATIONS = ("conversations_select", "multi_conversations_select")
Here = Callable[[dict[str, Any]], str | None]


def holders(blocks: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Each (block, element) that holds a value."""
    for block in blocks:
        for element in elements_of(block):
            if element["type"] in HOLDERS:
                yield block, element


def first_values(blocks: list[dict[str, Any]], here: Here) -> Values:
    """`here` resolves default_to_current_conversation: element -> channel id, None where it does not fit."""
    return {
        (block["block_id"], element["action_id"]): _first(element, here) for block, element in holders(blocks)
    }


def kept_values(before: Values, blocks: list[dict[str, Any]], here: Here) -> Values:
    """After views.update: what was there stays where block_id and action_id (and the kind) are equal."""
    fresh = first_values(blocks, here)
    return {
        key: before[key] if key in before and before[key]["type"] == value["type"] else value
        for key, value in fresh.items()
    }


def state_of(values: Values) -> dict[str, Any]:
    """The `state` of payloads: {"values": {block_id: {action_id: value}}}."""
    state: dict[str, dict[str, Any]] = {}
    for (block_id, action_id), value in values.items():
        state.setdefault(block_id, {})[action_id] = value
    return {"values": state}


def is_empty(value: dict[str, Any]) -> bool:
    return not value[HOLDERS[value["type"]][0]]


def bare(value: dict[str, Any]) -> Any:
    """What a person would say stands there: the text, the chosen option's text, or the chosen id."""
    held = value[HOLDERS[value["type"]][0]]
    if isinstance(held, list):
        return [_name_of(each) for each in held]
    return _name_of(held)


def holding(element: dict[str, Any], wanted: Any) -> dict[str, Any]:
    """The value after a person entered or chose this. Options are named by visible text or by value.

    Raises LookupError when there is no such option, ValueError for a text that the field would not take.
    """
    kind = element["type"]
    place, _, empty = HOLDERS[kind]
    if wanted in (None, "", []):
        return {"type": kind, place: empty}
    if place == "selected_options":
        return {"type": kind, place: [option_named(element, each) for each in wanted]}
    if place == "selected_option":
        return {"type": kind, place: option_named(element, wanted)}
    if place == "value" and len(str(wanted)) > element.get("max_length", 3000):
        raise ValueError(f"The field takes {element.get('max_length', 3000)} characters at most.")
    return {"type": kind, place: str(wanted) if place == "value" else wanted}


def options_of(element: dict[str, Any]) -> list[dict[str, Any]]:
    groups = element.get("option_groups") or [element]
    return [option for group in groups for option in group.get("options") or []]


def option_named(element: dict[str, Any], name: Any) -> dict[str, Any]:
    """A whole option stands for itself. Raises LookupError, naming the options there are."""
    if isinstance(name, dict):
        return name
    for option in options_of(element):
        if name in (option["text"]["text"], option["value"]):
            return option
    there = ", ".join(option["text"]["text"] for option in options_of(element))
    raise LookupError(f"There is no option {name!r}. There are: {there}")


def _name_of(held: Any) -> Any:
    return held["text"]["text"] if isinstance(held, dict) and "text" in held else held


def _first(element: dict[str, Any], here: Here) -> dict[str, Any]:
    place, initial, empty = HOLDERS[element["type"]]
    value = element.get(initial, empty)
    if element["type"] in CONVERSATIONS and element.get("default_to_current_conversation") and not value:
        found = here(element)
        value = empty if found is None else [found] if place.endswith("s") else found
    return {"type": element["type"], place: value}
