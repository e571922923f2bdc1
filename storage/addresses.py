"""Database addresses, as people write them, and what the ORM wants to know about each."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import asyncpg

from storage.reads_apart import NAME, ReadsApart

MODELS = ("storage.models", "storage.news_models", "storage.workspace_models")
MIGRATIONS = "storage.migrations"
APP = "mipbot"

# synchronous FULL keeps a committed message over a power cut; NORMAL does not promise that.
_PRAGMAS = {"busy_timeout": 15000, "synchronous": "FULL", "cache_size": -20000, "temp_store": "MEMORY"}
_READING = {"query_only": "ON", "cache_size": -8000}
# A frozen server must not hold us: cancelling a query waits for the server, this limit does not.
_COMMAND_SECONDS = 5.0
# A process that is frozen in the middle of a transaction must not hold the others: the server ends it.
_SERVER = {"idle_in_transaction_session_timeout": "5s"}
_POOL = {"minsize": 1, "maxsize": 8, "max_inactive_connection_lifetime": 300.0}


@dataclass(frozen=True)
class Address:
    """`file` is set for SQLite, `credentials` for PostgreSQL."""

    file: Path | None
    credentials: dict[str, Any]

    @property
    def dialect(self) -> str:
        """Names the connection too: Tortoise keeps queries by that name, and the two write differently."""
        return "sqlite" if self.file else "postgres"

    def config(self, *, migrating: bool = False, migrations: str = MIGRATIONS) -> dict[str, Any]:
        """Migrating on SQLite goes without foreign keys: a rebuilt table is dropped first, and the DROP would
        delete every row that belongs to it."""
        main = self._sqlite(migrating) if self.file else self._postgres(migrating)
        is_apart = self.file is not None and not migrating
        return {
            "connections": {self.dialect: main, **({NAME: self._reading()} if is_apart else {})},
            "routers": [ReadsApart],
            "apps": {
                APP: {"models": list(MODELS), "migrations": migrations, "default_connection": self.dialect}
            },
            "use_tz": True,
            "timezone": "UTC",
        }

    def _sqlite(self, migrating: bool) -> dict[str, Any]:
        pragmas = {**_PRAGMAS, "foreign_keys": "OFF" if migrating else "ON"}
        return {
            "engine": "tortoise.backends.sqlite",
            "credentials": {"file_path": str(self.file), **pragmas},
        }

    def _reading(self) -> dict[str, Any]:
        """It could not write if it wanted to."""
        config = self._sqlite(migrating=False)
        return {**config, "credentials": {**config["credentials"], **_READING}}

    def _postgres(self, migrating: bool) -> dict[str, Any]:
        limit = None if migrating else _COMMAND_SECONDS
        server = {"application_name": "mipbot", **({} if migrating else _SERVER)}
        credentials = {**self.credentials, **_POOL, "command_timeout": limit, "server_settings": server}
        if not migrating:
            credentials["reset"] = leave_as_it_is
        return {"engine": "tortoise.backends.asyncpg", "credentials": credentials}


async def leave_as_it_is(_connection: asyncpg.Connection) -> None:
    """After each use of a connection. asyncpg ends what is open by itself, and would then ask the server to forget
    session settings and locks, once more for every statement: we have none that outlive a transaction.

    https://magicstack.github.io/asyncpg/current/api/index.html#asyncpg.pool.create_pool
    """


def read_address(url: str) -> Address:
    """`sqlite://PATH` or `postgres://USER:PASSWORD@HOST:PORT/NAME`, with `?host=/socket/folder`, `?sslmode=`.

    Raises ValueError, which does not repeat the address: it may hold a password.
    """
    scheme, _, rest = url.partition("://")
    if scheme == "sqlite" and rest:
        return Address(Path(rest), {})
    if scheme in {"postgres", "postgresql"}:
        return Address(None, _credentials(url))
    raise ValueError("The database address must begin with sqlite:// or postgres://.")


def _credentials(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    unknown = sorted(asked.keys() - {"host", "sslmode"})
    if unknown:
        raise ValueError(f"The database address has settings that are not known: {', '.join(unknown)}.")
    found: dict[str, Any] = {
        "host": asked.get("host") or parts.hostname or "localhost",
        "port": parts.port or 5432,
        "user": unquote(parts.username or "postgres"),
        "password": unquote(parts.password or "") or None,
        "database": parts.path.lstrip("/") or "postgres",
    }
    return {**found, "ssl": asked["sslmode"]} if "sslmode" in asked else found
