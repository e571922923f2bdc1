"""What was gathered for digests: folded into one message per channel and rhythm, each thing once."""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import groupby

from mip.changes import Tell
from mip.digests import Gathered, digest, next_due
from mip.ports import Clock
from mip.subscribing import Rhythm
from storage import news_models as models
from storage import outbox
from storage.transactions import atomic

TOKEN_BYTES = 16
AT_ONCE = 500


class Digests:
    def __init__(self, clock: Clock, chance: Callable[[int], str]) -> None:
        self._clock = clock
        self._chance = chance

    async def fold(self) -> Sequence[str]:
        """Everything that is due. The channels that have something to be told now."""
        now = self._clock.calendar()
        due = await models.Subscription.filter(due_at__lte=now).order_by("id").limit(AT_ONCE)
        told = []
        for (workspace, channel, rhythm), rows in groupby(sorted(due, key=_place), key=_place):
            ids = [row.id for row in rows]
            if await self._fold(workspace, channel, Rhythm(rhythm), ids, now):
                told.append(channel)
        return told

    async def _fold(
        self, workspace: str, channel: str, rhythm: Rhythm, ids: list[str], now: datetime
    ) -> bool:
        """One transaction: of two who do this at once one finds nothing due any more, and nothing to tell."""
        token = self._chance(TOKEN_BYTES)

        async def work() -> bool:
            await _lock(ids)
            due = models.Subscription.filter(id__in=ids, rhythm=rhythm.value, due_at__lte=now)
            if not await due.update(due_at=next_due(rhythm, now)):
                return False
            waiting = models.Gathered.filter(
                subscription_id__in=ids, digest=None, subscription__paused_at=None
            )
            mine = [row for (row,) in await waiting.values_list("id")]
            for first in range(0, len(mine), AT_ONCE):
                await models.Gathered.filter(id__in=mine[first : first + AT_ONCE]).update(digest=token)
            if mine:
                told = digest(workspace, channel, rhythm, token)
                await outbox.queue([told], self._clock.wire())
            return bool(mine)

        return await atomic(work)

    async def of(self, token: str) -> Sequence[Gathered]:
        """What one digest tells, without what was unsubscribed or paused meanwhile."""
        rows = models.Gathered.filter(digest=token, subscription__paused_at=None).order_by("at", "id")
        return [
            Gathered(row.account, Tell(row.tell), row.details.get("scan", ""), row.at) for row in await rows
        ]


async def _lock(ids: list[str]) -> None:
    """Whoever gathers for one of these ends first, and is seen."""
    await models.Subscription.filter(id__in=ids).order_by("id").select_for_update()


def _place(row: models.Subscription) -> tuple[str, str, str]:
    return row.workspace, row.channel, row.rhythm
