"""The proxy of deploy/Caddyfile as it runs, but for its name, its certificate, and how it finds the replicas."""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.world import HOST, free_port

CADDYFILE = Path(__file__).parents[2] / "deploy" / "Caddyfile"
PATIENCE = 30


@asynccontextmanager
async def caddy(folder: Path, backs: Sequence[str]) -> AsyncIterator[str]:
    """Its address. `backs`: host and port of each replica."""
    program = shutil.which("caddy")
    if program is None:
        pytest.skip("caddy is not installed")
    port = free_port()
    file = folder / "Caddyfile"
    file.write_text(_here(CADDYFILE.read_text(), port, backs))
    running = await asyncio.create_subprocess_exec(
        program, "run", "--config", str(file), env={"HOME": str(folder)}, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        await _listens(port)
        yield f"http://{HOST}:{port}"
    finally:
        running.terminate()
        await running.wait()


def _here(text: str, port: int, backs: Sequence[str]) -> str:
    changed = text
    for there, here in (
        (r"^\{$", "{\n\tadmin off"),
        (r"^bot\.example\.com \{$", f"http://{HOST}:{port} {{"),
        (r"dynamic a \{.*?\}", f"to {' '.join(backs)}"),
    ):
        changed, times = re.subn(there, here, changed, count=1, flags=re.MULTILINE | re.DOTALL)
        assert times == 1, there
    return changed


async def _listens(port: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                _, writer = await asyncio.open_connection(HOST, port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return
