"""Is this what Slack would accept? Ask slack_sdk's models, blockkit, and our own rules for what both miss.

The limits are Slack's: https://docs.slack.dev/reference/block-kit and https://docs.slack.dev/reference/views
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import blockkit
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View as SlackView

from mip.ports import Message, View

OPAQUE = re.compile(r"[A-Za-z0-9_:\-.|]{0,200}")
# What may follow `<` in mrkdwn of ours; everything else came from a name and should have been escaped.
# A link only ever leads to a page of one of Microsoft's portals, and at most names an app by its GUID.
PORTAL = (
    r"https://(?:entra\.microsoft\.com|portal\.azure\.us|portal\.azure\.cn)/#view/[A-Za-z_/~]+"
    r"(?:/appId/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})?\|[A-Za-z&;, ]+"
)
OUR_TOKENS = re.compile(rf"<(@[UW][A-Z0-9]+|#[CGD][A-Z0-9]+|!date\^[0-9]+\^[^<>|]+\|[0-9: \-UTC]+|{PORTAL})>")

COMPONENTS: dict[str, type[Any]] = {
    "section": blockkit.Section,
    "header": blockkit.Header,
    "divider": blockkit.Divider,
    "context": blockkit.Context,
    "actions": blockkit.Actions,
    "input": blockkit.Input,
    "button": blockkit.Button,
    "radio_buttons": blockkit.RadioButtons,
    "checkboxes": blockkit.Checkboxes,
    "static_select": blockkit.StaticSelect,
    "multi_users_select": blockkit.MultiUsersSelect,
    "conversations_select": blockkit.ConversationsSelect,
    "external_select": blockkit.ExternalSelect,
    "plain_text_input": blockkit.PlainTextInput,
    "datepicker": blockkit.DatePicker,
    "modal": blockkit.Modal,
    "home": blockkit.Home,
    "message": blockkit.Message,
}
UNTYPED: dict[str, type[Any]] = {
    "confirm": blockkit.Confirm,
    "filter": blockkit.ConversationFilter,
    "options": blockkit.Option,
    "initial_option": blockkit.Option,
    "initial_options": blockkit.Option,
}
KEEPS_TYPE = {"plain_text", "mrkdwn"}


def check_message(message: Message) -> None:
    """Raises AssertionError or the libraries' own errors."""
    blocks = _as_sent(message.blocks)
    assert 0 < len(message.text) <= 4000, "chat.update takes 4,000 characters of text"
    _check_markup(message.text)
    assert 0 < len(blocks) <= 50
    _check_blocks(blocks)
    assert sum(map(len, _texts(blocks))) <= 10_000, "Slack refuses somewhere above"
    assert all(block["type"] != "input" for block in blocks)
    COMPONENTS["message"](text=message.text, blocks=[_component(block) for block in blocks]).build()


def check_view(view: View) -> None:
    """Raises AssertionError or the libraries' own errors."""
    made = _as_sent(view)
    assert made["type"] in {"modal", "home"}
    assert 0 < len(made["blocks"]) <= 100
    assert len(json.dumps(made)) < 250_000
    _check_blocks(made["blocks"])
    if any(block["type"] == "input" for block in made["blocks"]):
        assert made.get("submit"), "inputs need a submit button"
    assert OPAQUE.fullmatch(made.get("private_metadata", ""))
    assert SlackView(**made).to_dict() == made
    _component(made).build()


def _as_sent(value: Any) -> Any:
    """JSON made of plain values only: an enum that looks like a string is none."""
    if isinstance(value, Mapping):
        return {name: _as_sent(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_as_sent(each) for each in value]
    assert type(value) in {str, bool, int}, type(value)
    return value


def _check_blocks(blocks: Sequence[Mapping[str, Any]]) -> None:
    _check_unique("block_id", [block.get("block_id") for block in blocks])
    for block in blocks:
        parsed = Block.parse(dict(block))
        assert parsed is not None, block["type"]
        assert parsed.to_dict() == block
        _check_unique("action_id", [element.get("action_id") for element in _elements(block)])
    for element in (each for block in blocks for each in _elements(block)):
        _check_element(element)
    for text in _text_objects(blocks):
        assert text["text"].strip(), "empty text"
        if text["type"] == "mrkdwn":
            assert text.get("verbatim") is True, "names would be linked"
            _check_markup(text["text"])
        else:
            assert text.get("emoji") is False, "names would grow emoji"


def _check_element(element: Mapping[str, Any]) -> None:
    assert OPAQUE.fullmatch(element["action_id"])
    assert OPAQUE.fullmatch(element.get("value", ""))
    options = element.get("options", [])
    if element["type"] in {"radio_buttons", "static_select", "checkboxes"}:
        assert 1 <= len(options) <= (100 if element["type"] == "static_select" else 10)
        assert element.get("initial_option") in [None, *options]
    for option in options:
        assert OPAQUE.fullmatch(option["value"].replace(" ", "_"))
        assert len(option["text"]["text"]) <= 75
        assert len(option.get("description", {}).get("text", "")) <= 75
    if element["type"] == "plain_text_input":
        assert len(element.get("initial_value", "")) <= element.get("max_length", 3000)


def _check_markup(text: str) -> None:
    left = OUR_TOKENS.sub("", text)
    assert "<" not in left, text
    assert ">" not in left, text
    assert not re.search(r"&(?!amp;|lt;|gt;)", left), text


def _check_unique(what: str, ids: Sequence[str | None]) -> None:
    twice = [name for name, times in Counter(filter(None, ids)).items() if times > 1]
    assert not twice, f"{what} used twice: {twice}"


def _elements(block: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = [block.get("element"), block.get("accessory")]
    if block["type"] == "actions":
        found += block["elements"]
    return [each for each in found if each]


def _text_objects(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, Mapping):
        if value.get("type") in KEEPS_TYPE:
            yield value
        for each in value.values():
            yield from _text_objects(each)
    elif isinstance(value, list):
        for each in value:
            yield from _text_objects(each)


def _texts(value: Any) -> list[str]:
    return [each["text"] for each in _text_objects(value)]


def _component(value: Any, key: str = "") -> Any:
    """JSON as blockkit's components, which then validate themselves when they are built."""
    if isinstance(value, list):
        return [_component(each, key) for each in value]
    if not isinstance(value, Mapping):
        return value
    parts = {name: _component(each, name) for name, each in value.items() if name != "type"}
    kind = value.get("type")
    if kind in KEEPS_TYPE:
        return blockkit.Text(type=kind, **parts)
    return (UNTYPED[key] if kind is None else COMPONENTS[kind])(**parts)
