"""The pieces that blocks are made of, in few words."""

from typing import Any


def words(text: str, *, emoji: bool = True) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": emoji}


def marked(text: str, *, verbatim: bool = True) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text, "verbatim": verbatim}


def option(text: str, value: str = "", description: str = "") -> dict[str, Any]:
    more = {"description": words(description)} if description else {}
    return {"text": words(text), "value": value or text.lower(), **more}


def field(label: str, element: dict[str, Any], **more: Any) -> dict[str, Any]:
    name = element["type"]
    return {
        "type": "input",
        "block_id": name,
        "label": words(label),
        "element": {"action_id": name, **element},
        **more,
    }


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "block_id": "b", "elements": [{"action_id": "a", **each} for each in elements]}


def button(text: str = "Scan now", **more: Any) -> dict[str, Any]:
    return {"type": "button", "text": words(text), "value": "v", **more}


CONFIRM: dict[str, Any] = {
    "title": words("Apply what was found?"),
    "text": words("Labels that were not found will count as removed."),
    "confirm": words("Apply"),
    "deny": words("Cancel"),
    "style": "danger",
}
ONE, TWO, THREE = option("One"), option("Two", description="The second"), option("Three")
OPTIONS: dict[str, Any] = {"options": [ONE, TWO, THREE]}
GROUPS: dict[str, Any] = {
    "option_groups": [
        {"label": words("First"), "options": [ONE]},
        {"label": words("Rest"), "options": [TWO, THREE]},
    ]
}
BUTTONS: list[dict[str, Any]] = [
    {"type": "button", "action_id": "plain", "text": words("Scan now"), "value": "v1"},
    {"type": "button", "action_id": "go", "text": words("Activate"), "style": "primary", "value": "v2"},
    {
        "type": "button",
        "action_id": "apply",
        "text": words("Apply"),
        "style": "danger",
        "value": "v3",
        "confirm": CONFIRM,
        "accessibility_label": "Apply: Contoso",
    },
    {
        "type": "button",
        "action_id": "open",
        "text": words("Continue to Microsoft"),
        "style": "primary",
        "url": "https://login.example.com/",
    },
    {"type": "workflow_button", "action_id": "flow", "text": words("Run a workflow"), "workflow": {}},
    {
        "type": "overflow",
        "action_id": "more",
        "options": [option("Edit"), {**option("Help"), "url": "https://help.example.com/"}],
    },
]
