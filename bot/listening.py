"""Between Bolt and the stories: read, run within a budget, show; and whatever goes wrong becomes words.

Services never travel through Bolt's argument names: what it does not know it fills with None.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import structlog

from bot.metrics import Metrics
from bot.patience import within
from bot.showing import Ack, Showing
from handlers.answers import Answer, Offer, Say, Swap, Wrong
from mip.errors import NotAllowed, NotFound, NotInstalled, Rejected, Stale, Trouble
from mip.ports import Message, SlackRefused, SlackUnclear
from storage.away import CommitUnclear, is_away
from views import notice, refusals
from views.interaction import (
    Asking,
    Press,
    Submission,
    Typed,
    read_asking,
    read_command,
    read_press,
    read_submission,
)
from views.reference import Malformed

log = structlog.get_logger(__name__)

# Slack waits 3 s from sending (https://docs.slack.dev/interactivity/handling-user-interaction#acknowledgment_response).
BUDGET_SECONDS = 2.0

Asked = TypeVar("Asked", Typed, Press, Submission, Asking)


@dataclass(frozen=True)
class Kind(Generic[Asked]):
    """One of the four shapes in which Slack asks: how it is read, shown, refused, and apologised to."""

    read: Callable[[Mapping[str, Any]], Asked]
    show: Callable[[Asked, Answer, Ack], Awaitable[None]]
    sorry: Callable[[Asked, Message, Ack], Awaitable[None]]
    words: Callable[[Trouble], Answer]
    unreadable: Answer


def say_trouble(trouble: Trouble) -> Answer:
    return Say(refusals.of(trouble))


def offer_nothing(_trouble: Trouble) -> Answer:
    """A menu has no room for words: where there is trouble, it is empty."""
    return Offer()


def swap_trouble(trouble: Trouble) -> Answer:
    """In a modal: under the fields where it belongs to fields, else in place of the form."""
    match trouble:
        case Rejected(fields=fields):
            return Wrong(fields)
        case NotInstalled():
            return Swap(notice.build("Not installed", refusals.of(trouble).text))
        case NotAllowed(ask=ask):
            return Swap(notice.not_allowed(ask))
        case NotFound():
            return Swap(notice.gone())
        case Stale(overtaken=overtaken):
            return Swap(notice.stale(overtaken))
        case _:
            return Swap(notice.build("Not done", refusals.of(trouble).text))


@dataclass(frozen=True)
class Kinds:
    command: Kind[Typed]
    press: Kind[Press]
    submission: Kind[Submission]
    asking: Kind[Asking]

    @classmethod
    def of(cls, showing: Showing) -> "Kinds":
        return cls(
            Kind(read_command, showing.command, showing.command_sorry, say_trouble, Say(refusals.busy())),
            Kind(read_press, showing.press, showing.press_sorry, say_trouble, Say(refusals.stale())),
            Kind(
                read_submission,
                showing.submission,
                showing.submission_sorry,
                swap_trouble,
                Swap(notice.start_again()),
            ),
            Kind(read_asking, showing.asking, showing.asking_sorry, offer_nothing, Offer()),
        )


@dataclass(frozen=True)
class Listener(Generic[Asked]):
    """What Bolt calls. `name` is the listener's id in the log and the metrics."""

    name: str
    kind: Kind[Asked]
    story: Callable[[Asked], Awaitable[Answer]]
    metrics: Metrics
    chance: Callable[[], str]

    async def listen(self, ack: Ack, body: dict[str, Any]) -> None:
        """Never raises, and acknowledges whatever happens."""
        try:
            asked = self.kind.read(body)
        except Malformed:
            log.warning("listener.malformed", listener=self.name)
            await ack()
            return
        with self.metrics.answered.labels(self.name).time():
            await self._answer(asked, ack)

    async def _answer(self, asked: Asked, ack: Ack) -> None:
        """Slack may refuse to show it (an expired trigger, a used-up response_url): the deed is done all the same."""
        try:
            await within(BUDGET_SECONDS, self._shown(asked, ack))
        except (SlackRefused, SlackUnclear) as no:
            log.warning("listener.not_shown", listener=self.name, code=str(no) or "unclear")
            await self.kind.sorry(asked, refusals.click_again(), ack)
        except Exception as fault:  # noqa: BLE001 - the last resort: a person is waiting for an answer
            await self.kind.sorry(asked, self._noted(fault), ack)

    async def _shown(self, asked: Asked, ack: Ack) -> None:
        await self.kind.show(asked, await self._run(asked), ack)

    async def _run(self, asked: Asked) -> Answer:
        try:
            return await self.story(asked)
        except Trouble as trouble:
            return self.kind.words(trouble)
        except Malformed:
            log.warning("listener.malformed", listener=self.name)
            return self.kind.unreadable

    def _noted(self, fault: Exception) -> Message:
        """A reference that the log line and the person share."""
        reference = self.chance()[:8]
        is_slow = isinstance(fault, TimeoutError) or is_away(fault)
        self.metrics.failed.labels(self.name).inc()
        log.error(
            "listener.failed",
            listener=self.name,
            reference=reference,
            fault=type(fault).__name__,
            exc_info=None if is_slow else fault,
        )
        if isinstance(fault, TimeoutError | CommitUnclear):
            # What we do not wait for any longer may still be committed.
            return refusals.unclear()
        return refusals.busy() if is_slow else refusals.our_bug(reference)
