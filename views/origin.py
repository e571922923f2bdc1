"""In which workspace something was drawn, written into it: into a modal or a Home, and into what can be pressed in a
message.

Where a whole organisation installed the bot, Slack names no team for what is pressed in a modal, in the Home or in
direct messages, and of a person who is in several workspaces always the same one:
https://github.com/slackapi/bolt-js/issues/1875. Who may do anything in that workspace is asked as ever, so whoever
could write something else there would have won nothing.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from mip.ports import View
from views.payload import Payload, text

_FIELD = "private_metadata"
# A reference (views/reference.py) has a colon before its first bar, and Slack's own ids have none, so neither is ever
# mistaken for a workspace.
_BAR = "|"
_PRESSED = ("elements", "accessory")


def drawn_in(workspace: str, view: View) -> View:
    return {**view, _FIELD: f"{workspace}{_BAR}{view.get(_FIELD) or ''}"}


def posted_in(workspace: str, blocks: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Whatever can be pressed gets an id, which Slack sends along; one that has an id keeps it behind ours."""
    return [_posted(workspace, number, block) for number, block in enumerate(blocks)]


def _posted(workspace: str, number: int, block: Mapping[str, Any]) -> Mapping[str, Any]:
    if block.get("type") == "context" or not any(part in block for part in _PRESSED):
        return block
    return {**block, "block_id": f"{workspace}{_BAR}{block.get('block_id') or number}"}


def workspace_of(view: Payload) -> str:
    """ "" for one that was drawn before there was such a word in it."""
    return _halves(text(view, _FIELD))[0]


def metadata_of(view: Payload) -> str:
    """As whoever drew it wrote it."""
    return _halves(text(view, _FIELD))[1]


def workspace_of_block(block: Payload) -> str:
    return _halves(text(block, "block_id"))[0]


def id_of_block(block: Payload) -> str:
    return _halves(text(block, "block_id"))[1]


def _halves(written: str) -> tuple[str, str]:
    workspace, bar, rest = written.partition(_BAR)
    return (workspace, rest) if bar and ":" not in workspace else ("", written)
