"""Opening, refusing, recovering, closing."""

import asyncio
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from tortoise.context import get_current_context

from mip.changes import Task, Tell, card
from storage import Storage, keys, models
from storage.keys import KeyRefused
from storage.migrate import SchemaRefused
from storage.opening import DatabaseBusy, DatabaseUnreachable
from storage.transactions import connection
from storage.vault import Vault, key_id
from tests.contract.conftest import KEY, NOW, HandClock
from tests.contract.storage_stories import WORKSPACE, account, added, due, given, removed, told

pytestmark = pytest.mark.asyncio
NEW_KEY = bytes(range(1, 33))

_SECOND = """
import asyncio, sys
from storage.database import Database
from storage.opening import DatabaseBusy
try:
    asyncio.run(Database.open(sys.argv[1]))
except DatabaseBusy as busy:
    print(busy)
"""


async def test_an_empty_database_gets_its_tables(empty_url: str, clock: HandClock) -> None:
    storage = await Storage.open(empty_url, (KEY,), clock)
    await storage.ping()
    await added(storage)
    await storage.close()


async def test_a_second_process_on_a_sqlite_file_is_refused(tmp_path: Path, clock: HandClock) -> None:
    url = f"sqlite://{tmp_path / 'deep' / 'bot.sqlite3'}"
    storage = await Storage.open(url, (KEY,), clock)
    with pytest.raises(DatabaseBusy):
        await Storage.open(url, (KEY,), clock)
    second = [sys.executable, "-c", _SECOND, url]
    said = await asyncio.to_thread(subprocess.run, second, capture_output=True, timeout=30, check=True)
    assert said.stdout.startswith(b"Another process is using bot.sqlite3.")
    await storage.ping()
    await storage.close()
    assert (tmp_path / "deep" / "bot.sqlite3").stat().st_mode & 0o077 == 0


async def test_sqlite_is_opened_with_the_promised_care(tmp_path: Path, clock: HandClock) -> None:
    storage = await Storage.open(f"sqlite://{tmp_path / 'bot.sqlite3'}", (KEY,), clock)
    wanted = {"busy_timeout": 15000, "synchronous": 2, "foreign_keys": 1, "journal_mode": "wal"}
    for pragma, value in wanted.items():
        rows = await connection().execute_query_dict(f"PRAGMA {pragma}")
        assert list(rows[0].values()) == [value]
    await storage.close()


@pytest.mark.parametrize("url", ["mysql://x", "sqlite:", "", "postgres://u:secret@h/d?pool=3"])
async def test_an_address_of_another_kind_is_refused_without_repeating_it(url: str, clock: HandClock) -> None:
    with pytest.raises(ValueError, match="database address") as refused:
        await Storage.open(url, (KEY,), clock)
    assert "secret" not in str(refused.value)


async def test_a_database_that_is_not_there_is_told_without_its_address(
    tmp_path: Path, clock: HandClock
) -> None:
    (tmp_path / "letter.txt").write_text("this is no database " * 100)
    nowhere = f"postgres://u:secret@/d?host={tmp_path}"
    for url in (nowhere, f"sqlite://{tmp_path / 'letter.txt'}"):
        with pytest.raises(DatabaseUnreachable) as refused:
            await Storage.open(url, (KEY,), clock)
        assert "secret" not in str(refused.value)
        assert str(tmp_path) not in str(refused.value)
    assert get_current_context() is None


async def test_a_failed_start_leaves_nothing_open(url: str, clock: HandClock) -> None:
    await (await Storage.open(url, (KEY,), clock)).close()
    with pytest.raises(KeyRefused):
        await Storage.open(url, (NEW_KEY,), clock)
    assert get_current_context() is None
    await (await Storage.open(url, (KEY,), clock)).close()


async def test_a_missing_key_is_named_by_its_id_only(url: str, clock: HandClock) -> None:
    await (await Storage.open(url, (KEY,), clock)).close()
    with pytest.raises(KeyRefused, match=key_id(KEY)) as refused:
        await Storage.open(url, (NEW_KEY,), clock)
    assert KEY.hex() not in str(refused.value)


async def test_a_replica_without_the_new_key_is_not_ready(storage: Storage) -> None:
    await storage.ping()
    await keys.check(Vault((NEW_KEY, KEY)))
    with pytest.raises(KeyRefused, match=key_id(NEW_KEY)):
        await storage.ping()


async def test_what_a_dead_process_held_is_free_at_once_on_sqlite(
    url: str, dialect: str, clock: HandClock
) -> None:
    first = await Storage.open(url, (KEY,), clock)
    await added(first, work=(due(Task.SCAN),), deliveries=(told("k1"), card(account())))
    assert await first.tasks.lease("a1", Task.SCAN, NOW, NOW)
    assert await first.outbox.take("T1/C1", NOW)
    await first.close()
    second = await Storage.open(url, (KEY,), clock)
    lease = await second.tasks.lease("a1", Task.SCAN, NOW, NOW)
    posting = await second.outbox.take("T1/C1", NOW)
    if dialect == "sqlite":
        assert lease
        assert posting
        assert (posting.delivery.key, posting.repeat) == ("k1", True)
    else:  # another replica may well be alive
        assert lease is None
        assert posting is None
    await second.close()


async def test_what_nobody_needs_any_more_is_purged(storage: Storage, clock: HandClock) -> None:
    seen = await added(storage, deliveries=(told("k1"),))
    posting = await storage.outbox.take("T1/C1", NOW)
    assert posting
    await storage.outbox.sent(posting)
    await given(storage, seen, deliveries=(told("k2", Tell.HELD),))
    gone = await added(storage, account("Gone", "a2"))
    await removed(storage, gone)
    await storage.purge()
    # The clean-up also plans the end of what was never connected, and has its card drawn.
    told_of = models.Delivery.exclude(tell=Tell.CARD.value)
    assert await told_of.all().count() == 2
    clock.pass_(timedelta(days=31))
    await storage.purge()
    assert [row.key for row in await told_of.all()] == ["k2"]
    assert [row.id for row in await models.Account.all()] == ["a1"]
    assert len(await storage.accounts.all(WORKSPACE)) == 1


async def test_tables_that_are_not_ours_or_newer_are_refused(url: str, clock: HandClock) -> None:
    storage = await Storage.open(url, (KEY,), clock)
    await connection().execute_query(
        "INSERT INTO tortoise_migrations (app, name, applied_at) "
        "VALUES ('mipbot', '9999_future', '2026-01-01')"
    )
    await storage.close()
    with pytest.raises(SchemaRefused, match="newer"):
        await Storage.open(url, (KEY,), clock)
