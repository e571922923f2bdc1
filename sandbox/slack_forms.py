"""A person fills in a modal, submits it, or closes it.

https://docs.slack.dev/surfaces/modals and .../reference/interaction-payloads/view-interactions-payload
"""

import json
from dataclasses import dataclass
from typing import Any

from sandbox.slack_api import note_broken_rule
from sandbox.slack_deliveries import Deliveries
from sandbox.slack_modals import Modals, OpenView, fits
from sandbox.slack_payloads import block_suggestion, view_closed, view_submission
from sandbox.slack_presses import Presses, Wanted, find
from sandbox.slack_sight import label_of
from sandbox.slack_socket import Answer
from sandbox.slack_tickets import Replies, Trigger, Triggers
from sandbox.slack_values import HOLDERS, holders, holding, is_empty, option_named
from sandbox.slack_views import read_view
from sandbox.slack_workspace import Person, Refused, Workspace

TROUBLE = "We had some trouble connecting. Try again?"
REQUIRED = "Please complete this required field."


@dataclass(frozen=True)
class Forms:
    workspace: Workspace
    modals: Modals
    triggers: Triggers
    replies: Replies
    deliveries: Deliveries
    presses: Presses

    def top(self, person: Person) -> OpenView:
        """Raises LookupError when no modal is open."""
        stack = self.modals.stack(person.id)
        if not stack:
            raise LookupError(f"No modal is open before {person.real_name}.")
        return stack[-1]

    async def fill(self, person: Person, name: str, wanted: Any) -> None:
        """By label, block_id or action_id. An element that dispatches tells the app at once.

        Raises LookupError for an unknown field or option, ValueError for a text that does not fit.
        """
        shown = self.top(person)
        block, element = _field(shown, name)
        if element["type"] == "external_select" and wanted:
            value: Any = await self._offered(person, shown, element["action_id"], wanted)
        else:
            value = self._chosen(person, element, wanted)
        if block["type"] != "input" or block.get("dispatch_action"):
            await self.presses.in_view(person, shown, Wanted(element["action_id"], value=value))
            return
        shown.values[block["block_id"], element["action_id"]] = holding(element, value)
        shown.n = self.workspace.tick()

    async def suggest(self, person: Person, shown: OpenView, action_id: str, typed: str) -> Answer:
        """Asks the app what an external select offers for what was typed."""
        block_id = find(shown.blocks, Wanted(action_id)).block_id
        payload = block_suggestion(person, shown, block_id, action_id, typed)
        return await self.deliveries.interaction(payload)

    async def submit(self, person: Person) -> dict[str, Any]:
        """{"closed": bool, "errors": {label: sentence}, "trouble": sentence or None, "n"}."""
        before, shown = self.workspace.n, self.top(person)
        missing = _missing(shown)
        if missing:
            self.modals.refuse(shown, missing)
            return self._outcome(person, shown, before)
        payload = view_submission(
            person,
            shown,
            trigger_id=self.triggers.issue(person.id, shown.channel, shown.id),
            response_urls=self._response_urls(person, shown),
        )
        answer = await self.deliveries.interaction(payload)
        try:
            self._follow(shown, answer)
        except Refused as refused:
            note_broken_rule(self.workspace, "view_submission answer", refused)
            self.workspace.tell(person.id, TROUBLE)
            return {**self._outcome(person, shown, before), "trouble": TROUBLE, "status": answer.status}
        return {**self._outcome(person, shown, before), "status": answer.status}

    async def close(self, person: Person, *, everything: bool = False) -> None:
        """Cancel closes the view on top; the X (`everything`) the whole stack."""
        stack = self.modals.stack(person.id)
        if not stack:
            return
        everything = everything or bool(stack[-1].view.get("clear_on_close"))
        shown = stack[0] if everything else stack[-1]
        if everything:
            self.modals.clear(person.id)
        else:
            self.modals.drop(shown)
        if shown.view.get("notify_on_close"):
            await self.deliveries.interaction(view_closed(person, shown, is_cleared=everything))

    def _outcome(self, person: Person, shown: OpenView, before: int) -> dict[str, Any]:
        labels = {block["block_id"]: label_of(block, element) for block, element in holders(shown.blocks)}
        errors = {labels.get(name, name): sentence for name, sentence in shown.errors.items()}
        is_open = shown in self.modals.stack(person.id)
        return {"closed": not is_open, "errors": errors, "trouble": None, "n": before}

    def _follow(self, shown: OpenView, answer: Answer) -> None:
        """Does what the app answered. Raises Refused for anything that Slack does not understand."""
        if not answer.is_ok:
            raise Refused("no_answer")
        if not answer.body.strip():
            if shown in self.modals.stack(shown.user):
                self.modals.drop(shown)
            return
        reaction = _reaction(answer.body)
        kind = reaction.get("response_action")
        if kind == "errors":
            self.modals.refuse(shown, _errors(shown, reaction.get("errors")))
        elif kind == "update":
            self.modals.change(shown, read_view(reaction.get("view"), "modal"))
        elif kind == "push":
            pushed = Trigger(shown.user, shown.channel, shown.id, self.workspace.now())
            self.modals.push(pushed, read_view(reaction.get("view"), "modal"))
        elif kind == "clear":
            self.modals.clear(shown.user)
        else:
            raise Refused("invalid_arguments")

    def _response_urls(self, person: Person, shown: OpenView) -> list[dict[str, str]]:
        """For pickers with response_url_enabled: the way to answer in the chosen channel."""
        found = []
        for block, element in holders(shown.blocks):
            value = shown.values[block["block_id"], element["action_id"]]
            if element.get("response_url_enabled") and not is_empty(value):
                channel = value[HOLDERS[value["type"]][0]]
                place = {"block_id": block["block_id"], "action_id": element["action_id"]}
                url = self.replies.issue("app", person.id, channel)
                found.append({**place, "channel_id": channel, "response_url": url})
        return found

    async def _offered(self, person: Person, shown: OpenView, action_id: str, typed: str) -> dict[str, Any]:
        answer = await self.suggest(person, shown, action_id, typed)
        offered = _reaction(answer.body) if answer.is_ok else {}
        return option_named(offered, typed)

    def _chosen(self, person: Person, element: dict[str, Any], wanted: Any) -> Any:
        """A channel named by #name and a person named by @name become ids, if the picker offers them."""
        if element["type"] in {"conversations_select", "channels_select"} and wanted:
            channel = self.workspace.channel(wanted)
            is_offered = fits(channel.kind, element, is_shared=channel.is_shared) and not channel.is_archived
            if not (is_offered and self.workspace.may_see(person, channel)):
                raise LookupError(f"The picker does not offer {wanted}.")
            return channel.id
        if element["type"] == "users_select" and wanted:
            return self.workspace.person(wanted).id
        if element["type"] == "multi_users_select":
            return [self.workspace.person(each).id for each in wanted or []]
        return wanted


def _field(shown: OpenView, name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    for block, element in holders(shown.blocks):
        if name in (label_of(block, element), block["block_id"], element["action_id"]):
            return block, element
    there = ", ".join(label_of(block, element) for block, element in holders(shown.blocks))
    raise LookupError(f"There is no field {name!r}. There are: {there}")


def _missing(shown: OpenView) -> dict[str, str]:
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


def _reaction(body: str) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except ValueError:
        raise Refused("invalid_payload") from None
    if not isinstance(value, dict):
        raise Refused("invalid_payload")
    return value


def _errors(shown: OpenView, errors: Any) -> dict[str, str]:
    """Only input blocks can carry an error."""
    inputs = {block["block_id"] for block in shown.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not inputs.issuperset(errors):
        told = f"[ERROR] errors must name input blocks of the view, not {errors}"
        raise Refused("invalid_arguments", response_metadata={"messages": [told]})
    return errors
