"""The interactive elements and composition objects of Block Kit, with Slack's documented limits.

Numbers: https://docs.slack.dev/reference/block-kit/block-elements and .../composition-objects
"""

from collections.abc import Iterator, Mapping
from typing import Any

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

TYPE: dict[str, Rule] = {"type": anything}
ID = string(255)
URL = string(3000)


def plain(most: int) -> Rule:
    return by_type({"plain_text": record({**TYPE, "text": string(most)}, {"emoji": flag})})


def mrkdwn(most: int) -> Rule:
    return by_type({"mrkdwn": record({**TYPE, "text": string(most)}, {"verbatim": flag})})


def any_text(most: int) -> Rule:
    """Plain text or mrkdwn: `emoji` belongs to the first, `verbatim` to the second."""
    return by_type({"plain_text": plain(most), "mrkdwn": mrkdwn(most)})


CONFIRM = record(
    {"title": plain(100), "text": plain(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)


def option(text: Rule, *, url: bool = False) -> Rule:
    extra: dict[str, Rule] = {"url": URL} if url else {}
    return record({"text": text, "value": string(150)}, {"description": text, **extra})


PLAIN_OPTION = option(plain(75))
RICH_OPTION = option(any_text(75))
OPTION_GROUP = record({"label": plain(75), "options": items(PLAIN_OPTION, 100)})
FILTER = record(
    {},
    {
        "include": items(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": flag,
        "exclude_bot_users": flag,
    },
)
DISPATCH = record({}, {"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), 2)})
COMMON: dict[str, Rule] = {"action_id": ID, "confirm": CONFIRM, "focus_on_load": flag}
PLACED: dict[str, Rule] = {**COMMON, "placeholder": plain(150)}
TYPED: dict[str, Rule] = {
    "action_id": ID,
    "focus_on_load": flag,
    "placeholder": plain(150),
    "dispatch_action_config": DISPATCH,
}
CHOSEN = items(string(255), 100)


def offered(initial: str, *, many: bool) -> Rule:
    """What is chosen at first must be one of the options, letter by letter."""

    def rule(value: Any, at: str) -> Iterator[str]:
        groups = value.get("option_groups") or [{"options": value.get("options") or []}]
        all_options = [
            each for group in groups if isinstance(group, dict) for each in group.get("options") or []
        ]
        chosen = value.get(initial)
        for each in (chosen or []) if many else ([chosen] if chosen else []):
            if each not in all_options:
                yield problem(f"{initial} must be one of the provided options", f"{at}/{initial}")

    return rule


def _static(initial: str, initial_rule: Rule, *, many: bool) -> Rule:
    extra: dict[str, Rule] = {"max_selected_items": number(1, 100)} if many else {}
    shape = record(
        TYPE,
        {
            **PLACED,
            "options": items(PLAIN_OPTION, 100),
            "option_groups": items(OPTION_GROUP, 100),
            initial: initial_rule,
            **extra,
        },
    )
    return both(both(shape, exactly_one("options", "option_groups")), offered(initial, many=many))


def _picker(initial: str, *, many: bool, extra: Mapping[str, Rule] | None = None) -> Rule:
    rules: dict[str, Rule] = {initial: CHOSEN if many else string(255)}
    if many:
        rules["max_selected_items"] = number(1, 100)
    return record(TYPE, {**PLACED, **rules, **(extra or {})})


CONVERSATION_EXTRAS: dict[str, Rule] = {"default_to_current_conversation": flag, "filter": FILTER}
IN_MODAL: dict[str, Rule] = {"response_url_enabled": flag}
LATER: dict[str, Rule] = {"min_query_length": number(0, 100)}
IMAGE = both(
    record({**TYPE, "alt_text": string(2000)}, {"image_url": URL, "slack_file": anything}),
    exactly_one("image_url", "slack_file"),
)
BUTTON = record(
    {**TYPE, "text": plain(75)},
    {
        "action_id": ID,
        "url": URL,
        "value": string(2000),
        "style": one_of("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": string(75),
    },
)

ELEMENTS: dict[str, Rule] = {
    "image": IMAGE,
    "button": BUTTON,
    "workflow_button": record({**TYPE, "text": plain(75), "workflow": anything}, {"action_id": ID}),
    "overflow": record(
        {**TYPE, "options": items(option(plain(75), url=True), 5)}, {"action_id": ID, "confirm": CONFIRM}
    ),
    "radio_buttons": both(
        record({**TYPE, "options": items(RICH_OPTION, 10)}, {**COMMON, "initial_option": RICH_OPTION}),
        offered("initial_option", many=False),
    ),
    "checkboxes": both(
        record(
            {**TYPE, "options": items(RICH_OPTION, 10)}, {**COMMON, "initial_options": items(RICH_OPTION, 10)}
        ),
        offered("initial_options", many=True),
    ),
    "static_select": _static("initial_option", PLAIN_OPTION, many=False),
    "multi_static_select": _static("initial_options", items(PLAIN_OPTION, 100), many=True),
    "external_select": record(TYPE, {**PLACED, **LATER, "initial_option": PLAIN_OPTION}),
    "multi_external_select": record(TYPE, {**PLACED, **LATER, "initial_options": items(PLAIN_OPTION, 100)}),
    "users_select": _picker("initial_user", many=False),
    "multi_users_select": _picker("initial_users", many=True),
    "channels_select": _picker("initial_channel", many=False, extra=IN_MODAL),
    "multi_channels_select": _picker("initial_channels", many=True),
    "conversations_select": _picker(
        "initial_conversation", many=False, extra={**CONVERSATION_EXTRAS, **IN_MODAL}
    ),
    "multi_conversations_select": _picker("initial_conversations", many=True, extra=CONVERSATION_EXTRAS),
    "datepicker": record(TYPE, {**PLACED, "initial_date": string(10)}),
    "timepicker": record(TYPE, {**PLACED, "initial_time": string(5), "timezone": string(100)}),
    "datetimepicker": record(TYPE, {**COMMON, "initial_date_time": number(0, 9_999_999_999)}),
    "plain_text_input": record(
        TYPE,
        {
            **TYPED,
            "initial_value": string(3000, 0),
            "multiline": flag,
            "min_length": number(0, 3000),
            "max_length": number(1, 3000),
        },
    ),
    "email_text_input": record(TYPE, {**TYPED, "initial_value": string(3000, 0)}),
    "url_text_input": record(TYPE, {**TYPED, "initial_value": string(3000, 0)}),
    "number_input": record(
        {**TYPE, "is_decimal_allowed": flag},
        {**TYPED, "initial_value": string(100), "min_value": string(100), "max_value": string(100)},
    ),
    "rich_text_input": record(TYPE, {**TYPED, "initial_value": anything}),
    "file_input": record(TYPE, {"action_id": ID, "filetypes": anything, "max_files": number(1, 10)}),
}

SELECTS = tuple(name for name in ELEMENTS if name.endswith("_select"))
TYPED_INPUTS = ("plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input")
PICKERS = ("datepicker", "timepicker", "datetimepicker", "checkboxes", "radio_buttons")
IN_SECTION = ("image", "button", "workflow_button", "overflow", *SELECTS, *PICKERS)
IN_ACTIONS = ("button", "workflow_button", "overflow", "rich_text_input", *SELECTS, *PICKERS)
IN_INPUT = (*TYPED_INPUTS, "file_input", *SELECTS, *PICKERS)


def elements(names: tuple[str, ...]) -> Rule:
    return by_type({name: ELEMENTS[name] for name in names})
