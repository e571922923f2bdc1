"""The database of the running process: one process per SQLite file, many per PostgreSQL server."""

from contextlib import AsyncExitStack

from storage.addresses import MIGRATIONS, read_address
from storage.migrate import make_ready
from storage.opening import alone, connected
from storage.transactions import connection


class Database:
    """Open, with current tables. `is_shared` says that other processes may work on it too."""

    def __init__(self, stack: AsyncExitStack, *, is_shared: bool) -> None:
        self._stack = stack
        self.is_shared = is_shared

    @classmethod
    async def open(cls, url: str, migrations: str = MIGRATIONS) -> "Database":
        """Creates the tables in an empty database. Raises DatabaseBusy, SchemaRefused, ValueError."""
        address = read_address(url)
        async with AsyncExitStack() as stack:
            stack.enter_context(alone(address))
            await make_ready(address, migrations)
            await stack.enter_async_context(connected(address.config(), everywhere=True))
            return cls(stack.pop_all(), is_shared=address.file is None)

    async def ping(self) -> None:
        """Raises whatever the database raises."""
        await connection().execute_query("SELECT 1")

    async def close(self) -> None:
        await self._stack.aclose()
