"""A person fills in a modal, submits it, or closes it.

https://docs.slack.dev/surfaces/modals and .../reference/interaction-payloads/view-interactions-payload
"""

from dataclasses import dataclass, replace
from typing import Any

from sandbox.slack_deliveries import Deliveries
from sandbox.slack_modals import Modals, OpenView, fits
from sandbox.slack_payloads import block_suggestion, view_closed, view_submission
from sandbox.slack_presses import Presses, Wanted, find
from sandbox.slack_reactions import check_suggestions, missing, read_errors, read_reaction
from sandbox.slack_refusals import Refusals, Whereabouts
from sandbox.slack_sight import label_of
from sandbox.slack_socket import Answer
from sandbox.slack_tickets import Replies, Trigger, Triggers
from sandbox.slack_told import Place
from sandbox.slack_values import HOLDERS, holders, holding, is_empty, option_named
from sandbox.slack_views import read_view
from sandbox.slack_workspace import Message, Person, Refused, Workspace

TROUBLE = "We had some trouble connecting. Try again?"


@dataclass(frozen=True)
class Forms:
    workspace: Workspace
    modals: Modals
    triggers: Triggers
    replies: Replies
    deliveries: Deliveries
    presses: Presses
    refusals: Refusals

    def top(self, person: Person) -> OpenView:
        """Raises LookupError when no modal is open."""
        stack = self.modals.stack(person.id)
        if not stack:
            raise LookupError(f"No modal is open before {person.real_name}.")
        return stack[-1]

    async def fill(
        self, person: Person, shown: OpenView, name: str, wanted: Any, *, quietly: bool = False
    ) -> None:
        """By label, block_id or action_id. An element that dispatches tells the app at once, unless `quietly`.

        Raises LookupError for an unknown field or option, ValueError for a text that does not fit.
        """
        block, element = _field(shown, name)
        if element["type"] == "external_select" and isinstance(wanted, str) and wanted:
            value: Any = await self._offered(person, shown, element["action_id"], wanted)
        else:
            value = self._chosen(person, element, wanted)
        if not quietly and (block["type"] != "input" or block.get("dispatch_action")):
            meant = Wanted(element["action_id"], value=value, block_id=block["block_id"])
            await self.presses.in_view(person, shown, meant)
            return
        shown.values[block["block_id"], element["action_id"]] = holding(element, value)
        shown.n = self.workspace.tick()

    async def suggest(
        self,
        person: Person,
        place: OpenView | Message,
        action_id: str,
        typed: str,
        block_id: str | None = None,
    ) -> Answer:
        """Asks the app what an external select offers for what was typed; what Slack refuses is no offer."""
        found = find(place.blocks, Wanted(action_id, block_id=block_id)).block_id
        payload = block_suggestion(self.workspace.team, person, place, found, action_id, typed)
        answer = await self.deliveries.interaction(payload)
        try:
            if answer.is_ok:
                check_suggestions(answer.body)
        except Refused as refused:
            where = Whereabouts(place.channel, person.id)
            self.refusals.note("block_suggestion answer", refused, {}, where)
            return replace(answer, body="{}")
        return answer

    async def submit(self, person: Person) -> dict[str, Any]:
        """{"closed": bool, "errors": {label: sentence}, "trouble": sentence or None, "n"}."""
        before, shown = self.workspace.n, self.top(person)
        empty = missing(shown)
        if empty:
            self.modals.refuse(shown, empty)
            return self._outcome(person, shown, before)
        payload = view_submission(
            self.workspace.team,
            person,
            shown,
            trigger_id=self.triggers.issue(person.id, shown.channel, shown.id),
            response_urls=self._response_urls(person, shown),
        )
        answer = await self.deliveries.interaction(payload)
        try:
            self._follow(shown, answer)
        except Refused as refused:
            self._note(shown, refused, answer)
            self.workspace.tell(person.id, TROUBLE, Place(view=shown.id))
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
            await self.deliveries.interaction(
                view_closed(self.workspace.team, person, shown, is_cleared=everything)
            )

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
        reaction = read_reaction(answer.body)
        kind = reaction.get("response_action")
        if kind == "errors":
            self.modals.refuse(shown, read_errors(shown, reaction.get("errors")))
        elif kind == "update":
            self.modals.change(shown, read_view(reaction.get("view"), "modal"))
        elif kind == "push":
            pushed = Trigger(shown.user, shown.channel, shown.id, self.workspace.now())
            self.modals.push(pushed, read_view(reaction.get("view"), "modal"))
        elif kind == "clear":
            self.modals.clear(shown.user)
        else:
            raise Refused("invalid_arguments")

    def _note(self, shown: OpenView, refused: Refused, answer: Answer) -> None:
        try:
            said = read_reaction(answer.body)
        except Refused:
            said = {}
        place = Whereabouts(shown.channel, shown.user)
        self.refusals.note("view_submission answer", refused, said, place)

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
        offered = read_reaction(answer.body) if answer.is_ok else {}
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
