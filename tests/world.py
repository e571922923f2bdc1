"""The bot between a pretend Slack and a pretend Microsoft, over real HTTP, for one test.

`async with world() as w:` gives people (`w.person("olivia")`), browsers, and both far sides' switches.
"""

import asyncio
import base64
import os
import random
import secrets
import socket
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import aiohttp
from prometheus_client import generate_latest

from bot.app import Bot
from bot.clock import SystemClock
from bot.demo_switches import offered
from bot.running import running
from bot.settings import Settings, load
from bot.slack import SlackWorkspace
from microsoft.limits import Limits
from mip.changes import Task
from sandbox.defaults import Options
from sandbox.slack_workspace import TEAM
from sandbox.visitor import Browser, Visitor
from sandbox.world import World as Sandbox
from storage.addresses import read_address
from storage.migrate import make_ready
from tests.canaries import Traces, WatchedBrowser, kept_in, logging_all, planted

HOST = "127.0.0.1"
DATABASE = "mipbot.sqlite3"
KEY = secrets.token_bytes(32)
NOT_FROM_HERE = (
    "SLACK_APP_TOKEN",
    "MIPBOT_CLIENT_CERTIFICATE_FILE",
    "MIPBOT_CA_FILE",
    "MIPBOT_METRICS_PORT",
)


def _ports_of(worker: str) -> Iterator[int]:
    """Below those that the system gives to whoever wants any; each once, and no worker another's."""
    of_each = 1_000
    first = 16_000 + of_each * (int(worker.removeprefix("gw") or 0) % 16)
    # Somebody else's tests may run beside these.
    turn = random.randrange(of_each)
    while True:
        yield first + turn % of_each
        turn += 1


_PORTS = _ports_of(os.environ.get("PYTEST_XDIST_WORKER", ""))


