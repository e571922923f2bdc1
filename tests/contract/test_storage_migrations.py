"""Migrations keep every row and every index, or change nothing."""

import asyncio
from collections import Counter
from dataclasses import replace

import pytest
from tortoise.context import TortoiseContext

from mip.accounts import Renewal
from mip.changes import Change
from mip.credentials import ClientSecret, Secret
from mip.labels import Label
from storage import Storage
from storage.addresses import read_address
from storage.database import Database
from storage.migrate import MigrationBroken, SchemaRefused, State, _bring_up, migrate, state
from storage.opening import connected
from storage.transactions import connection, is_postgres
from tests.contract.conftest import KEY, NOW, HandClock
from tests.contract.storage_stories import account, added, attempt, later, told

pytestmark = pytest.mark.asyncio
FIRST = "tests.contract.first_schema.migrations"
SECOND = "tests.contract.second_schema.migrations"
BROKEN = "tests.contract.broken_schema.migrations"

Shape = Counter[tuple[str, ...]]


async def fill(url: str) -> None:
    storage = await Storage.open(url, (KEY,), HandClock())
    for i in range(3):
        one = account(f"Name {i}", f"a{i}")
        labels = tuple(Label(f"g{n}", "L") for n in range(5))
        await added(
            storage, one, labels=labels, credential=ClientSecret(Secret("s")), deliveries=(told(f"k{i}"),)
        )
    await storage.attempts.open(attempt(), "k")
    await storage.close()


async def look(url: str) -> tuple[dict[str, int], Shape]:
    async with connected(read_address(url).config(migrating=True)):
        tables = await _tables()
        rows = {table: await _count(table) for table in tables if table.startswith("mip_")}
        return rows, await _indexes(tables)


async def _tables() -> list[str]:
    query = "SELECT name FROM sqlite_master WHERE type = 'table'"
    if is_postgres():
        query = "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"
    return sorted(row["name"] for row in await connection().execute_query_dict(query))


async def _count(table: str) -> int:
    found = await connection().execute_query_dict(f"SELECT COUNT(*) AS n FROM {table}")
    return int(found[0]["n"])


async def _indexes(tables: list[str]) -> Shape:
    """Of which columns there is an index, and whether it is unique; names differ by who made them."""
    if is_postgres():
        query = "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'"
        found = await connection().execute_query_dict(query)
        parts = [(row["tablename"], *row["indexdef"].split(" USING ")) for row in found]
        return Counter((table, str("UNIQUE" in made), columns) for table, made, columns in parts)
    shape: Shape = Counter()
    for table in tables:
        for index in await connection().execute_query_dict(f"PRAGMA index_list({table})"):
            columns = await connection().execute_query_dict(f"PRAGMA index_info({index['name']})")
            shape[(table, str(index["unique"]), *(str(column["name"]) for column in columns))] += 1
    return shape


async def test_the_states_of_a_database(empty_url: str, clock: HandClock) -> None:
    assert await state(empty_url) is State.EMPTY
    assert await migrate(empty_url, NOW) is None
    assert await state(empty_url) is State.CURRENT
    assert await state(empty_url, SECOND) is State.OLDER
    assert await migrate(empty_url, NOW) is None
    await migrate(empty_url, NOW, SECOND)
    assert await state(empty_url, SECOND) is State.CURRENT
    assert await state(empty_url) is State.UNKNOWN
    with pytest.raises(SchemaRefused, match="newer"):
        await migrate(empty_url, NOW)


async def test_older_tables_are_not_used_but_told_how_to_migrate(url: str) -> None:
    with pytest.raises(SchemaRefused, match="mipbot migrate"):
        await Database.open(url, SECOND)
    assert await state(url) is State.CURRENT


async def test_a_filled_database_keeps_every_row_and_every_index(url: str, dialect: str) -> None:
    await fill(url)
    before = await look(url)
    copy = await migrate(url, NOW, SECOND)
    assert await look(url) == before
    assert before[0]["mip_label"] == 15
    if dialect == "sqlite":
        assert copy is not None
        assert copy.stat().st_mode & 0o077 == 0
        assert await look(f"sqlite://{copy}") == before
    else:
        assert copy is None


async def test_migrated_and_fresh_are_alike(url: str, empty_url: str) -> None:
    await fill(url)
    await migrate(url, NOW, SECOND)
    await migrate(empty_url, NOW, SECOND)
    assert (await look(url))[1] == (await look(empty_url))[1]


async def fill_first(url: str) -> None:
    """With what the first version knew, by its own words: today's models have more."""
    await migrate(url, NOW, FIRST)
    async with connected(read_address(url).config(migrating=True)):
        for i in range(3):
            await connection().execute_query(ACCOUNT.format(n=i))
            await connection().execute_query(CREDENTIAL.format(n=i))
            await connection().execute_query(WORK.format(n=i))


