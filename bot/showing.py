"""Carries out what a story answered: the one place where an answer becomes a call to Slack or an acknowledgement.

Every listener ends with its acknowledgement. What a story had to do is committed by then, and nothing that could
fail runs after it, so Bolt cannot lose it.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

from handlers.answers import Answer, Close, Done, Offer, Open, Redraw, Replace, Say, Swap, Wrong
from mip.ports import Message, Slack, SlackRefused, SlackUnclear, View, Workspaces
from views import notice
from views.interaction import Asking, OpenForm, Press, Submission, Typed
from views.origin import drawn_in

# What is left of Slack's three seconds when a story's own time is over.
SORRY_SECONDS = 0.5
# https://docs.slack.dev/surfaces/modals: push_limit_reached beyond that.
STACKED = 3


class Ack(Protocol):
    async def __call__(self, *args: Any, **kwargs: Any) -> Any: ...


@dataclass(frozen=True)
class Showing:
    workspaces: Workspaces

    def _of(self, asked: Typed | Press) -> Slack:
        return self.workspaces.of(asked.person.workspace)

    async def command(self, typed: Typed, answer: Answer, ack: Ack) -> None:
        """A command is answered in the acknowledgement itself: for the typist's eyes only."""
        match answer:
            case Say(message) | Replace(message):
                await ack(**_ephemeral(message))
            case Open(view) | Redraw(view) | Swap(view):
                await self._of(typed).open_view(typed.trigger, _drawn(typed, view))
                await ack()
            case Done() | Close() | Wrong() | Offer():
                await ack()

    async def asking(self, _asking: Asking, answer: Answer, ack: Ack) -> None:
        await ack(options=list(answer.options) if isinstance(answer, Offer) else [])

    async def press(self, press: Press, answer: Answer, ack: Ack) -> None:
        match answer:
            case Open(view) | Swap(view):
                await self._open(press, view)
            case Redraw(view):
                form = press.form
                if form is not None:
                    await self._of(press).update_view(form.id, form.hash, _drawn(press, view))
            case Say(message):
                await self._say(press, message)
            case Replace(message) if press.is_home:
                await self._say(press, message)
            case Replace(message) if press.form is not None:
                view = notice.showing("MIP bot", message)
                await self._of(press).update_view(press.form.id, press.form.hash, _drawn(press, view))
            case Replace(message):
                await self._of(press).respond(press.response_url, message, replace=True)
            case Done() | Close() | Wrong() | Offer():
                pass
        await ack()

    async def submission(self, submission: Submission, answer: Answer, ack: Ack) -> None:
        match answer:
            case Wrong(fields):
                await ack(response_action="errors", errors=dict(fields))
            case Swap(view) | Open(view) | Redraw(view):
                await ack(response_action="update", view=dict(_drawn(submission, view)))
            case Say(message) | Replace(message):
                view = notice.showing("MIP bot", message)
                await ack(response_action="update", view=dict(_drawn(submission, view)))
            case Close():
                await ack(response_action="clear")
            case Done() | Offer():
                await ack()

    async def command_sorry(self, _typed: Typed, message: Message, ack: Ack) -> None:
        await ack(**_ephemeral(message))

    async def press_sorry(self, press: Press, message: Message, ack: Ack) -> None:
        """Slack may be what failed: then the button stays without words."""
        with suppress(SlackRefused, SlackUnclear, TimeoutError):
            async with asyncio.timeout(SORRY_SECONDS):
                await self._say(press, message)
        await ack()

    async def submission_sorry(self, submission: Submission, message: Message, ack: Ack) -> None:
        view = _drawn(submission, notice.build("Not done", message.text))
        await ack(response_action="update", view=dict(view))

    async def asking_sorry(self, _asking: Asking, _message: Message, ack: Ack) -> None:
        await ack(options=[])

    async def _open(self, press: Press, view: View) -> None:
        """On top of the modal that the button stood in, if it stood in one."""
        if press.form is None:
            await self._of(press).open_view(press.trigger, _drawn(press, view))
        else:
            await self._on_top(press, press.form, view)

    async def _on_top(self, press: Press, form: OpenForm, view: View) -> None:
        """Where no more fit, the topmost gives way: closing what came leads to the one below it, as ever."""
        if form.depth < STACKED:
            await self._of(press).push_view(press.trigger, _drawn(press, view))
        else:
            await self._of(press).update_view(form.id, form.hash, _drawn(press, view))

    async def _say(self, press: Press, message: Message) -> None:
        """A button in a modal or in the Home has no response_url: the words come as a modal on top."""
        if press.is_home:
            await self._open(press, notice.showing("MIP bot", message))
        elif press.form is None:
            await self._of(press).respond(press.response_url, message, replace=False)
        else:
            await self._on_top(press, press.form, notice.showing("MIP bot", message))


def _drawn(asked: Typed | Press | Submission, view: View) -> View:
    return drawn_in(asked.person.workspace, view)


def _ephemeral(message: Message) -> Mapping[str, Any]:
    return {"text": message.text, "blocks": list(message.blocks), "response_type": "ephemeral"}
