"""A person types /mip: the app has three seconds to answer.

https://docs.slack.dev/interactivity/implementing-slash-commands
"""

from dataclasses import dataclass
from typing import Any

from sandbox.slack_api import note_broken_rule
from sandbox.slack_deliveries import Deliveries
from sandbox.slack_payloads import slash_command
from sandbox.slack_replies import ReplyDesk, read_answer
from sandbox.slack_socket import Answer
from sandbox.slack_tickets import Replies, Triggers
from sandbox.slack_workspace import Channel, Person, Refused, Workspace


@dataclass(frozen=True)
class Commands:
    workspace: Workspace
    triggers: Triggers
    replies: Replies
    desk: ReplyDesk
    deliveries: Deliveries

    async def type(self, person: Person, channel: Channel, text: str) -> dict[str, Any]:
        """{"status", "body", "problem", "n"}: `n` is the number of the last change before the command."""
        before = self.workspace.n
        fields = slash_command(
            person,
            channel,
            text,
            trigger_id=self.triggers.issue(person.id, channel.id),
            response_url=self.replies.issue("commands", person.id, channel.id),
        )
        answer = await self.deliveries.command(fields)
        self._show(person, channel, answer)
        return {**answer.as_json(), "n": before}

    def _show(self, person: Person, channel: Channel, answer: Answer) -> None:
        if answer.problem == "operation_timeout":
            told = "/mip failed with the error operation_timeout: operation timed out"
            self.workspace.tell(person.id, told)
        elif not answer.is_ok:
            why = answer.problem or f"http status {answer.status}"
            self.workspace.tell(person.id, f"/mip failed with the error dispatch_failed ({why})")
        else:
            self._show_body(person, channel, answer)

    def _show_body(self, person: Person, channel: Channel, answer: Answer) -> None:
        try:
            payload = read_answer(answer.body, answer.content_type)
            if payload:
                self.desk.say(person.id, channel.id, payload)
        except Refused as refused:
            note_broken_rule(self.workspace, "command answer", refused)
            self.workspace.tell(
                person.id, f"/mip failed with the error invalid_command_response: {refused.error}"
            )