ACCOUNT = """
    INSERT INTO mip_account (id, workspace, name, name_key, connector, cloud, client_id, tenant, channel, added_by,
    added_at, validation, retrieval, first_retrieved, label_count, digest, source, interval_seconds,
    has_credential, credential_version, version, changed_by) VALUES ('a{n}', 'T1', 'Name {n}', 'name {n}', 'custom',
    'Global', 'c', 't', 'C1', 'U1', '2026-01-01 00:00:00+00:00', 'ok', 'on', true, 0, '', '', 3600, true, 1, 1, '')
"""
CREDENTIAL = """
    INSERT INTO mip_credential (id, account_id, workspace, kind, sealed, public)
    VALUES ('c{n}', 'a{n}', 'T1', 'client_secret', 'v1:x:y:z{n}', '')
"""
WORK = """
    INSERT INTO mip_work (account_id, task, due_at, attempt, activate, consented, asked_by, asked_in, token)
    VALUES ('a{n}', 'scan', '2026-01-01 00:00:00+00:00', 1, false, false, '', '', '')
"""


ADDED_SINCE = (
    *("mip_renewal", "mip_handover", "mip_subscription", "mip_gathered", "mip_watch"),
    *("mip_preference", "mip_home_reader", "mip_installation", "mip_workspace", "mip_installing"),
    "mip_tally",
)


async def test_the_first_versions_tables_get_what_this_one_needs(
    empty_url: str, url: str, dialect: str
) -> None:
    await fill_first(empty_url)
    rows, _ = await look(empty_url)
    assert (await state(empty_url), rows["mip_work"]) == (State.OLDER, 3)
    with pytest.raises(SchemaRefused, match="mipbot migrate"):
        await Storage.open(empty_url, (KEY,), HandClock())
    assert (await migrate(empty_url, NOW) is not None) == (dialect == "sqlite")
    after, indexes = await look(empty_url)
    assert after == {**rows, **dict.fromkeys(ADDED_SINCE, 0)}
    assert indexes == (await look(url))[1]

    storage = await Storage.open(empty_url, (KEY,), HandClock())
    old = await storage.accounts.get("T1", "a1")
    assert (old.name.shown, old.credential_version, old.renewal) == ("Name 1", 1, None)
    assert (old.by_certificate, old.expires_at) == (False, None)
    waits = Renewal("c", NOW, "U1", "C1")
    aside = replace(old, renewal=waits)
    await storage.ledger.commit(Change("T1", old, aside, renewal=ClientSecret(Secret("next"))))
    assert (await storage.accounts.get("T1", "a1")).renewal == waits
    await storage.close()


async def test_the_migrations_make_what_the_models_say(url: str, empty_url: str) -> None:
    context = TortoiseContext()
    with context:
        await context.init(config=read_address(empty_url).config())
        await context.generate_schemas()
    await context.close_connections()
    _, migrated = await look(url)
    _, declared = await look(empty_url)
    ours = Counter({key: n for key, n in migrated.items() if key[0] != "tortoise_migrations"})
    assert ours == declared


# PostgreSQL alters a column in place.
@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_without_the_guard_rule_the_rebuild_deletes_what_belongs_to_the_table(
    url: str, dialect: str
) -> None:
    """Should this fail after an update of Tortoise, the fault is mended and the rule may go."""
    await fill(url)
    address = read_address(url)
    async with connected(address.config(migrating=False, migrations=SECOND)):
        await _bring_up(address, SECOND)
    rows, _ = await look(url)
    assert (rows["mip_account"], rows["mip_label"], rows["mip_credential"]) == (3, 0, 0)


async def test_a_migration_that_stumbles_changes_nothing(url: str) -> None:
    await fill(url)
    before = await look(url)
    with pytest.raises(Exception, match="no_such_table"):
        await migrate(url, NOW, BROKEN)
    assert await look(url) == before
    assert await state(url) is State.CURRENT
    await migrate(url, later(seconds=1), SECOND)


async def test_several_migrations_are_all_applied_or_none(empty_url: str) -> None:
    with pytest.raises(Exception, match="no_such_table"):
        await migrate(empty_url, NOW, BROKEN)
    assert await state(empty_url) is State.EMPTY
    assert (await look(empty_url))[0] == {}


# PostgreSQL checks its references itself.
@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_tables_that_would_not_be_sound_are_not_kept(url: str, dialect: str) -> None:
    async with connected(read_address(url).config(migrating=True)):
        await connection().execute_query(
            "INSERT INTO mip_label (account_id, guid, name, extra, first_seen, last_seen) "
            "VALUES ('nobody', 'g', 'n', '{}', '2026-01-01', '2026-01-01')"
        )
    with pytest.raises(MigrationBroken):
        await migrate(url, NOW, SECOND)
    assert await state(url, SECOND) is State.OLDER


# A SQLite file has one process.
@pytest.mark.parametrize("dialect", ["postgres"], indirect=True)
async def test_five_who_migrate_at_once_do_not_disturb_each_other(empty_url: str, dialect: str) -> None:
    runs = [asyncio.to_thread(lambda: asyncio.run(migrate(empty_url, NOW))) for _ in range(5)]
    assert await asyncio.gather(*runs) == [None] * 5
    assert await state(empty_url) is State.CURRENT


async def test_a_foreign_database_is_left_alone(empty_url: str) -> None:
    async with connected(read_address(empty_url).config(migrating=True)):
        await connection().execute_query("CREATE TABLE mip_account (id int)")
    assert await state(empty_url) is State.UNKNOWN
    with pytest.raises(SchemaRefused):
        await migrate(empty_url, NOW)
