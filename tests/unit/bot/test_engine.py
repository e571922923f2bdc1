"""The dispatcher, as PgQueuer really runs it. It may lose or repeat a job; it may not stop."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.engine import Jobs
from mip.ports import now


@dataclass
class Seen:
    """A handler that writes down its keys."""

    keys: list[str] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    takes: float = 0.0

    async def __call__(self, key: str) -> None:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(self.takes)
        self.at_once -= 1
        self.keys.append(key)


@asynccontextmanager
async def at_work(jobs: Jobs) -> AsyncIterator[Jobs]:
    work = asyncio.create_task(jobs.run())
    await until(lambda: jobs.is_running)
    try:
        yield jobs
    finally:
        await jobs.stop()
        await asyncio.wait_for(work, 60)


async def until(holds: Callable[[], bool], patience: float = 60.0) -> None:
    async with asyncio.timeout(patience):
        while not holds():  # noqa: ASYNC110 - handlers under test know of no event
            await asyncio.sleep(0.01)


def jobs_with(handler: Callable[[str], Awaitable[None]], limit: int = 5) -> Jobs:
    jobs = Jobs()
    jobs.register("scan", handler, limit)
    return jobs


@pytest.mark.asyncio
async def test_a_job_reaches_its_handler_with_its_key() -> None:
    seen = Seen()
    async with at_work(jobs_with(seen)) as jobs:
        await jobs.enqueue("scan", ["a1", "ключ"], urgent=True)
        await until(lambda: sorted(seen.keys) == ["a1", "ключ"])


@pytest.mark.asyncio
async def test_a_key_that_waits_already_is_not_queued_twice() -> None:
    seen = Seen(takes=0.2)
    async with at_work(jobs_with(seen, limit=1)) as jobs:
        for _ in range(5):
            await jobs.enqueue("scan", ["a1"])
        await until(lambda: seen.keys == ["a1"])
        await asyncio.sleep(0.5)
        assert seen.keys == ["a1"]


@pytest.mark.asyncio
async def test_what_is_urgent_runs_even_while_its_predecessor_does() -> None:
    """What was committed meanwhile must not wait for the sweeper."""
    seen = Seen(takes=0.1)
    async with at_work(jobs_with(seen)) as jobs:
        await jobs.enqueue("scan", ["a1"], urgent=True)
        await until(lambda: seen.at_once == 1)
        await jobs.enqueue("scan", ["a1"], urgent=True)
        await until(lambda: seen.keys == ["a1", "a1"])


@pytest.mark.asyncio
async def test_no_more_at_once_than_agreed() -> None:
    seen = Seen(takes=0.05)
    async with at_work(jobs_with(seen, limit=3)) as jobs:
        await jobs.enqueue("scan", [f"a{number}" for number in range(12)])
        await until(lambda: len(seen.keys) == 12)
    assert seen.most_at_once <= 3


@pytest.mark.asyncio
async def test_what_somebody_waits_for_is_begun_while_ten_thousand_others_wait_and_none_ends() -> None:
    held, scheduled, asked = asyncio.Event(), Seen(), Seen()

    async def never(key: str) -> None:
        await scheduled(key)
        await held.wait()

    jobs = jobs_with(never, limit=8)
    jobs.register(now("scan"), asked, 4)
    async with at_work(jobs):
        await jobs.enqueue("scan", [f"a{number}" for number in range(10_000)])
        await until(lambda: len(scheduled.keys) == 8)
        began = asyncio.get_running_loop().time()
        await jobs.enqueue("scan", ["mine"], urgent=True)
        await until(lambda: asked.keys == ["mine"])
        # A second is what people are promised; the machine of a test may be busy.
        assert asyncio.get_running_loop().time() - began < 5
        assert len(scheduled.keys) == 8
        held.set()


@pytest.mark.asyncio
async def test_a_job_that_fails_takes_nobody_with_it() -> None:
    keys: list[str] = []

    async def handle(key: str) -> None:
        keys.append(key)
        if key == "bad":
            raise RuntimeError("hush")

    with capture_logs() as lines:
        async with at_work(jobs_with(handle)) as jobs:
            await jobs.enqueue("scan", ["bad", "good"], urgent=True)
            await until(lambda: sorted(keys) == ["bad", "good"])
            await jobs.enqueue("scan", ["next"], urgent=True)
            await until(lambda: "next" in keys)
    assert [(line["event"], line["kind"], line["key"]) for line in lines] == [("job.failed", "scan", "bad")]


@pytest.mark.asyncio
async def test_the_dispatcher_is_made_anew_when_it_ends() -> None:
    seen = Seen()
    with capture_logs():
        async with at_work(jobs_with(seen)) as jobs:
            first = jobs._queue
            assert first is not None
            first.shutdown.set()
            await until(lambda: jobs._queue not in (None, first))
            await jobs.enqueue("scan", ["a1"], urgent=True)
            await until(lambda: seen.keys == ["a1"])


@pytest.mark.asyncio
async def test_what_is_due_regularly_goes_on_after_a_bad_round() -> None:
    rounds: list[int] = []

    async def work() -> None:
        rounds.append(len(rounds))
        if len(rounds) == 1:
            raise OSError("hush")

    jobs = Jobs()
    jobs.every("sweep", timedelta(milliseconds=20), work)
    with capture_logs() as lines:
        async with at_work(jobs):
            await until(lambda: len(rounds) > 3)
    assert [(line["event"], line["name"]) for line in lines] == [("periodic.failed", "sweep")]


@pytest.mark.asyncio
async def test_before_it_runs_and_with_nothing_to_do_enqueueing_is_harmless() -> None:
    seen = Seen()
    jobs = jobs_with(seen)
    await jobs.enqueue("scan", ["a1"])
    assert not jobs.is_running
    async with at_work(jobs):
        await jobs.enqueue("scan", [])
    assert seen.keys == []
    assert not jobs.is_running


@pytest.mark.asyncio
async def test_stopping_lets_what_runs_come_to_its_end() -> None:
    seen = Seen(takes=0.3)
    async with at_work(jobs_with(seen)) as jobs:
        await jobs.enqueue("scan", ["a1"], urgent=True)
        await until(lambda: seen.at_once == 1)
    assert seen.keys == ["a1"]


@pytest.mark.asyncio
async def test_what_was_done_is_not_kept_for_ever() -> None:
    seen = Seen()
    async with at_work(jobs_with(seen)) as jobs:
        await jobs.enqueue("scan", [f"a{number}" for number in range(20)], urgent=True)
        await until(lambda: len(seen.keys) == 20)
        assert jobs._queue is not None
        assert await jobs._queue.qm.queries.queue_log()
        await asyncio.sleep(0.3)
        await jobs._forget()
        assert await jobs._queue.qm.queries.queue_log() == []


@pytest.mark.asyncio
async def test_what_waits_for_a_slot_is_not_begun_when_everything_stops() -> None:
    seen = Seen(takes=0.2)
    async with at_work(jobs_with(seen, limit=1)) as jobs:
        await jobs.enqueue("scan", ["a1", "a2", "a3"])
        await until(lambda: seen.at_once == 1)
    assert seen.keys == ["a1"]
