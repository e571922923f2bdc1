"""After a day of standstill: everything is overdue, and one, or three, start at once."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

import pytest

from bot.sweeper import EVERY, FEWEST, MOST, Sweeper
from mip.changes import Task
from mip.ports import Engine
from mip.schedule import next_scan
from storage import Storage, models
from tests.contract.conftest import HandClock
from tests.contract.test_storage_turns import many

pytestmark = pytest.mark.asyncio

ACCOUNTS = 2_000
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Eight workers, with a Microsoft that takes a quarter of a second.
DONE_PER_SWEEP = 160


@dataclass
class Queue:
    """The one that replicas share: what waits is not queued twice."""

    waiting: dict[str, None] = field(default_factory=dict)

    async def enqueue(self, kind: str, keys: Any, *, urgent: bool = False) -> None:
        if kind == Task.SCAN:
            self.waiting.update(dict.fromkeys(keys))


@dataclass
class Standstill:
    """`done` counts scans by account, `rates` how many were done between two sweeps."""

    storage: Storage
    clock: HandClock
    queue: Queue = field(default_factory=Queue)
    done: Counter[str] = field(default_factory=Counter)
    rates: list[int] = field(default_factory=list)
    deepest: int = 0

    async def passes(self, sweepers: list[Sweeper]) -> None:
        """Five seconds of it."""
        for sweeper in sweepers:
            await sweeper.look()
        self.deepest = max(self.deepest, len(self.queue.waiting))
        begun = list(self.queue.waiting)[:DONE_PER_SWEEP]
        self.rates.append(0)
        for account in begun:
            del self.queue.waiting[account]
            await self._scan(account)
        self.clock.pass_(EVERY)

    async def _scan(self, account: str) -> None:
        now = self.clock.calendar()
        lease = await self.storage.tasks.lease(account, Task.SCAN, self.clock.wire(), now)
        if lease is None:
            return
        self.done[account] += 1
        self.rates[-1] += 1
        due = next_scan(account, HOUR, now, lease.work.due_at)
        row = models.Work.filter(account_id=account, token=lease.token)
        await row.update(due_at=due, token="", leased_until=None)


async def test_the_overdue_are_caught_up_once_each_at_a_bounded_rate_and_spread_afterwards(
    storage: Storage, clock: HandClock
) -> None:
    """One process has an SQLite file; of several on PostgreSQL each begins with a sweep."""
    await many(storage, ACCOUNTS, workspaces=20, overdue=100)
    clock.pass_(DAY)
    there, tally = Standstill(storage, clock), storage.tally
    replicas = 1 if tally is None else 3
    engine = cast("Engine", there.queue)
    sweepers = [Sweeper(storage.tasks, storage.outbox, engine, clock, tally) for _ in range(replicas)]
    began = clock.calendar()
    while len(there.done) < ACCOUNTS:
        await there.passes(sweepers)
        assert len(there.rates) < 40
    assert max(there.done.values()) == 1
    # A gentle quarter of a minute, whatever number of replicas started; then the workers have all they can do.
    assert there.rates[:3] == [FEWEST] * 3
    assert there.deepest <= min(MOST, 2 * DONE_PER_SWEEP)
    assert there.rates[5:-1] == [DONE_PER_SWEEP] * len(there.rates[5:-1])
    await is_flat(began)


async def is_flat(began: datetime) -> None:
    """Each tenth of the interval in which they come again has about its tenth of them."""
    due = [row.due_at - began for row in await models.Work.filter(task=Task.SCAN.value)]
    tenths = Counter(int(each / (HOUR / 10)) for each in due)
    assert set(tenths) <= set(range(1, 13))
    assert all(0.7 * ACCOUNTS / 10 < tenths[tenth] < 1.3 * ACCOUNTS / 10 for tenth in range(2, 11)), tenths
