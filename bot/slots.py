"""So many jobs of each kind at a time in one process, whatever other processes do beside it.

PgQueuer's own limit counts over all of them: with it a second replica would only share the work of the first.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from pgqueuer.core.qm import QueueManager
from pgqueuer.models import Job
from pgqueuer.types import QueueEntrypoint

from mip.ports import Handler

NO_KIND = "nothing"


@dataclass
class Slots:
    """What was taken and finds no slot waits for one here; PgQueuer takes in batches. What waits when everything
    stops is not begun: it is still due in the tables."""

    is_stopping: Callable[[], bool]
    _limits: dict[str, int] = field(default_factory=dict)
    _taken: Counter[str] = field(default_factory=Counter)

    def taking(self, kind: str, handler: Handler, limit: int) -> Handler:
        self._limits[kind] = limit
        slots = asyncio.Semaphore(limit)

        async def in_a_slot(key: str) -> None:
            self._taken[kind] += 1
            try:
                async with slots:
                    if not self.is_stopping():
                        await handler(key)
            finally:
                self._taken[kind] -= 1

        return in_a_slot

    def has_room(self, kind: str) -> bool:
        return kind == NO_KIND or self._taken[kind] < self._limits[kind]


@dataclass
class OwnPace(QueueManager):
    """Asks for no more of a kind than this process can begin, and leaves the rest to the others."""

    slots: Slots = field(kw_only=True)

    def __post_init__(self) -> None:
        # PgQueuer cannot ask for no kind at all. Of this one there is never a job.
        self.entrypoint(NO_KIND)(_nothing)

    def entrypoints_below_capacity_limits(self) -> set[QueueEntrypoint]:
        """What PgQueuer asks for next."""
        return {each for each in self.entrypoint_registry if self.slots.has_room(each)}


async def _nothing(_job: Job) -> None:
    pass
