"""The checks that all message tests lean on: each of them can say no."""

from typing import Any

import pytest

from mip.ports import Message
from tests.blocks import check_message, check_view
from tests.unit.views.strategies import an_account
from views import edit_account

TEXT = {"type": "mrkdwn", "text": "fine", "verbatim": True}
SECTION = {"type": "section", "text": TEXT}
BUTTON = {
    "type": "button",
    "action_id": "edit",
    "value": "a:1",
    "text": {"type": "plain_text", "text": "Edit", "emoji": False},
}


def test_a_good_message_passes() -> None:
    check_message(Message("fine", (SECTION, {"type": "actions", "elements": [BUTTON]})))


@pytest.mark.parametrize(
    "message",
    [
        Message("", (SECTION,)),
        Message("x" * 4001, (SECTION,)),
        Message("<!channel>", (SECTION,)),
        Message("a & b", (SECTION,)),
        Message("fine"),
        Message("fine", (SECTION,) * 51),
        Message("fine", ({**SECTION, "block_id": "b"},) * 2),
        Message("fine", ({"type": "section", "text": {**TEXT, "text": "x" * 3000}},) * 4),
        Message("fine", ({"type": "section", "text": {**TEXT, "text": "x" * 3001}},)),
        Message("fine", ({"type": "section", "text": {**TEXT, "text": "<https://evil.example|x>"}},)),
        Message("fine", ({"type": "section", "text": {**TEXT, "text": " "}},)),
        Message("fine", ({"type": "section", "text": {"type": "mrkdwn", "text": "links"}},)),
        Message("fine", ({"type": "section", "text": {"type": "plain_text", "text": ":boom:"}},)),
        Message("fine", ({"type": "video"},)),
        Message("fine", ({"type": "actions", "elements": [BUTTON, BUTTON]},)),
        Message("fine", ({"type": "actions", "elements": [{**BUTTON, "value": "a b"}]},)),
        Message("fine", ({"type": "actions", "elements": [{**BUTTON, "style": "pretty"}]},)),
    ],
)
def test_a_bad_message_does_not(message: Message) -> None:
    with pytest.raises(Exception):  # noqa: B017, PT011 - three judges, each with errors of its own
        check_message(message)


def broken(**changes: Any) -> dict[str, Any]:
    return {**edit_account.build(an_account()), **changes}


@pytest.mark.parametrize(
    "view",
    [
        broken(submit=None),
        broken(type="home"),
        broken(blocks=[]),
        broken(blocks=[SECTION] * 101),
        broken(private_metadata="a secret"),
        broken(title={"type": "plain_text", "text": "x" * 25, "emoji": False}),
        broken(blocks=edit_account.build(an_account())["blocks"] * 2),
    ],
)
def test_a_bad_modal_does_not(view: dict[str, Any]) -> None:
    with pytest.raises(Exception):  # noqa: B017, PT011 - three judges, each with errors of its own
        check_view(view)
