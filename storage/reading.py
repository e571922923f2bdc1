"""What people read while others write.

On SQLite all statements go by one connection, which each transaction has to itself until it has ended: while thousands
of accounts are scanned, whoever asks for a list would wait behind them. Readers of a write-ahead log wait for nobody,
so what people read goes by a connection of its own, which cannot write. PostgreSQL has a pool for everybody.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient, TransactionalDBClient
from tortoise.backends.sqlite.client import SqliteClient

from storage.addresses import Address
from storage.transactions import connection, is_postgres

_PRAGMAS = {"busy_timeout": 15000, "query_only": "ON", "cache_size": -4000, "temp_store": "MEMORY"}


class Reading:
    """`own` is SQLite's second connection."""

    def __init__(self, own: SqliteClient | None) -> None:
        self._own = own

    @property
    def by(self) -> BaseDBAsyncClient:
        """Inside a transaction its own connection, which alone sees what it has written so far."""
        usual = connection()
        return usual if self._own is None or isinstance(usual, TransactionalDBClient) else self._own

    async def ask(self, query: str, *values: Any) -> Sequence[Mapping[str, Any]]:
        """`query` as PostgreSQL has it, with `$1`; times come back as each database keeps them."""
        asked = query if is_postgres() else query.replace("$", "?")
        return list(await self.by.execute_query_dict(asked, list(values)))


@asynccontextmanager
async def reading(address: Address) -> AsyncIterator[Reading]:
    """After the tables were made."""
    if address.file is None:
        yield Reading(None)
        return
    own = SqliteClient(str(address.file), connection_name=address.dialect, **_PRAGMAS)
    try:
        await own.create_connection(with_db=True)
        yield Reading(own)
    finally:
        await own.close()
