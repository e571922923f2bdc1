"""Changing tables on PostgreSQL while bots of the version before work on them: one at a time, and never for long.

Whoever waits for a table keeps everybody waiting who comes after. So a migration gives up after seconds, changes
nothing, and is run again.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg
from tortoise.exceptions import OperationalError

from storage.refusals import StorageRefused
from storage.transactions import connection, is_postgres, serialise

# Another migration may take its time; a table that somebody holds is tried again later.
OTHERS_SECONDS = 60
TABLE_SECONDS = 5
STATEMENT_SECONDS = 300


class MigrationHeldUp(StorageRefused):
    """Somebody held what the migration needs for too long."""


class MigrationNotAllowed(StorageRefused):
    """The user of the database may not make tables there."""


_NOT_ALLOWED = (
    "The user of the database address may not make tables there. Nothing was changed. Let it own the database, or "
    "GRANT CREATE on the database and on its schema; it needs both, because the queue has a schema of its own."
)
_HELD_UP = (
    "Somebody else kept a table, or another migration went on, for too long. Nothing was changed. "
    "Run mipbot migrate again, at a quieter time; the bots may run on."
)


async def begin() -> None:
    """Inside the transaction of a migration. Waits for another one."""
    if is_postgres():
        await _limit("lock_timeout", OTHERS_SECONDS)
        await _limit("statement_timeout", STATEMENT_SECONDS)
    await serialise("mipbot migrations")
    if is_postgres():
        await _limit("lock_timeout", TABLE_SECONDS)


async def _limit(setting: str, seconds: int) -> None:
    await connection().execute_query("SELECT set_config($1, $2, true)", [setting, f"{seconds}s"])


@contextmanager
def explained() -> Iterator[None]:
    """Raises MigrationHeldUp for what only took too long, MigrationNotAllowed."""
    try:
        yield
    except Exception as fault:
        cause = _cause(fault)
        if isinstance(cause, asyncpg.LockNotAvailableError | asyncpg.QueryCanceledError):
            raise MigrationHeldUp(_HELD_UP) from None
        if isinstance(cause, asyncpg.InsufficientPrivilegeError):
            raise MigrationNotAllowed(_NOT_ALLOWED) from None
        raise


def _cause(fault: BaseException) -> BaseException:
    """What the ORM made its own exception of."""
    while isinstance(fault, OperationalError) and fault.__cause__ is not None:
        fault = fault.__cause__
    return fault
