"""The real bot as a process of its own, which a test may kill, beside a sandbox that lives on."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from sandbox.visitor import Browser, Visitor
from sandbox.world import World as Sandbox
from tests.canaries import Traces, WatchedBrowser, kept_in
from tests.world import HOST, far_side, free_port, keys_of_ours, settings_for

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
RUN = ("-m", "bot", "run")


@dataclass(frozen=True)
class Ended:
    code: int
    said: str


@dataclass
class Theatre:
    """`folder` outlives every process that works in it. `database`: where they keep things if not there."""

    sandbox: Sandbox
    port: int
    folder: Path
    session: aiohttp.ClientSession
    running: list[Process] = field(default_factory=list)
    said: str = ""
    traces: Traces = field(default_factory=lambda: Traces(more=keys_of_ours()))
    database: str = ""

    @property
    def public(self) -> str:
        return f"http://{HOST}:{self.port}"

    def person(self, user: str, patience: float = 30.0) -> Visitor:
        return Visitor(self.sandbox.options.addresses["control"], user, self.session, patience)

    def browser(self) -> Browser:
        return WatchedBrowser(self.public, self.traces.answers)

    async def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        address = f"{self.sandbox.options.addresses['control']}{path}"
        async with self.session.request(method, address, json=body) as answer:
            assert answer.status < 300, await answer.text()
            return await answer.json()

    async def launch(self, *, program: Sequence[str] = RUN, **variables: Any) -> Process:
        """`variables` by name; None leaves one out."""
        wide_open = {"MIPBOT_LOG_LEVEL": "DEBUG", **variables}
        wanted = settings_for(self.sandbox.options, self.port, self.folder, **wide_open)
        given = {name: str(value) for name, value in wanted.items() if value is not None}
        clean = {
            name: value for name, value in os.environ.items() if not name.startswith(("MIPBOT", "SLACK"))
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *program,
            cwd=self.folder,
            env={**clean, **given, "PYTHONPATH": str(ROOT)},
            stdout=PIPE,
            stderr=PIPE,
        )
        self.running.append(process)
        return process

    async def start(self, **variables: Any) -> Process:
        """Until it is ready."""
        process = await self.launch(**variables)
        async with asyncio.timeout(PATIENCE):
            while not await self.is_ready():
                assert process.returncode is None, (await self.ended(process)).said
                await asyncio.sleep(0.05)
        return process

    async def is_ready(self) -> bool:
        try:
            async with self.session.get(f"{self.public}/readyz") as answer:
                return answer.status == 200
        except aiohttp.ClientError:
            return False

    async def kill(self, process: Process) -> None:
        process.send_signal(signal.SIGKILL)
        await self.ended(process)

    async def stop(self, process: Process) -> Ended:
        process.send_signal(signal.SIGTERM)
        return await self.ended(process)

    async def ended(self, process: Process) -> Ended:
        """What it said on both outputs, which tests may look through later, too."""
        async with asyncio.timeout(PATIENCE):
            out, err = await process.communicate()
        self.running.remove(process)
        said = (out + err).decode(errors="replace")
        self.said += said
        return Ended(process.returncode or 0, said)

    async def hold(self, where: str, after: int = 0, *, after_work: bool = False) -> str:
        """Keeps the bot waiting at its next call of this kind but `after`. Answers the fault's id."""
        wish = {"where": where, "kind": "hold", "after": after, "after_work": after_work}
        made = await self.ask("POST", "/faults", wish)
        return str(made["id"])

    async def is_held(self, fault: str) -> None:
        """Returns once it waits."""
        async with asyncio.timeout(PATIENCE):
            while True:
                faults = await self.ask("GET", "/faults")
                if any(each["id"] == fault and each["held"] for each in faults):
                    return
                await asyncio.sleep(0.02)


@asynccontextmanager
async def theatre(folder: Path, database: str = "") -> AsyncIterator[Theatre]:
    """Nothing that was started outlives it, and no secret stands in what it left behind."""
    port = free_port()
    async with far_side(port) as sandbox, aiohttp.ClientSession() as session:
        stage = Theatre(sandbox, port, folder, session, database=database)
        try:
            yield stage
            assert await stage.ask("GET", "/slack/validation-errors") == []
            stage.traces.stored = await kept_in(folder, stage.database)
        finally:
            for process in list(stage.running):
                await stage.kill(process)
        stage.traces.said.append(stage.said)
        stage.traces.look_over(sandbox)
    assert "Traceback" not in stage.said
