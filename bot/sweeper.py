"""Every few seconds: whatever the tables say is due and no job was made for, or its job was lost."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.prompt_ledger import DELIVER
from mip.changes import Task
from mip.ports import Clock, Engine, Outbox, Tally, Tasks

EVERY = timedelta(seconds=5)
# What waits already is not queued twice, so a sweep fills up. Twice what was begun since the last one: the workers
# set the pace, and whoever becomes due stands behind ten seconds of work and not behind ten thousand accounts.
FEWEST = 50
MOST = 300
# Right after a start everything else starts as well.
GENTLE_FOR = timedelta(seconds=15)


@dataclass
class Sweeper:
    """`tally` where several processes sweep: in each five seconds one of them does, so that more of them are not
    more of a herd."""

    tasks: Tasks
    outbox: Outbox
    engine: Engine
    clock: Clock
    tally: Tally | None = None
    began: datetime | None = None
    last: datetime | None = None
    queued: dict[str, frozenset[str]] = field(default_factory=dict)

    async def look(self) -> None:
        now = self.clock.wire()
        if await self._is_ours(now):
            await self.sweep()
        self.last = now

    async def sweep(self) -> None:
        now, calendar = self.clock.wire(), self.clock.calendar()
        self.began = self.began or now
        for task in Task:
            await self._fill(task, await self.tasks.due(task, now, calendar, MOST), now)
        await self._fill(DELIVER, await self.outbox.places(now, MOST), now)
        self.last = now

    async def _fill(self, kind: str, due: Sequence[str], now: datetime) -> None:
        begun = self.queued.get(kind, frozenset()).difference(due)
        is_new = self.began is None or now - self.began < GENTLE_FOR
        room = FEWEST if is_new else max(FEWEST, 2 * len(begun))
        self.queued[kind] = frozenset(due[:room])
        await self.engine.enqueue(kind, due[:room])

    def is_late(self) -> bool:
        """Whether the tables have not been looked at for so long that something must be wrong."""
        return self.last is None or self.clock.wire() - self.last > 6 * EVERY

    async def _is_ours(self, now: datetime) -> bool:
        """Whoever dies after this is made up for five seconds later."""
        if self.tally is None:
            return True
        turn = int(now.timestamp() // EVERY.total_seconds())
        return await self.tally.note(f"sweep {turn}", now + 6 * EVERY) == 1