def free_port() -> int:
    """Nobody gets it before it is used."""
    while True:
        port = next(_PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind((HOST, port))
            return port


def settings_for(sandbox: Options, port: int, folder: Path, **more: Any) -> dict[str, Any]:
    """By variable name, as an operator would set them; `more` wins."""
    addresses = sandbox.addresses
    return {
        **dict.fromkeys(NOT_FROM_HERE),
        "SLACK_SIGNING_SECRET": sandbox.signing_secret,
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_CLIENT_ID": sandbox.slack_client_id,
        "SLACK_CLIENT_SECRET": sandbox.slack_client_secret,
        "MIPBOT_CLIENT_ID": sandbox.app_client_id,
        "MIPBOT_CLIENT_SECRET": sandbox.app_client_secret,
        "MIPBOT_SLACK_URL": addresses["slack"],
        "MIPBOT_LOGIN_URL": addresses["login"],
        "MIPBOT_GRAPH_URL": addresses["graph"],
        "MIPBOT_HOST": HOST,
        "MIPBOT_PORT": port,
        "MIPBOT_PUBLIC_URL": f"http://{HOST}:{port}",
        "MIPBOT_DATA_DIR": folder,
        "MIPBOT_DATABASE_URL": "",
        "MIPBOT_ENCRYPTION_KEYS": base64.b64encode(KEY).decode(),
        **more,
    }


@dataclass
class MovableClock(SystemClock):
    """`ahead` moves wire time too. Slack's signatures are old beyond five minutes: move it back before acting."""

    ahead: timedelta = timedelta()
    _stands_at: datetime | None = None

    def wire(self) -> datetime:
        return (self._stands_at or super().wire()) + self.ahead

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Time passes only as `ahead` says, however slow the machine. Nothing may wait for its turn meanwhile."""
        self._stands_at = super().wire()
        try:
            yield
        finally:
            self._stands_at = None


@dataclass
class World:
    """`bot` is the running program; `clock.offset` moves its calendar, `clock.ahead` its wire time."""

    sandbox: Sandbox
    settings: Settings
    clock: MovableClock
    bot: Bot
    session: aiohttp.ClientSession
    traces: Traces = field(default_factory=Traces)
    _people: dict[tuple[str, str], Visitor] = field(default_factory=dict)

    @property
    def control(self) -> str:
        return self.sandbox.options.addresses["control"]

    @property
    def public(self) -> str:
        return self.settings.public_url

    def person(self, user: str, team: str = "") -> Visitor:
        """`team`: the workspace, if it is not the first."""
        made = Visitor(self.control, user, self.session, team=team)
        return self._people.setdefault((team, user), made)

    def browser(self) -> Browser:
        return WatchedBrowser(self.public, self.traces.answers)

    async def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """A switch of the far sides, by the sandbox's control routes."""
        async with self.session.request(method, f"{self.control}{path}", json=body) as answer:
            assert answer.status < 300, await answer.text()
            return await answer.json()

    async def advance(self, by: timedelta) -> None:
        """Moves the calendar and looks at what has become due."""
        self.clock.offset += by
        await self.wake()

    async def wake(self) -> None:
        await self.bot.sweeper.sweep()

    async def start_over(self) -> None:
        raise NotImplementedError("A world is for one test.")

    def forget_people(self) -> None:
        """As after the minute for which we keep what Slack says of them."""
        slack = self.bot.shared.workspaces.of(TEAM)
        assert isinstance(slack, SlackWorkspace)
        slack.forget()

    async def idle(self, patience: float = 60.0) -> None:
        """Returns when nothing is being worked on and everything was told. Raises TimeoutError."""
        async with asyncio.timeout(patience):
            while True:
                if not await self._is_busy():
                    # The dispatcher skips a job whose predecessor ended a moment ago: it would wait for a sweep.
                    return await asyncio.sleep(0.2)
                await asyncio.sleep(0.05)

    async def _is_busy(self) -> bool:
        storage, workspace = self.bot.shared.storage, TEAM
        # In this order: what a job ends with is told from the same moment on.
        accounts = await storage.accounts.all(workspace)
        wire, calendar = self.clock.wire(), self.clock.calendar()
        if any([await storage.tasks.due(task, wire, calendar, 1) for task in Task]):
            return True
        if any([await storage.tasks.waiting(account.id) for account in accounts]):
            return True
        # Two minutes on, what somebody has claimed shows as well.
        return bool(await storage.outbox.places(self.clock.wire() + timedelta(minutes=2), 1))


@dataclass(frozen=True)
class _Switched:
    """What the sandbox may do to this bot: its calendar moves. A world that starts over is another world."""

    clock: MovableClock
    bot: Bot

    async def wake(self) -> None:
        await self.bot.sweeper.sweep()

    async def start_over(self) -> None:
        raise NotImplementedError


@asynccontextmanager
async def far_side(port: int, **options: Any) -> AsyncIterator[Sandbox]:
    """The sandbox alone, aimed at a bot on `port`."""
    target = f"http://{HOST}:{port}"
    given = {"target": target, "public_url": target, **planted(), **options}
    async with Sandbox(Options(**given), time.time) as sandbox:
        yield sandbox


@cache
def _empty_database() -> bytes:
    """With current tables, as the bot makes it: that takes longer than all else that a world begins with."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / DATABASE
        asyncio.run(make_ready(read_address(f"sqlite://{file}")))
        return file.read_bytes()


@asynccontextmanager
async def world(
    folder: Path,
    *,
    limits: Limits | None = None,
    slack: Mapping[str, Any] | None = None,
    **variables: Any,
) -> AsyncIterator[World]:
    """`variables` are settings by name, to set or (None) to leave out; `limits` our patience with Microsoft;
    `slack` options of the sandbox, such as token_rotation.

    Ends by looking for what nobody may see in everything that the bot left behind. Raises Leaked.
    """
    if not (variables.get("MIPBOT_DATABASE_URL") or (folder / DATABASE).exists()):
        (folder / DATABASE).write_bytes(await asyncio.to_thread(_empty_database))
    port, switches, traces = free_port(), free_port(), Traces(more=keys_of_ours())
    public = {"public_url": variables["MIPBOT_PUBLIC_URL"]} if variables.get("MIPBOT_PUBLIC_URL") else {}
    calendar = f"http://{HOST}:{switches}/calendar"
    async with far_side(port, calendar=calendar, **public, **(slack or {})) as sandbox:
        settings = load(_env_file=None, **settings_for(sandbox.options, port, folder, **variables))
        clock = MovableClock()
        with logging_all(traces.said):
            async with running(settings, clock, limits) as bot, aiohttp.ClientSession() as session:
                there = World(sandbox, settings, clock, bot, session, traces)
                await _begun(bot)
                async with offered(there, HOST, switches):
                    yield there
                    traces.stored = await kept_in(folder, settings.database_url)
                    traces.metrics = generate_latest(bot.shared.metrics.registry).decode()
        traces.look_over(sandbox)


async def _begun(bot: Bot) -> None:
    """Nobody is sent to a process before it has looked at its tables; one that cannot is let go all the same."""
    with suppress(TimeoutError):
        async with asyncio.timeout(5):
            while bot.sweeper.is_late():  # noqa: ASYNC110 - it knows of no event
                await asyncio.sleep(0.005)


def keys_of_ours() -> set[str]:
    return {base64.b64encode(KEY).decode(), KEY.decode("latin-1")}
