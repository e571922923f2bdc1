"""What stops a form: an empty field, by Slack itself, or what the app answers to the submission: pure.

https://docs.slack.dev/surfaces/modals#response_actions
"""

import json
from typing import Any

from sandbox.slack_elements import OPTION_GROUP, PLAIN_OPTION
from sandbox.slack_modals import OpenView
from sandbox.slack_rules import both, exactly_one, items, record
from sandbox.slack_values import holders, is_empty
from sandbox.slack_workspace import Refused

REQUIRED = "Please complete this required field."
# https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload
OFFERED = both(
    record({}, {"options": items(PLAIN_OPTION, 100, 0), "option_groups": items(OPTION_GROUP, 100, 0)}),
    exactly_one("options", "option_groups"),
)


def missing(shown: OpenView) -> dict[str, str]:
    """Slack itself refuses to send a form in which a required field is empty, or a text too short."""
    found = {}
    for block, element in holders(shown.blocks):
        value = shown.values[block["block_id"], element["action_id"]]
        if block["type"] != "input":
            continue
        if is_empty(value):
            if not block.get("optional"):
                found[block["block_id"]] = REQUIRED
        elif len(str(value.get("value") or "")) < element.get("min_length", 0):
            found[block["block_id"]] = f"Please enter at least {element['min_length']} characters."
    return found


def read_reaction(body: str) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except ValueError:
        raise Refused("invalid_payload") from None
    if not isinstance(value, dict):
        raise Refused("invalid_payload")
    return value


def read_errors(shown: OpenView, errors: Any) -> dict[str, str]:
    """Only input blocks can carry an error."""
    inputs = {block["block_id"] for block in shown.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not inputs.issuperset(errors):
        told = f"[ERROR] errors must name input blocks of the view, not {errors}"
        raise Refused("invalid_arguments", response_metadata={"messages": [told]})
    return errors


def check_suggestions(body: str) -> None:
    """Raises Refused for what Slack would not offer in a menu."""
    found = list(OFFERED(read_reaction(body), ""))
    if found:
        raise Refused("invalid_arguments", response_metadata={"messages": found})
