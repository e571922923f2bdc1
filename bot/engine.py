"""The dispatcher of jobs: PgQueuer behind the port of six methods, in memory or on PostgreSQL.

It need not be durable: what is due stands in the tables, and the sweeper brings back what was forgotten. A job
may therefore run twice or not at all; leases and rows decide what counts.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import structlog
from pgqueuer import PgQueuer, Queries
from pgqueuer.adapters.inmemory import InMemoryQueries
from pgqueuer.models import Job

from bot.queues import InMemory, Queue
from bot.slots import OwnPace, Slots
from mip.ports import Handler, now

log = structlog.get_logger(__name__)

# Of a kind that has room so many are taken, even where there is room for one: the others could have begun them.
BATCH = 8
# PgQueuer keeps a row for every job it ever ran.
FORGET_EVERY = timedelta(minutes=10)
# A replica that shows no sign of life for so long is dead: another one takes its jobs, if a lease lets it.
DEAD_AFTER = timedelta(seconds=30)
RESTART_AFTER = (1.0, 2.0, 5.0, 15.0)
HEALTHY_AFTER = 60.0
URGENT = 100


@dataclass
class Jobs:
    """Built once; a new PgQueuer is made of the same registrations whenever one ends."""

    queue: Queue = field(default_factory=InMemory)
    _handlers: dict[str, tuple[Handler, int]] = field(default_factory=dict)
    _periodic: list[tuple[str, timedelta, Callable[[], Awaitable[None]]]] = field(default_factory=list)
    _queue: PgQueuer | None = None
    _stopping: bool = False

    def register(self, kind: str, handler: Handler, limit: int) -> None:
        self._handlers[kind] = (handler, limit)

    async def enqueue(self, kind: str, keys: Sequence[str], *, urgent: bool = False) -> None:
        """Never raises: what it is about is committed already, and the sweeper finds it.

        Urgent jobs are not deduplicated: PgQueuer holds a key for a moment after its job has ended, and what
        was committed in that moment would wait for the sweeper.
        """
        if self._queue is None or not keys:
            return
        kind = now(kind) if urgent and now(kind) in self._handlers else kind
        try:
            await self._queue.qm.queries.enqueue(
                [kind] * len(keys),
                [key.encode() for key in keys],
                [URGENT if urgent else 0] * len(keys),
                dedupe_key=None if urgent else [f"{kind}:{key}" for key in keys],
                on_conflict="skip",
            )
        except Exception as fault:  # noqa: BLE001 - the driver's exceptions have no common parent
            log.warning("engine.not_asked", kind=kind, fault=type(fault).__name__)

    async def cancel(self, kind: str, key: str) -> None:
        """A job that runs ends by itself at its next look at the tables."""

    def every(self, name: str, interval: timedelta, work: Callable[[], Awaitable[None]]) -> None:
        self._periodic.append((name, interval, work))

    @property
    def is_running(self) -> bool:
        return self._queue is not None and not self._stopping

    async def run(self) -> None:
        """Until `stop`. PgQueuer's own `run` may end with an exception: then a new one is made."""
        clocks = [asyncio.create_task(self._repeat(*each)) for each in self._periodic]
        clocks.append(asyncio.create_task(self._repeat("forget", FORGET_EVERY, self._forget)))
        try:
            await self._supervise()
        finally:
            for clock in clocks:
                clock.cancel()
            await asyncio.gather(*clocks, return_exceptions=True)

    async def stop(self) -> None:
        self._stopping = True
        if self._queue is not None:
            self._queue.shutdown.set()

    async def _supervise(self) -> None:
        failures = 0
        while not self._stopping:
            began = asyncio.get_running_loop().time()
            try:
                await self._work()
            except Exception:
                # Whatever ended the dispatcher, the next one must start.
                log.exception("engine.ended")
            finally:
                self._queue = None
            if not self._stopping:
                lived = asyncio.get_running_loop().time() - began
                failures = 0 if lived > HEALTHY_AFTER else failures + 1
                await asyncio.sleep(RESTART_AFTER[min(failures, len(RESTART_AFTER) - 1)])

    async def _work(self) -> None:
        """With one PgQueuer, until it ends. Each kind has a bound of its own and there is none over all of them, so
        that no kind is kept waiting by another.
        """
        async with self.queue.opened() as queue:
            slots = Slots(lambda: self._stopping)
            queue.qm = OwnPace(queue.qm.queries, queue.qm.channel, slots=slots)
            queue.qm.shutdown = queue.shutdown
            for kind, (handler, limit) in self._handlers.items():
                queue.entrypoint(kind)(_entrypoint(kind, slots.taking(kind, handler, limit)))
            self._queue = queue
            if self._stopping:
                return
            await queue.run(
                dequeue_timeout=timedelta(seconds=1),
                batch_size=BATCH,
                heartbeat_timeout=DEAD_AFTER,
                log_aggregation_interval=timedelta(),
            )

    async def _repeat(self, name: str, interval: timedelta, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await work()
            except Exception:
                # One bad round must not be the last.
                log.exception("periodic.failed", name=name)
            await asyncio.sleep(interval.total_seconds())

    async def _forget(self) -> None:
        """By kind: emptying the whole log would lock out the other replicas."""
        queries = self._queue and self._queue.queries
        if isinstance(queries, InMemoryQueries | Queries):
            await queries.clear_queue_log(list(self._handlers))


def _entrypoint(kind: str, handler: Handler) -> Callable[[Job], Awaitable[None]]:
    async def run(job: Job) -> None:
        key = (job.payload or b"").decode()
        try:
            await handler(key)
        except Exception:
            # The row stays due and its lease runs out: the sweeper brings it back.
            log.exception("job.failed", kind=kind, key=key)

    return run
