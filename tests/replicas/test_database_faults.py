"""PostgreSQL dies, comes back, or says nothing any more: the bots say so, lose nothing, and go on by themselves."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest

from tests.contract.conftest import Server
from tests.journeys.stories import CHANNEL, NAME, shows, told
from tests.replicas.fleet import Fleet, fleet
from tests.replicas.line import before_postgres
from tests.replicas.many_accounts import put, scans
from tests.replicas.one_scan import is_told_once, let_go, press_activate, scanning, validated
from tests.replicas.postgres_server import Frail, frail_server
from tests.replicas.test_faults import LOSES_PATIENCE

DOWN_SECONDS = 18
A_WHILE = 5
# Jobs that one process lets into the tables at a time.
MANY_WAIT = 4
WAITING = """
    SELECT count(*) >= $1 FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'
"""
CUT = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@pytest.fixture
def frail() -> Iterator[Frail]:
    with frail_server() as server:
        yield server


@pytest.mark.asyncio
async def test_a_database_that_crashes_under_a_scan_is_waited_for(tmp_path: Path, frail: Frail) -> None:
    """The queue is empty afterwards, and the tables know what is due."""
    async with fleet(tmp_path, frail.server) as f:
        first = await validated(f)
        (second,) = await f.start()
        fault = await scanning(f)
        await frail.crash()
        for each in (first, second):
            await f.becomes_ready(each, "database")
        assert "try again" in (await f.hears("list")).lower()
        await f.stage.ask("DELETE", f"/faults/{fault}")
        await frail.rise()
        for each in (first, second):
            await f.becomes_ready(each)
        await f.pass_leases()
        await is_told_once(f)


@pytest.mark.asyncio
async def test_connections_that_are_cut_under_load_cost_nobody_more_than_another_try(
    tmp_path: Path, postgres: Server
) -> None:
    async with fleet(tmp_path, postgres) as f:
        replicas = [await validated(f), *await f.start()]
        over = asyncio.Event()

        async def asks(user: str) -> list[str]:
            said = []
            while not over.is_set():
                said.append((await f.stage.person(user).command("list")).text)
            return said

        asking = [asyncio.create_task(asks(user)) for user in ("olivia", "adam", "mia")]
        for _ in range(4):
            await asyncio.sleep(0.7)
            await f.sql(CUT)
        await asyncio.sleep(1)
        over.set()
        said = [text for each in await asyncio.gather(*asking) for text in each]
        odd = [text for text in said if "1 MIP account" not in text and "Try again" not in text]
        assert odd == []
        for each in replicas:
            await f.becomes_ready(each)
        fault = await scanning(f)
        await f.sql(CUT)
        await let_go(f, fault)
        await is_told_once(f)


@pytest.mark.asyncio
async def test_a_frozen_database_keeps_no_answer_from_slack(tmp_path: Path, frail: Frail) -> None:
    async with fleet(tmp_path, frail.server) as f:
        first = await validated(f)
        frail.freeze()
        try:
            assert "try again" in (await f.hears("list")).lower()
            await f.becomes_ready(first, "database")
            await asyncio.sleep(6)
        finally:
            frail.thaw()
        await f.becomes_ready(first)
        assert "1 MIP account" in await f.hears("list")
        owner = f.stage.person("olivia")
        await shows(owner, NAME, "Validation Successful")
        assert await told(owner, "failed", CHANNEL) == []


@pytest.mark.asyncio
async def test_a_replica_can_be_stopped_while_the_database_says_nothing(tmp_path: Path, frail: Frail) -> None:
    async with fleet(tmp_path, frail.server) as f:
        first = await validated(f)
        fault = await scanning(f)
        frail.freeze()
        try:
            began = time.monotonic()
            ended = await f.stop(first)
            assert time.monotonic() - began < LOSES_PATIENCE + 5
            assert ended.code == 0
        finally:
            frail.thaw()
        await f.start()
        await let_go(f, fault)
        await is_told_once(f)


@pytest.mark.asyncio
async def test_a_database_that_is_down_for_long_is_come_back_to_without_a_restart(
    tmp_path: Path, frail: Frail
) -> None:
    """Longer than every limit of time there is. A scan becomes due meanwhile, and is done once."""
    async with fleet(tmp_path, frail.server) as f, before_postgres(f.database) as (line, address):
        replicas = [await validated(f, MIPBOT_DATABASE_URL=address), *await f.start()]
        await press_activate(f)
        await is_told_once(f)
        await f.sql("UPDATE mip_work SET due_at = now() + interval '5 s' WHERE task = 'scan'")
        await frail.crash()
        owner = f.stage.person("olivia")
        for _ in range(6):
            await asyncio.sleep(DOWN_SECONDS / 6)
            for text in ("list", f'deactivate "{NAME}"', "add"):
                assert "nothing was done" in await f.hears(text)
            assert [await f.is_alive(each) for each in replicas] == [True, True]
            assert [await f.readiness(each) for each in replicas] == ["database", "database"]
        # Nobody asks: what looks by itself whether it is back does so now and then, not all the time.
        before = line.taken
        await asyncio.sleep(A_WHILE)
        assert line.taken - before <= 2 * A_WHILE
        await frail.rise()
        for each in replicas:
            await f.becomes_ready(each)
        await f.until("SELECT count(*) = 2 FROM mip_scan")
        await f.quiet()
        assert (await f.sql("SELECT count(*) AS n FROM mip_scan"))[0]["n"] == 2
        await shows(owner, NAME, "Active")
        await owner.command(f'deactivate "{NAME}"')
        await shows(owner, NAME, "Tenant Inactive")


@asynccontextmanager
async def locked(f: Fleet, table: str) -> AsyncIterator[None]:
    """Somebody else has it, and takes their time."""
    somebody = await asyncpg.connect(f.database)
    try:
        async with somebody.transaction():
            await somebody.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
            yield
    finally:
        await somebody.close()


@pytest.mark.asyncio
async def test_scans_that_wait_for_the_database_leave_connections_to_people(
    tmp_path: Path, postgres: Server
) -> None:
    """More of them than there are connections, and none gets on: a table is held by somebody."""
    async with fleet(tmp_path, postgres) as f:
        accounts = await put(f, 30, due=timedelta(hours=1))
        await f.start()
        async with locked(f, "mip_scan"):
            await f.sql("UPDATE mip_work SET due_at = now() WHERE task = 'scan'")
            await f.until(WAITING, MANY_WAIT)
            for _ in range(12):
                assert "30 MIP accounts" in await f.hears("list")
                await asyncio.sleep(0.25)
        await f.pass_leases()
        await f.until("SELECT count(DISTINCT account_id) = 30 FROM mip_scan")
        assert await scans(f) == dict.fromkeys(accounts, 1)
