"""A person presses a button, or chooses from a menu, in a message, a modal or an App Home.

https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
"""

from dataclasses import dataclass
from typing import Any

from sandbox.slack_blocks import elements_of
from sandbox.slack_deliveries import Deliveries
from sandbox.slack_modals import Modals, OpenView
from sandbox.slack_payloads import action, message_actions, view_actions
from sandbox.slack_socket import Answer
from sandbox.slack_tickets import Replies, Triggers
from sandbox.slack_told import Place
from sandbox.slack_values import HOLDERS, holding, option_named
from sandbox.slack_workspace import Message, Person, Workspace


@dataclass(frozen=True)
class Wanted:
    """Which element is meant: by action_id (and block_id) or by its visible text, and what is chosen in it."""

    action_id: str | None = None
    text: str | None = None
    value: Any = None
    block_id: str | None = None


@dataclass(frozen=True)
class Found:
    block_id: str
    element: dict[str, Any]
    held: dict[str, Any]


@dataclass(frozen=True)
class Presses:
    workspace: Workspace
    modals: Modals
    triggers: Triggers
    replies: Replies
    deliveries: Deliveries

    async def in_message(self, person: Person, message: Message, wanted: Wanted) -> dict[str, Any]:
        """Raises LookupError when the message has no such element."""
        before, found = self.workspace.n, find(message.blocks, wanted)
        channel = self.workspace.channels[message.channel]
        payload = message_actions(
            self.workspace.team,
            person,
            channel,
            message,
            trigger_id=self.triggers.issue(person.id, channel.id),
            response_url=self.replies.issue("actions", person.id, channel.id, message.ts),
        )
        place = Place(channel=channel.id, block_id=found.block_id)
        return await self._send(person, payload, found, before, place)

    async def in_view(self, person: Person, shown: OpenView, wanted: Wanted) -> dict[str, Any]:
        """Raises LookupError when the view has no such element, ValueError for a text that is too long."""
        before, found = self.workspace.n, find(shown.blocks, wanted)
        if found.element["type"] in HOLDERS:
            shown.values[found.block_id, found.element["action_id"]] = found.held
            shown.n = self.workspace.tick()
        trigger = self.triggers.issue(person.id, shown.channel, shown.id)
        payload = view_actions(self.workspace.team, person, shown, trigger_id=trigger)
        place = Place(view=shown.id, block_id=found.block_id)
        return await self._send(person, payload, found, before, place)

    async def _send(
        self, person: Person, payload: dict[str, Any], found: Found, before: int, place: Place
    ) -> dict[str, Any]:
        acted = action(found.block_id, found.element, found.held, f"{self.workspace.now():.6f}")
        answer = await self.deliveries.interaction({**payload, "actions": [acted]})
        self._tell_of_trouble(person, answer, place)
        chosen = found.held.get("selected_option") or found.element
        return {**answer.as_json(), "url": chosen.get("url"), "n": before}

    def _tell_of_trouble(self, person: Person, answer: Answer, place: Place) -> None:
        """Slack shows a small warning beside the element."""
        app = self.workspace.people[self.workspace.team.bot_user].real_name
        if answer.status == 0:
            told = f"{app} did not respond: operation timed out ({answer.problem})"
            self.workspace.tell(person.id, told, place)
        elif not answer.is_ok:
            told = f"{app} responded with an error (status code {answer.status})"
            self.workspace.tell(person.id, told, place)


def find(blocks: list[dict[str, Any]], wanted: Wanted) -> Found:
    """Raises LookupError, naming the buttons there are."""
    for block in blocks:
        if wanted.block_id not in {None, block["block_id"]}:
            continue
        for element in elements_of(block):
            held = _held(element, wanted)
            if held is not None and wanted.action_id in {None, element["action_id"]}:
                return Found(block["block_id"], element, held)
    there = [_name(element) for block in blocks for element in elements_of(block)]
    raise LookupError(f"There is no {wanted.text or wanted.action_id!r} here. There are: {', '.join(there)}")


def _held(element: dict[str, Any], wanted: Wanted) -> dict[str, Any] | None:
    """What the person holds after acting; None when this is not the element that is meant."""
    if element["type"] == "button":
        is_named = wanted.text in {None, element["text"]["text"]}
        return {} if is_named and wanted.value in (None, element.get("value")) else None
    if element["type"] in HOLDERS and wanted.action_id == element["action_id"]:
        return holding(element, wanted.text if wanted.value is None else wanted.value)
    if element["type"] in {"overflow", "static_select", "radio_buttons"}:
        try:
            return {"selected_option": option_named(element, wanted.value or wanted.text)}
        except LookupError:
            return None
    return None


def _name(element: dict[str, Any]) -> str:
    if element["type"] == "button":
        return str(element["text"]["text"])
    return f"{element['action_id']} ({element['type']})"
