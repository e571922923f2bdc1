"""Having a database to oneself, and being connected to it for a while."""

import fcntl
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from tortoise.context import TortoiseContext

from storage.addresses import Address
from storage.refusals import StorageRefused
from storage.transactions import connection


class DatabaseBusy(StorageRefused):
    """Another process has the SQLite file."""

    def __init__(self, file: Path) -> None:
        super().__init__(
            f"Another process is using {file.name}. A SQLite file serves one process at a time: "
            "stop the other one, or use PostgreSQL."
        )


class DatabaseUnreachable(StorageRefused):
    """Nothing answers at the address, it lets us not in, or what is there is no database."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"The database does not answer as one ({why}). Check its address and whether it runs."
        )


@contextmanager
def alone(address: Address) -> Iterator[None]:
    """Holds a SQLite file against every other process; the system lets go of it however this one ends.

    Two processes on one file would fail each other with "database is locked". PostgreSQL needs no such thing.
    """
    if address.file is None:
        yield
        return
    address.file.parent.mkdir(parents=True, exist_ok=True)
    lock = _private(address.file.with_name(address.file.name + ".lock"))
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(_private(address.file))
        yield
    except BlockingIOError:
        raise DatabaseBusy(address.file) from None
    finally:
        os.close(lock)


def is_in_use(address: Address) -> bool:
    """Whether a process has the SQLite file to itself just now. PostgreSQL does not tell: then False."""
    try:
        with alone(address):
            return False
    except DatabaseBusy:
        return True


def _private(file: Path) -> int:
    """Opens the file, which nobody but us may read if it is new."""
    return os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


@asynccontextmanager
async def connected(config: dict[str, Any], *, everywhere: bool = False) -> AsyncIterator[None]:
    """`everywhere`: for every task of the process, which works for one database at a time.

    Raises DatabaseUnreachable, which names the kind of fault only: messages of drivers hold addresses.
    Always leave: on SQLite a worker thread that is not told to stop keeps the process alive for ever.
    """
    context = TortoiseContext()
    try:
        with context:
            await context.init(config=config, _enable_global_fallback=everywhere)
            await _knock()
            if not everywhere:
                yield
        if everywhere:
            yield
    finally:
        await context.close_connections()


async def _knock() -> None:
    """Tortoise connects with the first query, and lets each driver's own exceptions through."""
    try:
        await connection().execute_query("SELECT 1")
    except Exception as error:  # noqa: BLE001 - each driver has exceptions of its own, with no common parent
        raise DatabaseUnreachable(type(error).__name__) from None
