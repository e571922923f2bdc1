"""What is to be told, in the order in which it happened, at least once.

Within a channel, and there per person for what only they may see, one delivery is on its way at a time: the
oldest that has not ended. Whoever takes it has a minute; then it is offered again, as one that may repeat.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from tortoise.expressions import Case, F, Q, Subquery, When
from tortoise.functions import Min
from tortoise.queryset import QuerySet

from mip.changes import REDRAWN, Delivery, Tell, place
from mip.ports import Clock, Posting
from storage import due_work, models
from storage.serving import unserved
from storage.transactions import atomic

Rows: TypeAlias = QuerySet[models.Delivery]

CLAIM = timedelta(seconds=60)
CLOCKS_DIFFER = timedelta(seconds=1)
GIVE_UP_AFTER = timedelta(hours=24)
TOKEN_BYTES = 16
HEADS = 10


class State(StrEnum):
    NEW = "new"
    SENDING = "sending"
    SENT = "sent"
    DEAD = "dead"


EDITED = (Tell.CARD.value, Tell.REMOVED.value, Tell.RESTORED.value)
OPEN = (State.NEW.value, State.SENDING.value)
_IS_POSTED = Case(When(person="", then="1"), default="0")


class Outbox:
    def __init__(self, clock: Clock, chance: Callable[[int], str]) -> None:
        self._clock = clock
        self._chance = chance

    async def places(self, wire: datetime, limit: int) -> Sequence[str]:
        """One of each workspace, then another one of each; within one, those waiting longest first."""
        found = await due_work.places_in_turn(wire, limit)
        return list(dict.fromkeys(place(workspace, channel) for workspace, channel in found))

    async def take(self, place: str, wire: datetime) -> Posting | None:
        """What one person is waiting for stands before what the channel is told."""
        workspace, _, channel = place.partition("/")
        open_ones = _open_ones().filter(workspace=workspace, channel=channel)
        heads = _heads(open_ones).filter(_is_due(wire)).annotate(posted=_IS_POSTED)
        for row in await heads.order_by("posted", "id").limit(HEADS):
            posting = await self._claim(row, wire)
            if posting is not None:
                return posting
        return None

    async def _claim(self, row: models.Delivery, wire: datetime) -> Posting | None:
        """One conditional UPDATE on what was read: of several senders one wins."""
        token = self._chance(TOKEN_BYTES)
        repeat = row.repeat or row.state == State.SENDING
        as_read = models.Delivery.filter(id=row.id, state=row.state, token=row.token)
        won = await as_read.update(
            state=State.SENDING.value,
            token=token,
            claimed_until=wire + CLAIM,
            tried_at=row.tried_at or wire,
            repeat=repeat,
            # From here on a change needs a drawing of its own: this one may have been made already.
            once=None if row.tell in REDRAWN else row.once,
        )
        return Posting(row.id, _delivery(row), row.tries, repeat, token) if won else None

    async def was_told_since(self, place: str, wire: datetime) -> bool:
        workspace, _, channel = place.partition("/")
        told = models.Delivery.filter(workspace=workspace, channel=channel, person="")
        # A clock that was set back would else keep the channel silent until it is as late again.
        by_now = self._clock.wire() + CLOCKS_DIFFER
        posted = told.filter(state=State.SENT.value, ended_at__gt=wire, ended_at__lte=by_now)
        return await posted.exclude(tell__in=EDITED).exists()

    async def sent(self, posting: Posting, then: Delivery | None = None) -> None:
        async def work() -> bool:
            in_time = await self._end(posting, State.SENT, None)
            if in_time and then is not None:
                await queue([then], self._clock.wire())
            return in_time

        in_time = await (atomic(work) if then else self._end(posting, State.SENT, None))
        if not in_time and posting.delivery.tell in REDRAWN:
            # Somebody else has had it since, and drew something newer, over which ours came now.
            await atomic(lambda: queue([posting.delivery], self._clock.wire()))

    async def drop(self, posting: Posting, why: str) -> None:
        await self._end(posting, State.DEAD, why)

    async def _end(self, posting: Posting, state: State, why: str | None) -> bool:
        """Whether it was ours until now."""
        ended = {"state": state.value, "ended_at": self._clock.wire(), "why": why}
        return await _ours(posting).update(**ended) == 1

    async def postpone(self, posting: Posting, until: datetime, *, ambiguous: bool) -> None:
        """Given up for good once a day has passed since the first try."""
        row = await _ours(posting).first()
        if row is None:
            return
        if row.tried_at is not None and self._clock.wire() - row.tried_at >= GIVE_UP_AFTER:
            await self.drop(posting, "gave up after a day")
            return
        await atomic(lambda: _put_back(row, until, ambiguous=ambiguous))


def _open_ones() -> Rows:
    """What is for a workspace whose token Slack refuses waits until it installs the bot again."""
    return models.Delivery.filter(state__in=OPEN).exclude(workspace__in=unserved())


def _heads(open_ones: Rows) -> Rows:
    """The oldest of each workspace, channel and person: the others wait for it."""
    firsts = open_ones.annotate(first=Min("id")).group_by("workspace", "channel", "person")
    return models.Delivery.filter(id__in=Subquery(firsts.values("first")))


def _is_due(wire: datetime) -> Q:
    abandoned = Q(state=State.SENDING.value, claimed_until__lte=wire)
    return Q(state=State.NEW.value, due_at__lte=wire) | abandoned


async def _put_back(row: models.Delivery, until: datetime, *, ambiguous: bool) -> None:
    """A card that waits again stands for the one that queued behind it: when it is sent, it is drawn anew."""
    is_drawn = row.tell in REDRAWN
    ours = models.Delivery.filter(id=row.id, token=row.token, state=State.SENDING.value)
    back = await ours.update(
        state=State.NEW.value, due_at=until, tries=F("tries") + 1, repeat=row.repeat or ambiguous, token=""
    )
    if back and is_drawn:
        behind = models.Delivery.filter(workspace=row.workspace, once=row.key, state=State.NEW.value)
        await behind.delete()
        await models.Delivery.filter(id=row.id).update(once=row.key)


def _ours(posting: Posting) -> Rows:
    return models.Delivery.filter(id=posting.id, token=posting.token, state=State.SENDING.value)


async def queue(deliveries: Sequence[Delivery], now: datetime) -> None:
    """Inside the transaction of what they tell. An event that is known already is not queued twice.

    A card that waits is written to, though nothing changes: on PostgreSQL its sender then waits until this
    transaction has ended, and so draws what it made true.
    """
    for delivery in deliveries:
        row = _row(delivery, now)
        if delivery.tell in REDRAWN:
            await models.Delivery.bulk_create(
                [row], on_conflict=("workspace", "once"), update_fields=("channel",)
            )
        else:
            await models.Delivery.bulk_create([row], ignore_conflicts=True)


async def is_known(delivery: Delivery) -> bool:
    return await models.Delivery.filter(workspace=delivery.workspace, key=delivery.key).exists()


async def forget(account: str) -> None:
    """Inside a transaction: nothing more is told about the account, except that it was removed."""
    open_ones = models.Delivery.filter(account=account, state__in=OPEN)
    await open_ones.exclude(tell=Tell.REMOVED.value).delete()


async def reclaim_all() -> None:
    """When one process has the database and starts: whoever was sending is dead, and may have arrived."""
    lost = models.Delivery.filter(state=State.SENDING.value)
    await lost.update(state=State.NEW.value, token="", repeat=True)


def _row(delivery: Delivery, now: datetime) -> models.Delivery:
    return models.Delivery(
        workspace=delivery.workspace,
        account=delivery.account,
        channel=delivery.channel,
        person=delivery.user,
        tell=delivery.tell.value,
        key=delivery.key,
        once=delivery.key,
        details=dict(delivery.details),
        state=State.NEW.value,
        tries=0,
        repeat=False,
        queued_at=now,
        due_at=now,
        token="",
    )


def _delivery(row: models.Delivery) -> Delivery:
    return Delivery(
        Tell(row.tell), row.workspace, row.account, row.channel, row.key, row.person, dict(row.details)
    )
