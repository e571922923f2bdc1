"""Bringing the tables up to what this version knows. One set of migrations serves both databases.

Everything happens in one transaction, the note of what was applied included: a process that dies half way
leaves the tables as they were. Why each precaution is taken stands in docs/storage.md.
"""

from datetime import datetime
from enum import Enum
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from tortoise.migrations.executor import MigrationExecutor
from tortoise.migrations.recorder import MigrationRecorder

from storage import migrating, queue_tables
from storage.addresses import APP, MIGRATIONS, Address, read_address
from storage.opening import alone, connected
from storage.refusals import StorageRefused
from storage.transactions import atomic, connection, is_postgres

_NOTES = "tortoise_migrations"
_OURS = "mip_"


class State(Enum):
    EMPTY = "empty"
    CURRENT = "current"
    OLDER = "older"
    UNKNOWN = "unknown"


class SchemaRefused(StorageRefused):
    """The tables are not the ones this version works with. The text says what to do."""


class MigrationBroken(StorageRefused):
    """The tables would not be sound afterwards: nothing was changed."""


async def state(url: str, migrations: str = MIGRATIONS) -> State:
    """Raises DatabaseBusy while another process has the SQLite file."""
    address = read_address(url)
    with alone(address):
        async with connected(address.config(migrating=True)):
            return await _state(migrations)


async def migrate(url: str, now: datetime, migrations: str = MIGRATIONS) -> Path | None:
    """Where the copy of the SQLite file is that was made first; None when none was needed.

    Raises DatabaseBusy, SchemaRefused, MigrationBroken.
    """
    address = read_address(url)
    with alone(address):
        async with connected(address.config(migrating=True, migrations=migrations)):
            found = await _state(migrations)
            if found is State.UNKNOWN:
                raise SchemaRefused(_UNKNOWN)
            copy = await _copy(address, now) if found is State.OLDER else None
            if found is not State.CURRENT:
                await _bring_up(address, migrations)
            if is_postgres():
                await queue_tables.upgrade(address)
            return copy


async def make_ready(address: Address, migrations: str = MIGRATIONS) -> None:
    """Creates the tables in an empty database. Raises SchemaRefused on anything but current ones."""
    async with connected(address.config(migrating=True, migrations=migrations)):
        if not await has_current_tables(migrations):
            await _bring_up(address, migrations)


async def has_current_tables(migrations: str = MIGRATIONS) -> bool:
    """On an open connection; False where there are none at all. Raises SchemaRefused on any others."""
    found = await _state(migrations)
    if found in {State.OLDER, State.UNKNOWN}:
        raise SchemaRefused(_OLDER if found is State.OLDER else _UNKNOWN)
    return found is State.CURRENT


async def require_current(address: Address) -> None:
    """Creates nothing, and asks beside whoever uses the database. Raises SchemaRefused."""
    if address.file is not None and not address.file.is_file():
        raise SchemaRefused(_NOTHING)
    async with connected(address.config(migrating=True)):
        found = await _state(MIGRATIONS)
    if found is not State.CURRENT:
        raise SchemaRefused({State.EMPTY: _NOTHING, State.OLDER: _OLDER}.get(found, _UNKNOWN))


_NOTHING = "There is no database yet. Check MIPBOT_DATA_DIR or MIPBOT_DATABASE_URL, or start the bot first."
_OLDER = (
    "The database is older than this version. Run: mipbot migrate "
    "(with a SQLite file stop the bot first; on PostgreSQL the bots of the version before may run on)"
)
_UNKNOWN = (
    "The database is not one this version knows: it is newer, or not ours. "
    "Run the version that wrote it, or give another database address."
)


async def _state(migrations: str) -> State:
    tables = await _tables()
    known = _known(migrations)
    applied = await _applied() if _NOTES in tables else []
    if not applied:
        return State.UNKNOWN if any(table.startswith(_OURS) for table in tables) else State.EMPTY
    if applied == known:
        return State.CURRENT if await _has_queue() else State.OLDER
    return State.OLDER if applied == known[: len(applied)] else State.UNKNOWN


async def _has_queue() -> bool:
    return not is_postgres() or await queue_tables.are_there()


async def _tables() -> set[str]:
    query = "SELECT name FROM sqlite_master WHERE type = 'table'"
    if is_postgres():
        query = "SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()"
    return {row["name"] for row in await connection().execute_query_dict(query)}


def _known(migrations: str) -> list[str]:
    return sorted(module.name for module in iter_modules(import_module(migrations).__path__))


async def _applied() -> list[str]:
    rows = await connection().execute_query_dict(f'SELECT app, name FROM "{_NOTES}"')  # noqa: S608 - a constant
    return sorted(row["name"] for row in rows if row["app"] == APP)


async def _copy(address: Address, now: datetime) -> Path | None:
    """VACUUM INTO copies what is committed, the write-ahead log included; copying the file would not."""
    if address.file is None:
        return None
    copy = address.file.with_name(f"{address.file.name}.before-{now:%Y%m%d-%H%M%S}")
    copy.touch(mode=0o600)
    await connection().execute_query("VACUUM INTO ?", [str(copy)])
    return copy


async def _bring_up(address: Address, migrations: str) -> None:
    apps = address.config(migrations=migrations)["apps"]

    async def work() -> None:
        # Tortoise itself takes no lock: of two that migrate at once one would end in a duplicate table.
        await migrating.begin()
        executor = MigrationExecutor(connection(), apps)
        executor.recorder = executor.loader.recorder = _Notes(connection())
        await executor.recorder.ensure_schema(executor._schema_editor())  # noqa: SLF001 - there is no other way
        await executor.migrate(direction="forward")
        await _check()
        if is_postgres():
            await queue_tables.install()

    with migrating.explained():
        await atomic(work)


class _Notes(MigrationRecorder):
    """Makes its table by a query: Tortoise runs a script, which on SQLite commits what went before."""

    async def ensure_schema(self, schema_editor: Any) -> None:
        create: str = schema_editor._get_model_sql_data(self.model).table_sql  # noqa: SLF001 - there is no other way
        once = create.replace("CREATE TABLE", "CREATE TABLE IF NOT EXISTS", 1)
        await self.connection.execute_query(once.strip().rstrip(";"))


async def _check() -> None:
    if is_postgres():
        return
    orphans = await connection().execute_query_dict("PRAGMA foreign_key_check")
    verdict = await connection().execute_query_dict("PRAGMA integrity_check")
    if orphans or [row["integrity_check"] for row in verdict] != ["ok"]:
        raise MigrationBroken("The migrated tables would not be sound. Nothing was changed.")
