"""The database of the running process: one process per SQLite file, many per PostgreSQL server."""

from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta

from storage.addresses import MIGRATIONS, read_address
from storage.migrate import make_ready
from storage.opening import alone, connected
from storage.reading import Reading, reading
from storage.refusals import StorageRefused
from storage.transactions import connection

# A third of what a claim on a message lasts: with more, replicas would take each other's work for abandoned.
CLOCKS_DIFFER = timedelta(seconds=20)


class ClockOff(StorageRefused):
    """This machine's time is not the database's, and so not the other replicas' either."""


def require_like_clocks(theirs: datetime, ours: datetime) -> None:
    """Raises ClockOff."""
    off = abs(theirs - ours)
    if off > CLOCKS_DIFFER:
        raise ClockOff(
            f"The clocks of this machine and of the database differ by {off.total_seconds():.0f} s. "
            "Set them, and keep them with NTP: replicas go by them."
        )


class Database:
    """Open, with current tables. `is_shared` says that other processes may work on it too."""

    def __init__(self, stack: AsyncExitStack, reading: Reading, *, is_shared: bool) -> None:
        self._stack = stack
        self.reading = reading
        self.is_shared = is_shared

    @classmethod
    async def open(cls, url: str, migrations: str = MIGRATIONS) -> "Database":
        """Creates the tables in an empty database. Raises DatabaseBusy, SchemaRefused, ValueError."""
        address = read_address(url)
        async with AsyncExitStack() as stack:
            stack.enter_context(alone(address))
            await make_ready(address, migrations)
            await stack.enter_async_context(connected(address.config(), everywhere=True))
            is_shared = address.file is None
            if is_shared:
                await _compare_clocks()
            by = await stack.enter_async_context(reading(address))
            return cls(stack.pop_all(), by, is_shared=is_shared)

    async def ping(self) -> None:
        """Raises ClockOff, and whatever the database raises."""
        await connection().execute_query("SELECT 1")
        if self.is_shared:
            await _compare_clocks()

    async def close(self) -> None:
        await self._stack.aclose()


async def _compare_clocks() -> None:
    found = await connection().execute_query_dict("SELECT clock_timestamp() AS now")
    require_like_clocks(found[0]["now"], datetime.now(UTC))
