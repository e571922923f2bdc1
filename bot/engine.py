"""The dispatcher of jobs: PgQueuer's in-memory adapter behind the port of six methods.

It is not durable and need not be: what is due stands in the tables, and the sweeper brings back what was
forgotten. A job may therefore run twice or not at all; leases and rows decide what counts.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import structlog
from pgqueuer import PgQueuer
from pgqueuer.adapters.inmemory import InMemoryQueries
from pgqueuer.models import Job

from mip.ports import Handler

log = structlog.get_logger(__name__)

BATCH = 25
AT_ONCE = 50
# PgQueuer keeps a row for every job it ever ran.
FORGET_EVERY = timedelta(minutes=10)
RESTART_AFTER = (1.0, 2.0, 5.0, 15.0)
HEALTHY_AFTER = 60.0
URGENT = 100


@dataclass
class Jobs:
    """Built once; a new PgQueuer is made of the same registrations whenever one ends."""

    _handlers: dict[str, tuple[Handler, int]] = field(default_factory=dict)
    _periodic: list[tuple[str, timedelta, Callable[[], Awaitable[None]]]] = field(default_factory=list)
    _queue: PgQueuer | None = None
    _stopping: bool = False

    def register(self, kind: str, handler: Handler, limit: int) -> None:
        self._handlers[kind] = (handler, limit)

    async def enqueue(self, kind: str, keys: Sequence[str], *, urgent: bool = False) -> None:
        """Urgent jobs are not deduplicated: PgQueuer holds a key for a moment after its job has ended, and what
        was committed in that moment would wait for the sweeper."""
        if self._queue is None or not keys:
            return
        await self._queue.qm.queries.enqueue(
            [kind] * len(keys),
            [key.encode() for key in keys],
            [URGENT if urgent else 0] * len(keys),
            dedupe_key=None if urgent else [f"{kind}:{key}" for key in keys],
            on_conflict="skip",
        )

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
            # Its rows hold times whose zones are pydantic's: see `run` in bot/__main__.py.
            self._queue = None

    async def stop(self) -> None:
        self._stopping = True
        if self._queue is not None:
            self._queue.shutdown.set()

    async def _supervise(self) -> None:
        failures = 0
        while not self._stopping:
            self._queue = self._build()
            began = asyncio.get_running_loop().time()
            try:
                await self._queue.run(
                    dequeue_timeout=timedelta(seconds=1), batch_size=BATCH, max_concurrent_tasks=AT_ONCE
                )
            except Exception:
                # Whatever ended the dispatcher, the next one must start.
                log.exception("engine.ended")
            if not self._stopping:
                lived = asyncio.get_running_loop().time() - began
                failures = 0 if lived > HEALTHY_AFTER else failures + 1
                await asyncio.sleep(RESTART_AFTER[min(failures, len(RESTART_AFTER) - 1)])

    def _build(self) -> PgQueuer:
        queue = PgQueuer.in_memory()
        for kind, (handler, limit) in self._handlers.items():
            queue.entrypoint(kind, concurrency_limit=limit)(_entrypoint(kind, handler))
        return queue

    async def _repeat(self, name: str, interval: timedelta, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await work()
            except Exception:
                # One bad round must not be the last.
                log.exception("periodic.failed", name=name)
            await asyncio.sleep(interval.total_seconds())

    async def _forget(self) -> None:
        queries = self._queue and self._queue.queries
        if isinstance(queries, InMemoryQueries):
            await queries.clear_queue_log()
            await queries.clear_statistics_log()


def _entrypoint(kind: str, handler: Handler) -> Callable[[Job], Awaitable[None]]:
    async def run(job: Job) -> None:
        key = (job.payload or b"").decode()
        try:
            await handler(key)
        except Exception:
            # The row stays due and its lease runs out: the sweeper brings it back.
            log.exception("job.failed", kind=kind, key=key)

    return run
