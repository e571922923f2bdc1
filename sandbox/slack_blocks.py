"""What Slack accepts as the blocks of a message, of a modal and of an App Home: pure, by documented limits.

Numbers: https://docs.slack.dev/reference/block-kit/blocks and https://docs.slack.dev/reference/views
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from sandbox.slack_elements import (
    ID,
    IMAGE,
    IN_ACTIONS,
    IN_INPUT,
    IN_SECTION,
    TYPE,
    URL,
    any_text,
    elements,
    plain,
)
from sandbox.slack_rules import (
    Rule,
    anything,
    both,
    by_type,
    exactly_one,
    flag,
    items,
    number,
    one_of,
    problem,
    record,
    string,
)

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
VIEW_BYTES = 250_000
MARKDOWN_CHARACTERS = 12_000
# "12,000 text characters with a buffer for block containers" (Slack staff at slackapi/bolt-js#2867, where
# 11,341 characters in a full message were refused).
MESSAGE_CHARACTERS = 12_000
BLOCK_CHARACTERS = 13

WITH_ID: dict[str, Rule] = {"block_id": ID}
SECTION = record(
    TYPE,
    {
        **WITH_ID,
        "text": any_text(3000),
        "fields": items(any_text(2000), 10),
        "accessory": elements(IN_SECTION),
        "expand": flag,
    },
)
CONTEXT_PART = by_type({"image": IMAGE, "plain_text": any_text(3000), "mrkdwn": any_text(3000)})
CELL = by_type(
    {
        "raw_text": record({**TYPE, "text": string(12_000)}),
        "raw_number": record({**TYPE, "value": anything}, {"text": string(12_000)}),
        "rich_text": record({**TYPE, "elements": anything}, WITH_ID),
    }
)


def _has_text_or_fields(value: Any, at: str) -> Iterator[str]:
    if value.get("text") is None and value.get("fields") is None:
        yield problem("missing required field: text", at)


BLOCKS: dict[str, Rule] = {
    "section": both(SECTION, _has_text_or_fields),
    "header": record({**TYPE, "text": plain(150)}, {**WITH_ID, "level": number(1, 6)}),
    "divider": record(TYPE, WITH_ID),
    "context": record({**TYPE, "elements": items(CONTEXT_PART, 10)}, WITH_ID),
    "actions": record({**TYPE, "elements": items(elements(IN_ACTIONS), 25)}, WITH_ID),
    "input": record(
        {**TYPE, "label": plain(2000), "element": elements(IN_INPUT)},
        {**WITH_ID, "hint": plain(2000), "optional": flag, "dispatch_action": flag},
    ),
    "image": both(
        record(
            {**TYPE, "alt_text": string(2000)},
            {**WITH_ID, "image_url": URL, "slack_file": anything, "title": plain(2000)},
        ),
        exactly_one("image_url", "slack_file"),
    ),
    "rich_text": record({**TYPE, "elements": anything}, WITH_ID),
    "markdown": record({**TYPE, "text": string(MARKDOWN_CHARACTERS)}, WITH_ID),
    "table": record({**TYPE, "rows": items(items(CELL, 20), 100)}, {**WITH_ID, "column_settings": anything}),
    "alert": record(
        {**TYPE, "text": any_text(200)},
        {**WITH_ID, "level": one_of("default", "info", "warning", "error", "success")},
    ),
}
EVERYWHERE = ("section", "header", "divider", "context", "actions", "input", "image", "rich_text")
SURFACES: dict[str, tuple[str, ...]] = {
    "message": (*EVERYWHERE, "markdown", "table"),
    "modal": (*EVERYWHERE, "alert"),
    "home": EVERYWHERE,
}


def _blocks(surface: str, most: int, least: int) -> Rule:
    return items(by_type({name: BLOCKS[name] for name in SURFACES[surface]}), most, least)


VIEW_EXTRAS: dict[str, Rule] = {
    "private_metadata": string(3000, 0),
    "callback_id": string(255, 0),
    "external_id": string(255, 0),
    "clear_on_close": flag,
    "notify_on_close": flag,
    "submit_disabled": flag,
}
VIEWS = by_type(
    {
        "modal": record(
            {**TYPE, "title": plain(24), "blocks": _blocks("modal", VIEW_BLOCKS, 1)},
            {**VIEW_EXTRAS, "submit": plain(24), "close": plain(24)},
        ),
        "home": record({**TYPE, "blocks": _blocks("home", VIEW_BLOCKS, 0)}, VIEW_EXTRAS),
    }
)


def problems_of_blocks(blocks: Any) -> list[str]:
    """Everything wrong with the blocks of a message, in Slack's words; empty when it would be accepted."""
    found = list(_blocks("message", MESSAGE_BLOCKS, 0)(blocks, "/blocks"))
    return found or [*_repeated(blocks, "/blocks"), *_response_url_outside_a_modal(blocks, "/blocks")]


def problems_of_view(view: Any) -> list[str]:
    """The same for a modal or an App Home."""
    found = list(VIEWS(view, "/view"))
    if found:
        return found
    return [*_repeated(view["blocks"], "/view/blocks"), *_view_rules(view)]


def characters_of(blocks: Any) -> int:
    """How much of the undocumented total of a message these blocks use up."""
    return sum(len(text) for text in _texts(blocks)) + BLOCK_CHARACTERS * len(blocks)


def is_view_too_large(view: Any) -> bool:
    return len(json.dumps(view).encode()) > VIEW_BYTES


def elements_of(block: Any) -> list[dict[str, Any]]:
    """The elements in a block that a person can use."""
    found = [block.get("element"), block.get("accessory")]
    if block.get("type") == "actions":
        found += block.get("elements") or []
    return [each for each in found if isinstance(each, dict) and each.get("type") != "image"]


def _view_rules(view: Any) -> Iterator[str]:
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    if view["type"] == "modal" and inputs and not view.get("submit"):
        yield problem("missing required field: submit, because the view has an input block", "/view")
    focused = [each for block in view["blocks"] for each in elements_of(block) if each.get("focus_on_load")]
    if len(focused) > 1:
        yield problem("only one element may have focus_on_load", "/view/blocks")
    if view["type"] == "home":
        yield from _response_url_outside_a_modal(view["blocks"], "/view/blocks")


def _response_url_outside_a_modal(blocks: Any, at: str) -> Iterator[str]:
    for index, block in enumerate(blocks):
        if any(each.get("response_url_enabled") for each in elements_of(block)):
            yield problem("response_url_enabled is for inputs of modals", f"{at}/{index}")


def _repeated(blocks: Any, at: str) -> Iterator[str]:
    """block_id is unique in the whole, action_id within its block."""
    for name in _twice([block.get("block_id") for block in blocks]):
        yield problem(f'`block_id` "{name}" already exists', at)
    for index, block in enumerate(blocks):
        for name in _twice([each.get("action_id") for each in elements_of(block)]):
            yield problem(f'`action_id` "{name}" already exists', f"{at}/{index}")
    if sum(len(b["text"]) for b in blocks if b["type"] == "markdown") > MARKDOWN_CHARACTERS:
        yield problem(f"markdown blocks together must be less than {MARKDOWN_CHARACTERS + 1} characters", at)
    if sum(b["type"] == "table" for b in blocks) > 1:
        yield problem("only one table is allowed", at)


def _twice(names: Sequence[Any]) -> list[str]:
    return [name for name, times in Counter(name for name in names if name).items() if times > 1]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, dict):
        for name, each in value.items():
            if name == "text" and isinstance(each, str):
                yield each
            else:
                yield from _texts(each)
