"""Every few seconds: whatever the tables say is due and no job was made for, or its job was lost."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.prompt_ledger import DELIVER
from mip.changes import Task
from mip.ports import Clock, Engine, Outbox, Tasks

EVERY = timedelta(seconds=5)
# Per sweep: interactive work is enqueued when it is committed, so this paces scans only. After a long stop
# the first few start at once and ten thousand overdue ones are spread over a quarter of an hour.
AT_ONCE = 50


@dataclass
class Sweeper:
    tasks: Tasks
    outbox: Outbox
    engine: Engine
    clock: Clock
    last: datetime | None = None

    async def sweep(self) -> None:
        now = self.clock.wire()
        due = await self.tasks.due(now, self.clock.calendar(), AT_ONCE)
        for task in Task:
            await self.engine.enqueue(task, [account for account, kind in due if kind is task])
        await self.engine.enqueue(DELIVER, await self.outbox.places(now, AT_ONCE))
        self.last = now

    def is_late(self) -> bool:
        """Whether the tables have not been looked at for so long that something must be wrong."""
        return self.last is None or self.clock.wire() - self.last > 6 * EVERY
