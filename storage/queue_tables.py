"""On PostgreSQL the queue has tables of its own: PgQueuer's, in a schema of their own.

They hold no fact. What is due stands in our tables, so these are not written ahead (UNLOGGED): after a crash of the
server they are empty, and the sweeper fills them again. Their names are given in full, because PgQueuer would
else take them from variables of the environment, `TRIGGER` and `FUNCTION` among them.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.adapters.persistence.qb import (
    QueryBuilderEnvironment,
    QueryQueueBuilder,
    QuerySchedulerBuilder,
)
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.domain.settings import DBSettings, Durability
from pgqueuer.domain.types import Channel
from pgqueuer.ports.driver import Driver

from storage.addresses import Address
from storage.migrating import OTHERS_SECONDS, STATEMENT_SECONDS, explained
from storage.transactions import connection

SCHEMA = "mipbot_queue"
CHANNEL = "mipbot_queue"


def _names() -> DBSettings:
    return DBSettings(
        prefix="",
        db_schema=SCHEMA,
        channel=Channel(CHANNEL),
        function="fn_pgqueuer_changed",
        statistics_table="pgqueuer_statistics",
        queue_status_type="pgqueuer_status",
        queue_table="pgqueuer",
        queue_table_log="pgqueuer_log",
        trigger="tg_pgqueuer_changed",
        schedules_table="pgqueuer_schedules",
        durability=Durability.volatile,
        widen_id=True,
    )


def queries(driver: Driver) -> Queries:
    """What PgQueuer says to the server, about our tables of it."""
    names = _names()
    return Queries(
        driver, QueryBuilderEnvironment(names), QueryQueueBuilder(names), QuerySchedulerBuilder(names)
    )


async def are_there() -> bool:
    """On an open connection to PostgreSQL."""
    found = await connection().execute_query_dict(
        "SELECT to_regclass($1) IS NOT NULL AS there", [_names().qualified.queue_table]
    )
    return bool(found[0]["there"])


async def install() -> None:
    """Inside a transaction: two who do it at once would disturb each other (PgQueuer takes no lock)."""
    if not await are_there():
        await connection().execute_script(QueryBuilderEnvironment(_names()).build_install_query())


async def upgrade(address: Address) -> None:
    """To what this version of PgQueuer knows, one statement after the other, under a lock of its own."""
    patience = {"lock_timeout": f"{OTHERS_SECONDS}s", "statement_timeout": f"{STATEMENT_SECONDS}s"}
    with explained():
        async with _alone_with({**address.credentials, "server_settings": patience}) as server:
            await queries(AsyncpgDriver(server)).upgrade()


@asynccontextmanager
async def _alone_with(credentials: dict[str, Any]) -> AsyncIterator[asyncpg.Connection]:
    server = await asyncpg.connect(**credentials)
    try:
        yield server
    finally:
        await server.close()
