"""How far behind we are: counted now and then, for the operator's monitoring."""

from dataclasses import dataclass

from bot.metrics import Metrics
from mip.changes import REAL, Task
from mip.ports import Clock, Tasks


@dataclass(frozen=True)
class Backlog:
    tasks: Tasks
    clock: Clock
    metrics: Metrics

    async def look(self) -> None:
        for task in Task:
            await self._count(task)

    async def _count(self, task: Task) -> None:
        found = await self.tasks.overdue(task)
        now = self.clock.wire() if task in REAL else self.clock.calendar()
        seconds = (now - found.oldest).total_seconds() if found.oldest is not None else 0.0
        self.metrics.overdue.labels(task).set(found.count)
        self.metrics.overdue_since.labels(task).set(max(0.0, seconds))
