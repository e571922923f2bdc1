"""The modals that lie open before each person, and their App Homes.

https://docs.slack.dev/surfaces/modals
"""

import secrets
from dataclasses import dataclass, field
from typing import Any

from sandbox.slack_tickets import Trigger
from sandbox.slack_values import Values, first_values, kept_values
from sandbox.slack_workspace import Refused, Workspace

STACK = 3


@dataclass
class OpenView:
    """`errors` are the sentences under fields, by block_id; `n` is the number of the last change."""

    id: str
    user: str
    channel: str | None
    view: dict[str, Any]
    values: Values
    hash: str
    n: int
    root_id: str
    previous_id: str | None = None
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def blocks(self) -> list[dict[str, Any]]:
        blocks: list[dict[str, Any]] = self.view["blocks"]
        return blocks


class Modals:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._stacks: dict[str, list[OpenView]] = {}
        self._homes: dict[str, OpenView] = {}

    def stack(self, user: str) -> list[OpenView]:
        return self._stacks.setdefault(user, [])

    def home(self, user: str) -> OpenView | None:
        return self._homes.get(user)

    def open(self, trigger: Trigger, view: dict[str, Any]) -> OpenView:
        """A new root: what was open before is gone."""
        made = self._made(trigger.user, trigger.channel, view)
        self._stacks[trigger.user] = [made]
        return made

    def push(self, trigger: Trigger, view: dict[str, Any]) -> OpenView:
        """Raises Refused: push_limit_reached beyond three, not_found when nothing is open to push upon."""
        stack = self.stack(trigger.user)
        if not stack:
            raise Refused("not_found")
        if len(stack) >= STACK:
            raise Refused("push_limit_reached")
        made = self._made(trigger.user, stack[-1].channel, view)
        made.root_id, made.previous_id = stack[0].id, stack[-1].id
        stack.append(made)
        return made

    def has(self, view_id: str) -> bool:
        return any(each.id == view_id for each in self._open())

    def find(self, *, view_id: str | None = None, external_id: str | None = None) -> OpenView:
        """Raises Refused("not_found"), also for a modal that its person has closed meanwhile."""
        for each in self._open():
            if view_id == each.id or (external_id and external_id == each.view.get("external_id")):
                return each
        raise Refused("not_found")

    def _open(self) -> list[OpenView]:
        return [*self._homes.values(), *(each for stack in self._stacks.values() for each in stack)]

    def change(self, shown: OpenView, view: dict[str, Any], expected: str | None = None) -> None:
        """Raises Refused("hash_conflict") when the view is no longer the one that the app has seen."""
        if expected and expected != shown.hash:
            raise Refused("hash_conflict")
        named = self._named(view)
        shown.values = kept_values(shown.values, named["blocks"], self._here(shown.channel))
        shown.view, shown.errors = named, {}
        shown.hash, shown.n = self._hash(), self._workspace.tick()

    def publish(self, user: str, view: dict[str, Any], expected: str | None) -> OpenView:
        shown = self._homes.get(user)
        if shown is None:
            self._homes[user] = self._made(user, None, view)
        else:
            self.change(shown, view, expected)
        return self._homes[user]

    def drop(self, shown: OpenView) -> None:
        """Closes the top one; the one below is seen again."""
        self.stack(shown.user).remove(shown)
        self._workspace.tick()

    def clear(self, user: str) -> None:
        self._stacks[user] = []
        self._workspace.tick()

    def refuse(self, shown: OpenView, errors: dict[str, str]) -> None:
        shown.errors = errors
        shown.n = self._workspace.tick()

    def _made(self, user: str, channel: str | None, view: dict[str, Any]) -> OpenView:
        if view.get("external_id"):
            self._refuse_twice(view["external_id"])
        named = self._named(view)
        values = first_values(named["blocks"], self._here(channel))
        identity = self._workspace.next_id("V")
        return OpenView(
            identity, user, channel, named, values, self._hash(), self._workspace.tick(), root_id=identity
        )

    def _refuse_twice(self, external_id: str) -> None:
        try:
            self.find(external_id=external_id)
        except Refused:
            return
        raise Refused("duplicate_external_id")

    def _named(self, view: dict[str, Any]) -> dict[str, Any]:
        return {**view, "blocks": self._workspace.with_ids(view["blocks"])}

    def _hash(self) -> str:
        return f"{int(self._workspace.now())}.{secrets.token_hex(4)}"

    def _here(self, current: str | None) -> Any:
        def here(element: dict[str, Any]) -> str | None:
            if current is None or current not in self._workspace.channels:
                return None
            channel = self._workspace.channels[current]
            return current if fits(channel.kind, element, is_shared=channel.is_shared) else None

        return here


def fits(kind: str, element: dict[str, Any], *, is_shared: bool) -> bool:
    """Whether the filter of a conversations_select lets a channel of this kind through."""
    wanted = element.get("filter") or {}
    if is_shared and wanted.get("exclude_external_shared_channels"):
        return False
    return kind in wanted.get("include", ["public", "private", "im", "mpim"])
