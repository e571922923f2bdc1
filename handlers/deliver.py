"""The job that tells: one channel's outbox, in order, one message a second, each at least once."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from handlers.place_card import PlaceCard
from handlers.tellings import Tellings
from mip.accounts import Card
from mip.changes import Delivery, Tell
from mip.errors import NotFound, TryLater
from mip.handing_over import not_told
from mip.holding import asks, message_of, read_decided
from mip.many_changes import following, is_file, is_given_up
from mip.overview import HOME
from mip.ports import NOT_INSTALLED, Clock, Message, Outbox, Posting, SlackRefused, SlackUnclear, Workspaces
from mip.schedule import BACK_OFF
from mip.subscribing import LOST, is_subscribed
from views import hold, refusals

log = structlog.get_logger(__name__)

# Slack takes about one message a second per channel (https://docs.slack.dev/apis/web-api/rate-limits).
PACE = timedelta(seconds=1)
# Whoever has slept for that long is not to be held up by a clock that is not exact.
NEARLY = timedelta(seconds=0.9)
# What changes within it is one publication of the Home.
GATHERED = timedelta(seconds=1)
# Then the sweeper brings the channel back in its turn: one with thousands of messages keeps no sender for hours.
AT_A_TIME = timedelta(seconds=10)
FAULTS = 3

# Slack's word for an app that was installed without a right it needs now.
LACKS_SCOPE = "missing_scope"
# Slack's own words for "not now", and for a token that the operator can still mend.
_PASSING = frozenset(
    {
        "ratelimited",
        "unreachable",
        "service_unavailable",
        "team_added_to_org",
        "invalid_auth",
        "not_authed",
        "account_inactive",
        "token_revoked",
        "token_expired",
        LACKS_SCOPE,
        # The workspace may install it again before what waits is deleted.
        NOT_INSTALLED,
    }
)
# Our message is at fault: better its plain text than nothing.
_TOO_MUCH = frozenset({"msg_too_long", "msg_blocks_too_long", "invalid_blocks", "invalid_blocks_format"})
_NO_THREAD = frozenset({"cannot_reply_to_message", "thread_not_found", "message_not_found"})
_TOLD_TO_EACH = frozenset({Tell.EXPIRES, Tell.OWN_EXPIRES})
# What changes a message that stands already.
_EDITED = frozenset({Tell.CARD, Tell.REMOVED, Tell.RESTORED, Tell.HELD_OVER})
_UNCLEAR = frozenset({"internal_error", "fatal_error", "request_timeout"})


class PublishesHome(Protocol):
    async def publish(self, delivery: Delivery) -> None: ...
    async def forget(self, delivery: Delivery) -> None:
        """Slack will never show it to this person."""


class SendsFile(Protocol):
    async def send(self, delivery: Delivery, *, repeat: bool) -> None:
        """Raises NotFound when there is nothing to send any more."""


class ToldSubscribers(Protocol):
    async def require_wanted(self, delivery: Delivery) -> None:
        """Raises NotFound for what a channel is not subscribed to any more."""

    async def lost(self, delivery: Delivery, why: str) -> None:
        """Slack takes no message in a subscribed channel. Raises TryLater."""


@dataclass(frozen=True)
class Told:
    """`stands` is where it was posted; `thread` the one that it stands in, or begins, where that is a channel."""

    stands: tuple[Card, ...] = ()
    thread: Card | None = None


@dataclass(frozen=True)
class Deliver:
    """`files`: what is not only told but sent as a file."""

    outbox: Outbox
    workspaces: Workspaces
    cards: PlaceCard
    tellings: Tellings
    files: Mapping[Tell, SendsFile]
    homes: PublishesHome
    clock: Clock
    sleep: Callable[[float], Awaitable[None]]
    subscribed: ToldSubscribers

    async def run(self, place: str) -> None:
        """Until nothing is due there, or others should have their turn. What cannot be sent now waits in the table."""
        if place.endswith(f"/{HOME}"):
            # Changes seldom come alone.
            await self.sleep(GATHERED.total_seconds())
        ends = self.clock.wire() + AT_A_TIME
        while self.clock.wire() < ends and (posting := await self._next(place)) is not None:
            await self._settle(posting)
            if _is_posted(posting.delivery):
                await self.sleep(PACE.total_seconds())

    async def _next(self, place: str) -> Posting | None:
        """None as well while somebody else is telling there: they go on after their own pause."""
        now = self.clock.wire()
        if await self.outbox.was_told_since(place, now - NEARLY):
            return None
        return await self.outbox.take(place, now)

    async def _settle(self, posting: Posting) -> None:
        try:
            told = await self._send(posting)
        except SlackUnclear:
            await self._unclear(posting)
        except SlackRefused as no:
            await self._refused(posting, no)
        except TryLater as later:
            await self.outbox.postpone(posting, self._later(posting, later.after), ambiguous=False)
        except NotFound:
            await self.outbox.drop(posting, "gone")
        except Exception:
            log.exception("delivery.failed", tell=posting.delivery.tell)
            await self._our_fault(posting)
        else:
            stands = told.stands if asks(posting.delivery) else ()
            await self.outbox.sent(posting, following(posting.delivery, told.thread), stands)

    async def _send(self, posting: Posting) -> Told:
        delivery = posting.delivery
        await self.subscribed.require_wanted(delivery)
        if delivery.tell is Tell.CARD:
            await self.cards.draw(delivery, repeat=posting.repeat)
        elif delivery.tell is Tell.HOME:
            await self.homes.publish(delivery)
        elif delivery.tell is Tell.REMOVED:
            await self.cards.retire(delivery)
        elif delivery.tell is Tell.RESTORED:
            await self.cards.came_back(delivery)
        elif delivery.tell is Tell.HELD_OVER:
            stands = await self.outbox.standing(delivery.workspace, message_of(delivery))
            await self.cards.edit_all(delivery, stands, hold.decided(read_decided(delivery)))
        elif delivery.tell in self.files:
            return await self._send_file(posting)
        else:
            first = posting.tries == 0 and not posting.repeat
            message = await self.tellings.draw(delivery, first=first, repeat=posting.repeat)
            return await self._tell(delivery, message)
        return Told()

    async def _send_file(self, posting: Posting) -> Told:
        """Whoever asked hears at once of what waiting does not mend; what is below a message nobody asked for."""
        delivery = posting.delivery
        try:
            await self.files[delivery.tell].send(delivery, repeat=posting.repeat)
        except SlackRefused as no:
            if no.code != LACKS_SCOPE or is_file(delivery):
                raise
            log.error("delivery.lacks_scope", tell=delivery.tell)  # noqa: TRY400 - Slack's own word says it all
            return await self._tell(delivery, refusals.no_files())
        return Told()

    async def _tell(self, delivery: Delivery, message: Message) -> Told:
        """Where Slack refuses the channel, people are told in their own messages."""
        try:
            return await self._show(delivery, message)
        except SlackRefused as no:
            if no.code in _PASSING or no.code in _UNCLEAR:
                raise
            if no.code in _TOO_MUCH:
                log.warning("delivery.too_much", tell=delivery.tell, code=no.code)
                return await self._show(delivery, Message(message.text))
            if is_subscribed(delivery) and no.code in LOST:
                await self.subscribed.lost(delivery, no.code)
                raise NotFound from None
            if _is_direct(delivery) or is_subscribed(delivery):
                raise
            others = await self._instead(delivery)
            slack = self.workspaces.of(delivery.workspace)
            return Told(tuple([await slack.post(other, message) for other in others]))

    async def _show(self, delivery: Delivery, message: Message) -> Told:
        if delivery.user and delivery.user != delivery.channel:
            await self.workspaces.of(delivery.workspace).whisper(delivery.channel, delivery.user, message)
            return Told()
        return await self._post(delivery, message)

    async def _post(self, delivery: Delivery, message: Message) -> Told:
        """Below the account's card. Where that is gone, Slack posts it in the channel by itself, or says no."""
        thread = await self.cards.thread(delivery)
        try:
            posted = await self.workspaces.of(delivery.workspace).post(delivery.channel, message, thread)
        except SlackRefused as no:
            if not thread or no.code not in _NO_THREAD:
                raise
            alone = await self.workspaces.of(delivery.workspace).post(delivery.channel, message)
            return Told((alone,), alone)
        return Told((posted,), Card(posted.channel, thread) if thread else posted)

    async def _instead(self, delivery: Delivery) -> Sequence[str]:
        """Raises NotFound for what everybody concerned is told in their own messages anyway."""
        if delivery.tell in _TOLD_TO_EACH:
            raise NotFound
        return await self.cards.instead(delivery)

    async def _unclear(self, posting: Posting) -> None:
        """What only stands beside a message is repeated once, and not for a day."""
        if posting.repeat and is_file(posting.delivery):
            await self.outbox.drop(posting, "unclear")
        else:
            await self.outbox.postpone(posting, self._later(posting, None), ambiguous=True)

    async def _refused(self, posting: Posting, no: SlackRefused) -> None:
        if no.code in _UNCLEAR:
            await self._unclear(posting)
        elif is_file(posting.delivery) and (no.code not in _PASSING or is_given_up(no.code, posting.tries)):
            log.warning("delivery.without_file", code=no.code)
            await self.outbox.drop(posting, no.code)
        elif no.code in _PASSING:
            await self.outbox.postpone(posting, self._later(posting, no.retry_after), ambiguous=False)
        else:
            log.error("delivery.dropped", tell=posting.delivery.tell, code=no.code)
            await self.outbox.drop(posting, no.code, not_told(posting.delivery))
            if posting.delivery.tell is Tell.HOME:
                await self.homes.forget(posting.delivery)

    async def _our_fault(self, posting: Posting) -> None:
        """It will hardly go better the next time, and must not keep what comes after it in the channel."""
        if posting.tries < FAULTS:
            await self.outbox.postpone(posting, self._later(posting, None), ambiguous=True)
        else:
            await self.outbox.drop(posting, "our own fault")

    def _later(self, posting: Posting, asked: timedelta | None) -> datetime:
        """Soon at first: a restart of Slack's takes seconds, not minutes."""
        planned = (timedelta(seconds=2), timedelta(seconds=10), *BACK_OFF)
        wait = planned[min(posting.tries, len(planned) - 1)]
        return self.clock.wire() + (asked if asked is not None else wait)


def _is_direct(delivery: Delivery) -> bool:
    """It went into somebody's own messages already, and is meant for nobody else."""
    return not delivery.user and delivery.channel[:1] in {"U", "W"}


def _is_posted(delivery: Delivery) -> bool:
    """Only new messages are counted by the channel; a card is edited, a whisper is not the channel's."""
    return not delivery.user and delivery.tell not in _EDITED
