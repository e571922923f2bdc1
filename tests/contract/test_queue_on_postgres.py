"""The dispatcher on PostgreSQL: what several processes ask for is done by one of them."""

import asyncio
from collections import Counter
from datetime import timedelta

import asyncpg
import pytest

from bot.engine import BATCH, Jobs
from bot.queues import queue_of
from storage import Storage
from storage.database import ClockOff, require_like_clocks
from storage.migrate import SchemaRefused, State, migrate, state
from storage.queue_tables import SCHEMA
from tests.contract.conftest import KEY, NOW, HandClock
from tests.unit.bot.test_engine import Seen, at_work, jobs_with, until

pytestmark = [pytest.mark.asyncio, pytest.mark.parametrize("dialect", ["postgres"], indirect=True)]


def on(url: str, seen: Seen) -> Jobs:
    jobs = jobs_with(seen)
    jobs.queue = queue_of(url)
    return jobs


async def test_what_two_ask_for_at_once_is_done_once(url: str, dialect: str) -> None:
    seen = Seen(takes=0.3)
    async with at_work(on(url, seen)) as one, at_work(on(url, seen)) as other:
        keys = [f"a{number}" for number in range(12)]
        await asyncio.gather(*(jobs.enqueue("scan", keys) for jobs in (one, other, one)))
        await until(lambda: len(seen.keys) >= 12)
        await asyncio.sleep(1)
    assert Counter(seen.keys) == Counter(keys)


async def test_each_replica_has_slots_of_its_own_and_leaves_what_it_cannot_begin(
    url: str, dialect: str
) -> None:
    seen = [Seen(takes=0.5), Seen(takes=0.5)]
    keys = [f"a{number}" for number in range(60)]
    async with at_work(on(url, seen[0])) as one, at_work(on(url, seen[1])):
        await one.enqueue("scan", keys)
        await until(lambda: sum(len(each.keys) for each in seen) == len(keys))
    assert Counter(seen[0].keys + seen[1].keys) == Counter(keys)
    assert [each.most_at_once for each in seen] == [5, 5]
    # Whoever came first took two batches at most before the other one asked.
    assert min(len(each.keys) for each in seen) >= len(keys) // 2 - 2 * BATCH


async def test_what_was_done_is_not_kept_in_the_log_for_ever(url: str, dialect: str) -> None:
    seen = Seen()
    async with at_work(on(url, seen)) as jobs:
        await jobs.enqueue("scan", ["a1"], urgent=True)
        await until(lambda: seen.keys == ["a1"])
        await asyncio.sleep(0.5)
        assert await _rows(url, "pgqueuer_log")
        await jobs._forget()
        assert await _rows(url, "pgqueuer_log") == 0
    assert await _rows(url, "pgqueuer") == 0


async def _rows(url: str, table: str) -> int:
    server = await asyncpg.connect(url)
    try:
        return int(await server.fetchval(f"SELECT count(*) FROM {SCHEMA}.{table}"))
    finally:
        await server.close()


async def test_the_operators_environment_does_not_rename_the_queues_tables(
    empty_url: str, dialect: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PgQueuer would take them from there."""
    for name in ("TRIGGER", "FUNCTION", "QUEUE_TABLE", "PGQUEUER_PREFIX", "PGQUEUER_SCHEMA", "CHANNEL"):
        monkeypatch.setenv(name, "elsewhere")
    await migrate(empty_url, NOW)
    seen = Seen()
    async with at_work(on(empty_url, seen)) as jobs:
        await jobs.enqueue("scan", ["a1"], urgent=True)
        await until(lambda: seen.keys == ["a1"])


async def test_a_database_from_before_there_was_a_queue_has_to_be_migrated(url: str, dialect: str) -> None:
    server = await asyncpg.connect(url)
    await server.execute(f"DROP SCHEMA {SCHEMA} CASCADE")
    await server.close()
    assert await state(url) is State.OLDER
    with pytest.raises(SchemaRefused, match="mipbot migrate"):
        await Storage.open(url, (KEY,), HandClock())
    await migrate(url, NOW)
    assert await state(url) is State.CURRENT


async def test_replicas_go_by_clocks_that_agree(dialect: str) -> None:
    require_like_clocks(NOW, NOW + timedelta(seconds=10))
    for off in (timedelta(minutes=-5), timedelta(minutes=5)):
        with pytest.raises(ClockOff, match="300 s"):
            require_like_clocks(NOW, NOW + off)
