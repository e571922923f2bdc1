"""A person types the slash command: the app has three seconds to answer.

https://docs.slack.dev/interactivity/implementing-slash-commands
"""

from dataclasses import dataclass
from typing import Any

from sandbox.slack_deliveries import Deliveries
from sandbox.slack_payloads import slash_command
from sandbox.slack_refusals import Refusals, Whereabouts
from sandbox.slack_replies import ReplyDesk, read_answer
from sandbox.slack_socket import Answer
from sandbox.slack_tickets import Replies, Triggers
from sandbox.slack_told import Place
from sandbox.slack_workspace import Channel, Person, Refused, Workspace


@dataclass(frozen=True)
class Commands:
    workspace: Workspace
    triggers: Triggers
    replies: Replies
    desk: ReplyDesk
    deliveries: Deliveries
    refusals: Refusals
    name: str

    async def type(self, person: Person, channel: Channel, text: str) -> dict[str, Any]:
        """{"status", "body", "problem", "n"}: `n` is the number of the last change before the command."""
        before = self.workspace.n
        if not self.workspace.team.is_installed:
            self.workspace.tell(person.id, f"{self.name} is not a valid command.", Place(channel=channel.id))
            return {**Answer(0, problem="not_installed").as_json(), "n": before}
        fields = slash_command(
            self.workspace.team,
            person,
            channel,
            self.name,
            text,
            trigger_id=self.triggers.issue(person.id, channel.id),
            response_url=self.replies.issue("commands", person.id, channel.id),
        )
        answer = await self.deliveries.command(fields)
        self._show(person, channel, answer)
        return {**answer.as_json(), "n": before}

    def _show(self, person: Person, channel: Channel, answer: Answer) -> None:
        if answer.status == 0:
            self._tell(person, channel, f"operation_timeout: operation timed out{_cause(answer)}")
        elif not answer.is_ok:
            self._tell(person, channel, f"dispatch_failed (http status {answer.status})")
        else:
            self._show_body(person, channel, answer)

    def _show_body(self, person: Person, channel: Channel, answer: Answer) -> None:
        payload: dict[str, Any] | None = None
        try:
            payload = read_answer(answer.body, answer.content_type)
            if payload:
                self.desk.say(person.id, channel.id, payload)
        except Refused as refused:
            place = Whereabouts(channel.id, person.id)
            self.refusals.note("command answer", refused, payload or {}, place)
            self._tell(person, channel, f"invalid_command_response: {refused.error}")

    def _tell(self, person: Person, channel: Channel, error: str) -> None:
        told = f"{self.name} failed with the error {error}"
        self.workspace.tell(person.id, told, Place(channel=channel.id))


def _cause(answer: Answer) -> str:
    """Nobody listening is told like silence; whoever runs the app wants to know which it was."""
    return "" if answer.problem == "operation_timeout" else f" ({answer.problem})"
