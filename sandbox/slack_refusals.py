"""What the app sent and Slack would have refused, with the blocks at fault: for the app's author to see."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.slack_modals import Modals
from sandbox.slack_tickets import Triggers
from sandbox.slack_told import Refusal
from sandbox.slack_workspace import Refused, Workspace

# Refusals that mean the app sent something which Slack's documentation forbids.
BROKEN_RULES = frozenset(
    {
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_arguments",
        "invalid_metadata_format",
        "view_too_large",
        "msg_too_long",
        "msg_blocks_too_long",
        "no_text",
        "invalid_payload",
    }
)
POINTER = re.compile(r"\[json-pointer:(?P<whole>(?:/view)?/blocks/(?P<index>\d+)[^\]]*)\]")


@dataclass(frozen=True)
class Whereabouts:
    """For whom the refused thing was meant, as far as that is known."""

    channel: str | None = None
    user: str | None = None


@dataclass(frozen=True)
class Refusals:
    workspace: Workspace
    modals: Modals
    triggers: Triggers

    def note(
        self, method: str, refused: Refused, payload: Mapping[str, Any], place: Whereabouts | None = None
    ) -> None:
        """`payload` is what was refused: the arguments of a call, a message, or an answer with a view."""
        if refused.error not in BROKEN_RULES:
            return
        messages = refused.extra.get("response_metadata", {}).get("messages", [])
        found = place or self._place(payload)
        self.workspace.refusals.append(
            Refusal(
                self.workspace.tick(),
                self.workspace.next_ts(),
                method,
                refused.error,
                messages,
                list(blocks_at_fault(messages, payload)),
                found.channel,
                found.user,
            )
        )

    def _place(self, payload: Mapping[str, Any]) -> Whereabouts:
        """From the arguments of a call."""
        trigger = self.triggers.whose(payload.get("trigger_id"))
        if trigger is not None:
            return Whereabouts(trigger.channel, trigger.user)
        try:
            shown = self.modals.find(view_id=payload.get("view_id"), external_id=payload.get("external_id"))
        except Refused:
            return Whereabouts(self._channel(payload), self._user(payload))
        return Whereabouts(shown.channel, shown.user)

    def _channel(self, payload: Mapping[str, Any]) -> str | None:
        try:
            return self.workspace.channel(str(payload.get("channel") or payload.get("channel_id"))).id
        except Refused:
            return None

    def _user(self, payload: Mapping[str, Any]) -> str | None:
        try:
            return self.workspace.person(str(payload.get("user") or payload.get("user_id"))).id
        except Refused:
            return None


def blocks_at_fault(messages: Iterable[str], payload: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Each block that a message points into, once, with the first of the pointers: {"pointer", "block", "named"}."""
    seen = set()
    for found in (match for message in messages for match in POINTER.finditer(message)):
        index = int(found["index"])
        blocks = _blocks(payload)
        if index not in seen and index < len(blocks):
            seen.add(index)
            yield {"pointer": found["whole"], "block": blocks[index], "named": _name(blocks[index], index)}


def _blocks(payload: Mapping[str, Any]) -> list[Any]:
    view = payload.get("view")
    blocks = view.get("blocks") if isinstance(view, dict) else payload.get("blocks")
    return blocks if isinstance(blocks, list) else []


def _name(block: Any, index: int) -> str:
    """By its id if it has one, else by its place, counted from 1 as people do."""
    kind = block.get("type") if isinstance(block, dict) else None
    identity = block.get("block_id") if isinstance(block, dict) else None
    called = f'"{identity}"' if identity else f"number {index + 1}"
    return f"{kind or 'unknown'} block {called}"
