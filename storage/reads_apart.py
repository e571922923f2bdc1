"""On SQLite what only looks has a connection of its own, beside the one for transactions.

So whoever asks for a list does not wait behind a hundred scans that are being written down: in WAL mode readers see
what was committed last, and wait for nobody (https://sqlite.org/wal.html). PostgreSQL has its pool.
"""

from tortoise.backends.base.client import BaseDBAsyncClient, TransactionalDBClient
from tortoise.context import require_context
from tortoise.models import Model

NAME = "sqlite, reading"


def main_name() -> str:
    """Of the connection that writes, whichever database it is."""
    return next(iter(require_context().connections.db_config))


def reading() -> BaseDBAsyncClient:
    """Inside a transaction that sees its own writes, so it reads for itself."""
    context = require_context()
    main = context.db(main_name())
    is_apart = NAME in context.connections.db_config and not isinstance(main, TransactionalDBClient)
    return context.db(NAME) if is_apart else main


class ReadsApart:
    """Tortoise asks it for the connection of each query (https://tortoise.github.io/router.html)."""

    def db_for_read(self, _model: type[Model]) -> str:
        return reading().connection_name
