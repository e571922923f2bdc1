"""What is to be told, in the order in which it happened, at least once.

Within a channel, and there per person for what only they may see, one delivery is on its way at a time: the
oldest that has not ended. Whoever takes it has a minute; then it is offered again, as one that may repeat.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, TypeAlias

from tortoise.expressions import F
from tortoise.queryset import QuerySet

from mip.accounts import Card
from mip.changes import REDRAWN, Delivery, Tell, place
from mip.ports import Clock, Posting
from storage import due_work, models
from storage.serving import UNSERVED
from storage.statements import insert, read, replacing, update
from storage.transactions import atomic

Rows: TypeAlias = QuerySet[models.Delivery]

CLAIM = timedelta(seconds=60)
CLOCKS_DIFFER = timedelta(seconds=1)
GIVE_UP_AFTER = timedelta(hours=24)
TOKEN_BYTES = 16
# The oldest of each person in a place, the others wait for it. What is for a workspace whose token Slack refuses
# waits until it installs the bot again.
HEADS = f"""
id IN (SELECT MIN(id) FROM mip_delivery
        WHERE workspace = $1 AND channel = $2 AND state IN ('new', 'sending') GROUP BY person)
AND ((state = 'new' AND due_at <= $3) OR (state = 'sending' AND claimed_until <= $3))
AND workspace NOT IN {UNSERVED}
ORDER BY CASE person WHEN '' THEN 1 ELSE 0 END, id LIMIT 10
"""  # noqa: S608 - of our own words
CLAIMED = "id = $1 AND state = $2 AND token = $3"
WRITTEN_TO = replacing("workspace, once", ("channel",))


class State(StrEnum):
    NEW = "new"
    SENDING = "sending"
    SENT = "sent"
    DEAD = "dead"


EDITED = (Tell.CARD.value, Tell.REMOVED.value, Tell.RESTORED.value, Tell.HELD_OVER.value)
POSTED = f"""
workspace = $1 AND channel = $2 AND person = '' AND state = 'sent' AND ended_at > $3 AND ended_at <= $4
AND tell NOT IN ({", ".join(f"'{each}'" for each in EDITED)}) LIMIT 1
"""
# What goes on where its account is gone: what stands in Slack has to say so.
OUTLIVES = (Tell.REMOVED.value, Tell.HELD_OVER.value)
OPEN = (State.NEW.value, State.SENDING.value)
# Of the details: where what has to be edited later was posted.
_STANDS = "stands"


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
        for row in await read(models.Delivery, HEADS, workspace, channel, wire):
            posting = await self._claim(row, wire)
            if posting is not None:
                return posting
        return None

    async def _claim(self, row: models.Delivery, wire: datetime) -> Posting | None:
        """One conditional UPDATE on what was read: of several senders one wins."""
        token = self._chance(TOKEN_BYTES)
        repeat = row.repeat or row.state == State.SENDING
        taken = {
            "state": State.SENDING.value,
            "token": token,
            "claimed_until": wire + CLAIM,
            "tried_at": row.tried_at or wire,
            "repeat": repeat,
            # From here on a change needs a drawing of its own: this one may have been made already.
            "once": None if row.tell in REDRAWN else row.once,
        }
        won = await update(models.Delivery, taken, CLAIMED, row.id, row.state, row.token)
        return Posting(row.id, delivery(row), row.tries, repeat, token) if won else None

    async def was_told_since(self, place: str, wire: datetime) -> bool:
        workspace, _, channel = place.partition("/")
        # A clock that was set back would else keep the channel silent until it is as late again.
        by_now = self._clock.wire() + CLOCKS_DIFFER
        return bool(await read(models.Delivery, POSTED, workspace, channel, wire, by_now))

    async def sent(self, posting: Posting, then: Delivery | None = None, stands: Sequence[Card] = ()) -> None:
        in_time = await self._end(posting, State.SENT, None, then, stands)
        if not in_time and posting.delivery.tell in REDRAWN:
            # Somebody else has had it since, and drew something newer, over which ours came now.
            await atomic(lambda: queue([posting.delivery], self._clock.wire()))

    async def drop(self, posting: Posting, why: str, then: Delivery | None = None) -> None:
        await self._end(posting, State.DEAD, why, then)

    async def standing(self, workspace: str, key: str) -> Sequence[Card]:
        row = await models.Delivery.filter(workspace=workspace, key=key).order_by("id").first()
        return _stands(row.details) if row else ()

    async def _end(
        self,
        posting: Posting,
        state: State,
        why: str | None,
        then: Delivery | None = None,
        stands: Sequence[Card] = (),
    ) -> bool:
        """Whether it was ours until now. `then` is queued with it, or not at all."""

        async def work() -> bool:
            in_time = await self._marked(posting, state, why, stands)
            if in_time and then is not None:
                await queue([then], self._clock.wire())
            return in_time

        return await (atomic(work) if then else work())

    async def _marked(self, posting: Posting, state: State, why: str | None, stands: Sequence[Card]) -> bool:
        ended: dict[str, Any] = {"state": state.value, "ended_at": self._clock.wire(), "why": why}
        if stands:
            ended["details"] = {**posting.delivery.details, _STANDS: _written(stands)}
        known = (posting.id, State.SENDING.value, posting.token)
        return await update(models.Delivery, ended, CLAIMED, *known) == 1

    async def postpone(self, posting: Posting, until: datetime, *, ambiguous: bool) -> None:
        """Given up for good once a day has passed since the first try."""
        row = await _ours(posting).first()
        if row is None:
            return
        if row.tried_at is not None and self._clock.wire() - row.tried_at >= GIVE_UP_AFTER:
            await self.drop(posting, "gave up after a day")
            return
        await atomic(lambda: _put_back(row, until, ambiguous=ambiguous))


def _written(stands: Sequence[Card]) -> str:
    return " ".join(f"{each.channel}/{each.ts}" for each in stands)


def _stands(details: Mapping[str, str]) -> Sequence[Card]:
    return [Card(*each.split("/", 1)) for each in details.get(_STANDS, "").split()]


async def _put_back(row: models.Delivery, until: datetime, *, ambiguous: bool) -> None:
    """A card that waits again stands for the one that queued behind it: when it is sent, it is drawn anew."""
    is_drawn = row.tell in REDRAWN
    back = await _ours(row).update(
        state=State.NEW.value, due_at=until, tries=F("tries") + 1, repeat=row.repeat or ambiguous, token=""
    )
    if back and is_drawn:
        behind = models.Delivery.filter(workspace=row.workspace, once=row.key, state=State.NEW.value)
        await behind.delete()
        await models.Delivery.filter(id=row.id).update(once=row.key)


def _ours(posting: Posting | models.Delivery) -> Rows:
    return models.Delivery.filter(id=posting.id, token=posting.token, state=State.SENDING.value)


async def queue(deliveries: Sequence[Delivery], now: datetime) -> None:
    """Inside the transaction of what they tell. An event that is known already is not queued twice.

    A card that waits is written to, though nothing changes: on PostgreSQL its sender then waits until this
    transaction has ended, and so draws what it made true.
    """
    for delivery in deliveries:
        row = _row(delivery, now)
        await insert(row, WRITTEN_TO if delivery.tell in REDRAWN else "DO NOTHING")


async def is_known(delivery: Delivery) -> bool:
    return await models.Delivery.filter(workspace=delivery.workspace, key=delivery.key).exists()


async def forget(account: str) -> None:
    """Inside a transaction: nothing more is told about the account, except that it was removed."""
    open_ones = models.Delivery.filter(account=account, state__in=OPEN)
    await open_ones.exclude(tell__in=OUTLIVES).delete()


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


def delivery(row: models.Delivery) -> Delivery:
    return Delivery(
        Tell(row.tell), row.workspace, row.account, row.channel, row.key, row.person, dict(row.details)
    )
