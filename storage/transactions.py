"""Transactions that a cancellation cannot break.

`in_transaction` of Tortoise 1.1.9 takes the connection and then awaits BEGIN: cancelled between the two,
nobody gives it back, and on SQLite every later query waits for ever. So each transaction runs in a task of
its own, which the caller waits for even when it is cancelled itself. Nothing else may call `in_transaction`.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from tortoise.backends.base.client import BaseDBAsyncClient, TransactionalDBClient
from tortoise.context import require_context
from tortoise.transactions import in_transaction

from storage.away import CommitUnclear, is_away
from storage.reads_apart import main_name

T = TypeVar("T")


async def atomic(work: Callable[[], Awaitable[T]]) -> T:
    """All that `work` writes, or nothing. Keep it short, write first, and start no task in it.

    A cancelled caller gets its CancelledError after the transaction has ended, committed or not.
    """
    if isinstance(connection(), TransactionalDBClient):
        raise RuntimeError("This already runs in a transaction.")  # noqa: TRY004 - the type is only the sign
    task = asyncio.create_task(_run(work))
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is None:
        return task.result()
    if not task.cancelled():
        task.exception()  # looked at, so that asyncio does not report it as forgotten
    raise cancelled


async def _run(work: Callable[[], Awaitable[T]]) -> T:
    """Raises CommitUnclear, and whatever `work` and the database raise."""
    is_asked = False
    try:
        async with in_transaction(main_name()) as transaction:
            await _take_turn()
            result = await work()
            is_asked = True
            # Inside the block: a COMMIT that fails (disk full) must be rolled back, or on SQLite, which has
            # one connection, the next transaction would begin by committing what is left of this one.
            await transaction.commit()
    except Exception as fault:
        if is_asked and is_away(fault):
            raise CommitUnclear from fault
        raise
    return result


async def _take_turn() -> None:
    """On SQLite a transaction that reads first could not write after another process did: "database is locked",
    at once. So it asks for the right to write when it begins, and waits for that (`busy_timeout`).
    """
    if not is_postgres():
        # A script first ends what is begun: https://docs.python.org/3/library/sqlite3.html#sqlite3.Cursor.executescript
        await connection().execute_script("BEGIN IMMEDIATE")


def connection() -> BaseDBAsyncClient:
    """The transaction's own connection inside `atomic`, any that writes outside."""
    return require_context().db(main_name())


def is_postgres() -> bool:
    return connection().capabilities.dialect == "postgres"


async def serialise(subject: str) -> None:
    """Inside `atomic`: nobody else passes here with the same subject until this transaction has ended.

    On SQLite a process runs one transaction at a time anyhow, and a file has one process.
    """
    if is_postgres():
        await connection().execute_query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [subject])
