"""What one person sees, in plain values that tests and pages can search: pure.

A message: {ts, channel, user, name, text, lines, buttons, blocks, edited, thread_ts, broadcast,
is_tombstone, files, ephemeral, n}.
A modal: {id, type, title, submit, close, lines, fields, buttons, errors, blocks, n}.
Slack's own words to the person: {n, ts, text, channel, view, block_id}.
"""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from sandbox.slack_blocks import elements_of
from sandbox.slack_modals import Modals, OpenView
from sandbox.slack_told import Refusal, Toast
from sandbox.slack_values import bare, holders, options_of
from sandbox.slack_workspace import Channel, Message, Person, Workspace

SHOWN_OF_BUTTON = ("action_id", "value", "url", "style")


def state_of_person(person: Person, workspace: Workspace, modals: Modals) -> dict[str, Any]:
    channels = [each for each in workspace.channels.values() if workspace.may_see(person, each)]
    home = modals.home(person.id)
    return {
        "n": workspace.n,
        "user": brief(person),
        "channels": [
            {
                **shown_channel(channel, person),
                "messages": [
                    shown_message(message, workspace) for message in workspace.seen_by(person, channel)
                ],
            }
            for channel in channels
        ],
        "modals": [shown_view(each, workspace) for each in modals.stack(person.id)],
        "home": None if home is None else shown_view(home, workspace),
        "toasts": [
            {"n": toast.n, "text": toast.text} for toast in workspace.toasts if toast.user == person.id
        ],
    }


def brief(person: Person) -> dict[str, Any]:
    return {"id": person.id, "name": person.name, "real_name": person.real_name}


def shown_channel(channel: Channel, person: Person) -> dict[str, Any]:
    return {
        "id": channel.id,
        "name": channel.name,
        "kind": channel.kind,
        "is_archived": channel.is_archived,
        "is_shared": channel.is_shared,
        "is_member": person.id in channel.members,
    }


def shown_notice(toast: Toast) -> dict[str, Any]:
    """Slack's own words, and where they belong: in a channel or in a view, at a block of it."""
    return {"n": toast.n, "ts": toast.ts, "text": toast.text, **asdict(toast.place)}


def shown_refusal(refusal: Refusal) -> dict[str, Any]:
    return asdict(refusal)


def shown_message(message: Message, workspace: Workspace) -> dict[str, Any]:
    """`lines` is what is read in the window: the blocks, or the text where there are none."""
    return {
        "ts": message.ts,
        "channel": message.channel,
        "user": message.user,
        "name": workspace.people[message.user].real_name,
        "text": message.text,
        "lines": list(lines_of(message.blocks)) if message.blocks else _read(message.text).splitlines(),
        "buttons": list(buttons_of(message.blocks)),
        "blocks": message.blocks,
        "edited": message.edited is not None,
        "thread_ts": message.thread_ts,
        "broadcast": message.broadcast,
        "is_tombstone": message.is_tombstone,
        "files": message.files,
        "ephemeral": message.only_for is not None,
        "n": message.n,
    }


def shown_view(shown: OpenView, workspace: Workspace) -> dict[str, Any]:
    return {
        "id": shown.id,
        "type": shown.view["type"],
        **{name: (shown.view.get(name) or {}).get("text") for name in ("title", "submit", "close")},
        "lines": list(lines_of(shown.blocks)),
        "fields": [field_of(shown, block, element, workspace) for block, element in holders(shown.blocks)],
        "buttons": list(buttons_of(shown.blocks)),
        "errors": shown.errors,
        "blocks": shown.blocks,
        "n": shown.n,
    }


def field_of(
    shown: OpenView, block: dict[str, Any], element: dict[str, Any], workspace: Workspace
) -> dict[str, Any]:
    """`value` is what a person reads in the field: a text, an option's text, or #channel; `held` is as in
    the state of a payload.
    """
    held = shown.values[block["block_id"], element["action_id"]]
    return {
        "label": label_of(block, element),
        "block_id": block["block_id"],
        "action_id": element["action_id"],
        "kind": element["type"],
        "held": held,
        "value": _spoken(bare(held), workspace),
        "options": [option["text"]["text"] for option in options_of(element)],
        "descriptions": [(option.get("description") or {}).get("text") for option in options_of(element)],
        "hint": (block.get("hint") or {}).get("text"),
        "placeholder": (element.get("placeholder") or {}).get("text"),
        "optional": bool(block.get("optional")) or block["type"] != "input",
        "multiline": bool(element.get("multiline")),
        "error": shown.errors.get(block["block_id"]),
    }


def label_of(block: dict[str, Any], element: dict[str, Any]) -> str:
    """An input has a label; elsewhere people go by the text of the section or the placeholder."""
    texts = (block.get("label"), block.get("text"), element.get("placeholder"))
    return next((str(text["text"]) for text in texts if text), str(element["action_id"]))


def lines_of(blocks: list[dict[str, Any]]) -> Iterator[str]:
    for block in blocks:
        if block["type"] == "table":
            yield from (" | ".join(_cell(cell) for cell in row) for row in block["rows"])
            continue
        for text in _texts_of(block):
            yield from text.splitlines()


def buttons_of(blocks: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Buttons, and the entries of overflow menus, which people look for in the same way."""
    for block in blocks:
        for element in elements_of(block):
            if element["type"] == "button":
                named = {name: element.get(name) for name in SHOWN_OF_BUTTON}
                yield {"text": element["text"]["text"], "confirm": element.get("confirm"), **named}
            elif element["type"] == "overflow":
                for option in element["options"]:
                    entry = {"value": option["value"], "url": option.get("url"), "style": None}
                    yield {"text": option["text"]["text"], "confirm": element.get("confirm"), **entry} | {
                        "action_id": element["action_id"]
                    }


def _texts_of(block: dict[str, Any]) -> Iterator[str]:
    """The readable texts of a block, without those of its fields and buttons."""
    text = block.get("text")
    if isinstance(text, str):
        yield text
    parts = [text, *(block.get("fields") or [])]
    if block["type"] == "context":
        parts += block["elements"]
    yield from (_read(part["text"]) for part in parts if isinstance(part, dict) and "text" in part)
    if block["type"] == "rich_text":
        yield "".join(_rich(block["elements"]))


def _read(text: str) -> str:
    """Slack shows the three characters that apps have to escape.

    https://docs.slack.dev/messaging/formatting-message-text#escaping
    """
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _rich(parts: Any) -> Iterator[str]:
    for part in parts:
        if "elements" in part:
            yield from _rich(part["elements"])
        elif isinstance(part.get("text"), str):
            yield part["text"]


def _cell(cell: dict[str, Any]) -> str:
    if cell["type"] == "rich_text":
        return "".join(_rich(cell["elements"]))
    return str(cell.get("text", cell.get("value", "")))


def _spoken(value: Any, workspace: Workspace) -> Any:
    if isinstance(value, list):
        return [_spoken(each, workspace) for each in value]
    if isinstance(value, str) and value in workspace.channels:
        return "#" + workspace.channels[value].name
    if isinstance(value, str) and value in workspace.people:
        return "@" + workspace.people[value].name
    return value
