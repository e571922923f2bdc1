"""Where jobs wait: in memory, or on PostgreSQL for all replicas together. PgQueuer does both with one interface."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, Protocol

import asyncpg
from pgqueuer import PgQueuer
from pgqueuer.adapters.drivers.asyncpg import AsyncpgPoolDriver
from pgqueuer.types import Channel

from storage.addresses import leave_as_it_is, read_address
from storage.queue_tables import CHANNEL, queries

# One listens, the others ask and answer; beside the eight at most that the tables have.
CONNECTIONS = 4
# A frozen server must not hold us.
SERVER_SECONDS = 5.0


class Queue(Protocol):
    def opened(self) -> AbstractAsyncContextManager[PgQueuer]:
        """A new PgQueuer, without registrations. Raises whatever keeps it from being made."""


@dataclass(frozen=True)
class InMemory:
    """For one process. What waits is forgotten when it ends: the sweeper finds it in the tables."""

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[PgQueuer]:
        yield PgQueuer.in_memory()


@dataclass(frozen=True)
class OnPostgres:
    credentials: dict[str, Any]

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[PgQueuer]:
        pool = await asyncpg.create_pool(
            **self.credentials,
            min_size=1,
            max_size=CONNECTIONS,
            timeout=SERVER_SECONDS,
            command_timeout=SERVER_SECONDS,
            server_settings={"application_name": "mipbot queue"},
            reset=leave_as_it_is,
        )
        try:
            driver = AsyncpgPoolDriver(pool)
            yield PgQueuer(driver, Channel(CHANNEL), queries=queries(driver))
        finally:
            with suppress(TimeoutError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await asyncio.wait_for(pool.close(), SERVER_SECONDS)
            pool.terminate()


def queue_of(database_url: str) -> Queue:
    address = read_address(database_url)
    return InMemory() if address.file else OnPostgres(address.credentials)
