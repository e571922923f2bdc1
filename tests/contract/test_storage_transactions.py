"""A transaction is whole or nothing, and no cancellation leaves the database unable to answer."""

import asyncio
import random
import sqlite3
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

from storage import Storage, models
from storage.migrate import migrate
from storage.transactions import atomic, connection
from tests.contract.conftest import KEY, NOW, HandClock

ROUNDS = 2000

# What the wrapper is for: the same work with Tortoise's own context manager, cancelled in the same way.
_BARE = """
import asyncio, os, random, sys
from storage.addresses import read_address
from storage.models import Admin
from storage.opening import connected
from tortoise.transactions import in_transaction

async def work():
    async with in_transaction("sqlite"):
        await Admin.create(workspace="T1", person=str(random.random()))
        await Admin.all().count()

async def main():
    async with connected(read_address(sys.argv[1]).config(), everywhere=True):
        for _ in range(500):
            tasks = [asyncio.create_task(work()) for _ in range(4)]
            await asyncio.sleep(random.random() * 0.002)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            try:
                async with asyncio.timeout(5):
                    await Admin.create(workspace="T2", person=str(random.random()))
            except TimeoutError:
                print("frozen", flush=True)
                os._exit(3)

asyncio.run(main())
"""


async def _two_rows(name: str) -> None:
    await models.Admin.create(workspace="left", person=name)
    await models.Admin.create(workspace="right", person=name)


@pytest.mark.asyncio
async def test_cancelled_at_any_moment_the_database_still_answers(storage: Storage) -> None:
    dice = random.Random(7)
    for round_ in range(ROUNDS // 4):
        tasks = [asyncio.create_task(atomic(lambda n=f"{round_}.{i}": _two_rows(n))) for i in range(4)]  # type: ignore[misc] # the default
        await asyncio.sleep(dice.random() * 0.002)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    async with asyncio.timeout(60):
        left = await models.Admin.filter(workspace="left").count()
        assert left == await models.Admin.filter(workspace="right").count()
        assert left > 0


@pytest.mark.asyncio
async def test_a_cancelled_caller_learns_it_after_the_work_is_done(storage: Storage) -> None:
    async def slow() -> None:
        await models.Admin.create(workspace="left", person="one")
        await asyncio.sleep(0.1)

    caller = asyncio.create_task(atomic(slow))
    await asyncio.sleep(0.03)
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    assert await models.Admin.all().count() == 1


@pytest.mark.asyncio
async def test_an_error_undoes_everything(storage: Storage) -> None:
    async def broken() -> None:
        await _two_rows("one")
        raise LookupError

    with pytest.raises(LookupError):
        await atomic(broken)
    assert await models.Admin.all().count() == 0


@pytest.mark.asyncio
async def test_one_inside_another_is_refused(storage: Storage) -> None:
    with pytest.raises(RuntimeError, match="already runs"):
        await atomic(lambda: atomic(lambda: _two_rows("one")))


# Only SQLite can be told how many pages it may have.
@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@pytest.mark.asyncio
async def test_a_full_disk_undoes_everything_and_heals(storage: Storage, dialect: str) -> None:
    async def big() -> None:
        await models.Admin.create(workspace="left", person="one")
        await models.KeyCheck.create(id="big", sealed="x" * 1_000_000)

    await connection().execute_query("PRAGMA max_page_count = 100")
    with pytest.raises(Exception, match="full"):
        await atomic(big)
    assert await models.Admin.all().count() == 0
    await connection().execute_query("PRAGMA max_page_count = 100000")
    await atomic(lambda: _two_rows("two"))
    assert await models.Admin.all().count() == 2


# On PostgreSQL each transaction has a connection of its own.
@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@pytest.mark.asyncio
async def test_a_commit_that_fails_leaves_nothing_to_the_next_one(storage: Storage, dialect: str) -> None:
    async def orphan() -> None:
        await connection().execute_query("PRAGMA defer_foreign_keys = ON")
        await connection().execute_query(
            "INSERT INTO mip_work (account_id, task, due_at, attempt, activate, consented, asked_by, asked_in, "
            "token) VALUES ('nobody', 'scan', '2026-01-01', 1, 0, 0, '', '', '')"
        )

    with pytest.raises(Exception, match="FOREIGN KEY"):
        await atomic(orphan)
    await atomic(lambda: _two_rows("one"))
    assert await models.Work.all().count() == 0
    assert await models.Admin.all().count() == 2


def test_tortoises_own_transaction_hangs_for_ever(tmp_path: Path) -> None:
    """Should this fail after an update of Tortoise, the fault is mended and the wrapper may go."""
    url = f"sqlite://{tmp_path / 'bare.sqlite3'}"
    asyncio.run(migrate(url, NOW))
    bare = [sys.executable, "-c", _BARE, url]
    ended = subprocess.run(bare, check=False, timeout=60, capture_output=True)
    assert (ended.returncode, ended.stdout) == (3, b"frozen\n")


@pytest.mark.asyncio
async def test_what_reads_before_it_writes_is_not_overtaken(tmp_path: Path, clock: HandClock) -> None:
    """Two processes on a SQLite file: without its turn a transaction that read could not write any more."""
    storage = await Storage.open(f"sqlite://{tmp_path / 'bot.sqlite3'}", (KEY,), clock)
    other = sqlite3.connect(tmp_path / "bot.sqlite3", timeout=0, isolation_level=None)

    async def work() -> None:
        assert await models.Admin.all().count() == 0
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("UPDATE mip_key_check SET id = id")
        await _two_rows("first")

    await atomic(work)
    other.execute("UPDATE mip_key_check SET id = id")
    assert await models.Admin.all().count() == 2
    other.close()
    await storage.close()


# A SQLite file has one process.
@pytest.mark.asyncio
@pytest.mark.parametrize("dialect", ["postgres"], indirect=True)
async def test_whoever_freezes_in_a_transaction_does_not_hold_the_others_for_long(
    storage: Storage, url: str, dialect: str
) -> None:
    await models.Admin.create(workspace="T1", person="U1")
    change = "UPDATE mip_admin SET person = 'U2' WHERE workspace = 'T1'"

    async def freeze() -> None:
        await models.Admin.filter(workspace="T1").update(person="frozen")
        await asyncio.sleep(9)
        await models.Admin.all().count()

    frozen = asyncio.create_task(atomic(freeze))
    await asyncio.sleep(0.3)
    server = await asyncpg.connect(url)
    async with asyncio.timeout(8):
        await server.execute(change)
    await server.close()
    with pytest.raises(Exception, match="connection"):
        await frozen
    assert [admin.person for admin in await models.Admin.all()] == ["U2"]
