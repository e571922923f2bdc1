"""Migrations on PostgreSQL beside those who work: short, one at a time, and told when they do not get their turn."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest

from storage import migrating
from storage.migrate import State, migrate, state
from storage.migrating import MigrationHeldUp, MigrationNotAllowed
from tests.contract.conftest import NOW
from tests.contract.test_storage_migrations import SECOND, fill, look

pytestmark = [pytest.mark.asyncio, pytest.mark.parametrize("dialect", ["postgres"], indirect=True)]


@asynccontextmanager
async def holding(url: str, *doing: str) -> AsyncIterator[None]:
    """Somebody in the middle of something."""
    server = await asyncpg.connect(url)
    try:
        async with server.transaction():
            for each in doing:
                await server.execute(each)
            yield
    finally:
        await server.close()


async def test_whoever_holds_a_table_is_not_waited_for_long_and_nothing_changes(
    url: str, dialect: str
) -> None:
    await fill(url)
    before = await look(url)
    async with holding(url, "LOCK TABLE mip_account IN ACCESS SHARE MODE"):
        with pytest.raises(MigrationHeldUp, match="Run mipbot migrate again"):
            await migrate(url, NOW, SECOND)
    assert await state(url) is State.CURRENT
    assert await look(url) == before
    await migrate(url, NOW, SECOND)


async def test_a_migration_waits_for_another_one(url: str, dialect: str) -> None:
    lock = "SELECT pg_advisory_xact_lock(hashtextextended('mipbot migrations', 0))"
    async with holding(url, lock):
        waiting = asyncio.create_task(asyncio.to_thread(lambda: asyncio.run(migrate(url, NOW, SECOND))))
        done, _ = await asyncio.wait({waiting}, timeout=migrating.TABLE_SECONDS + 2)
        assert not done
    await waiting
    assert await state(url, SECOND) is State.CURRENT


async def test_a_user_without_the_right_to_make_tables_is_told_so(empty_url: str, dialect: str) -> None:
    server = await asyncpg.connect(empty_url)
    await server.execute("DROP ROLE IF EXISTS guest")
    await server.execute("CREATE ROLE guest LOGIN")
    await server.close()
    with pytest.raises(MigrationNotAllowed, match="may not make tables"):
        await migrate(empty_url.replace("//postgres:@", "//guest:@"), NOW)
    assert await state(empty_url) is State.EMPTY
