"""The product's own scans, everything due given to its engine at once.

Telling Slack is left out: what is told is written down as ever, and Slack's own limits pace the sending.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from benchmarks.apart import Speed, Stopwatch
from benchmarks.far_side import FarSide
from benchmarks.filled import KEY
from bot.clock import SystemClock
from bot.engine import Jobs
from bot.prompt_ledger import DELIVER, PromptLedger
from bot.queues import queue_of
from bot.shared import row_id
from handlers.connections import Connections
from handlers.leased_work import LeasedWork
from handlers.scan import Scan
from microsoft.client import MicrosoftClient
from microsoft.clouds import Clouds
from microsoft.limits import Limits
from microsoft.outbound import trust
from mip.changes import CHANGED, UNCHANGED, Task
from storage import models
from storage.store import Storage

BATCH = 500
BIG = 1_000_000


@dataclass(frozen=True)
class Job:
    """`at_once` scans at a time; `later` moves the calendar, so that they are due. `again`: of what was scanned.

    `polite`: no faster than the product lets itself be; else Microsoft is asked `at_once` at a time, without a pace.
    """

    far: FarSide
    url: str
    count: int
    at_once: int
    later: timedelta = timedelta(hours=2)
    again: bool = False
    polite: bool = False


def scan_many(job: Job) -> Speed:
    return asyncio.run(_scan_many(job))


async def _scan_many(job: Job) -> Speed:
    clock = SystemClock(job.later)
    storage = await Storage.open(job.url, (KEY,), clock)
    try:
        async with _microsoft(job, clock) as microsoft:
            due = await _due(storage, clock, job)
            speed = await _work_off(_engine(storage, microsoft, clock, job.url, job.at_once), due)
        await _check(due[:BATCH], again=job.again)
        return speed
    finally:
        await storage.close()


async def _due(storage: Storage, clock: SystemClock, job: Job) -> Sequence[str]:
    due = await storage.tasks.due(Task.SCAN, clock.wire(), clock.calendar(), BIG)
    if job.again:
        known = await models.Account.exclude(digest="").values_list("id", flat=True)
        scanned = {str(account) for account in known}
        due = [account for account in due if account in scanned]
    return due[: job.count]


async def _check(due: Sequence[str], *, again: bool) -> None:
    """All were read; and nothing of it was new, where they were scanned before."""
    good = (UNCHANGED,) if again else (CHANGED, UNCHANGED)
    scanned = models.Scan.filter(account_id__in=due, outcome__in=good)
    if await scanned.distinct().count() < len(due):
        raise RuntimeError("these scans did not go as they should")


async def _is_left(clock: SystemClock) -> bool:
    return await models.Work.filter(task=Task.SCAN.value, due_at__lte=clock.calendar()).exists()


@asynccontextmanager
async def _microsoft(job: Job, clock: SystemClock) -> AsyncIterator[MicrosoftClient]:
    limits = Limits() if job.polite else Limits(concurrency=job.at_once, requests_per_second=1_000_000)
    clouds = Clouds(job.far.origin, job.far.origin)
    client = MicrosoftClient(clouds, trust(job.far.ca_file), "bench/1", clock.wire, limits)
    try:
        yield client
    finally:
        await client.close()


@dataclass
class Countdown:
    """A handler that tells when it was called so many times."""

    work: Callable[[str], Awaitable[None]]
    left: int = 0
    done: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, key: str) -> None:
        try:
            await self.work(key)
        finally:
            self.left -= 1
            if self.left == 0:
                self.done.set()


def _engine(
    storage: Storage, microsoft: MicrosoftClient, clock: SystemClock, url: str, at_once: int
) -> tuple[Jobs, Countdown]:
    """The same parts as in `bot/background.py`, without what tells."""
    jobs = Jobs(queue_of(url))
    ledger = PromptLedger(storage.ledger, jobs, clock)
    work = LeasedWork(storage.accounts.plain, ledger, storage.tasks, clock, asyncio.sleep)
    connections = Connections(storage.accounts, None)
    countdown = Countdown(Scan(work, storage.labels, connections, microsoft, clock, row_id).run)
    jobs.register(Task.SCAN, countdown.run, at_once)
    jobs.register(DELIVER, _tell_nobody, 1)
    return jobs, countdown


async def started(jobs: Jobs) -> None:
    while not jobs.is_running:  # noqa: ASYNC110 - it tells nobody when it begins
        await asyncio.sleep(0.01)


async def _tell_nobody(_place: str) -> None:
    pass


async def _work_off(engine: tuple[Jobs, Countdown], due: Sequence[str]) -> Speed:
    jobs, countdown = engine
    countdown.left = len(due)
    working = asyncio.create_task(jobs.run())
    await started(jobs)
    watch = Stopwatch()
    await jobs.enqueue(Task.SCAN, due)
    await countdown.done.wait()
    speed = watch.stop(len(due))
    await jobs.stop()
    await working
    return speed


def share_work(job: Job, number: int, began: float) -> float:
    """One of several replicas. The first gives everything to the queue at that moment; each tells how many seconds
    later nothing was left."""
    return asyncio.run(_share_work(job, number, began))


async def _share_work(job: Job, number: int, began: float) -> float:
    clock = SystemClock(job.later)
    storage = await Storage.open(job.url, (KEY,), clock)
    try:
        async with _microsoft(job, clock) as microsoft:
            jobs, _ = _engine(storage, microsoft, clock, job.url, job.at_once)
            working = asyncio.create_task(jobs.run())
            due = await _due(storage, clock, job)
            await asyncio.sleep(began - time.time())
            if number == 0:
                await jobs.enqueue(Task.SCAN, due)
            while await _is_left(clock):  # noqa: ASYNC110 - only the tables know what the other replica does
                await asyncio.sleep(0.1)
            ended = time.time()
            await jobs.stop()
            await working
            return ended - began
    finally:
        await storage.close()
