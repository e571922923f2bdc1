"""The database of the running process: one process per SQLite file, many per PostgreSQL server."""

from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import cast

from storage.addresses import MIGRATIONS, read_address
from storage.migrate import make_ready
from storage.opening import alone, connected
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
            is_shared = address.file is None
            if is_shared:
                require_like_clocks(await _its_time(), datetime.now(UTC))
            return cls(stack.pop_all(), is_shared=is_shared)

    async def ping(self, ours: datetime | None = None) -> None:
        """`ours`: what this machine takes for the time. Raises ClockOff, and whatever the database raises."""
        if self.is_shared:
            require_like_clocks(await _its_time(), ours or datetime.now(UTC))
        else:
            await connection().execute_query("SELECT 1")

    async def time(self) -> datetime | None:
        """That of all processes on it, where there may be several."""
        return await _its_time() if self.is_shared else None

    async def close(self) -> None:
        await self._stack.aclose()


async def _its_time() -> datetime:
    found = await connection().execute_query_dict("SELECT clock_timestamp() AS now")
    return cast(datetime, found[0]["now"])
