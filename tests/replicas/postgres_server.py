"""A PostgreSQL that a test may restart and freeze, beside the one that the other tests share."""

import asyncio
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from tests.contract.conftest import Server, not_here, start_server


@dataclass
class Frail:
    """`server` is what the others have, too."""

    server: Server
    itself: Any

    async def crash(self) -> None:
        """As after a power cut: it says goodbye to nobody, and is down until `rise`."""
        postmaster = psutil.Process(self.itself.get_pid())
        os.kill(postmaster.pid, signal.SIGQUIT)
        await asyncio.to_thread(postmaster.wait, 30)

    async def rise(self) -> None:
        await asyncio.to_thread(self.itself.ensure_postgres_running)

    def freeze(self) -> None:
        self._tell_all(signal.SIGSTOP)

    def thaw(self) -> None:
        self._tell_all(signal.SIGCONT)

    def _tell_all(self, what: signal.Signals) -> None:
        postmaster = psutil.Process(self.itself.get_pid())
        for process in (postmaster, *postmaster.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                process.send_signal(what)


@contextmanager
def frail_server() -> Iterator[Frail]:
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    try:
        itself = start_server(folder / "data")
    except Exception as error:  # noqa: BLE001 - whatever keeps it from starting
        shutil.rmtree(folder, ignore_errors=True)
        not_here(f"PostgreSQL does not start here: {type(error).__name__}")
    try:
        yield Frail(Server(itself.psql, itself.get_uri), itself)
    finally:
        itself.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
