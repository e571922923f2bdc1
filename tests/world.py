"""The bot between a pretend Slack and a pretend Microsoft, over real HTTP, for one test.

`async with world() as w:` gives people (`w.person("olivia")`), browsers, and both far sides' switches.
"""

import asyncio
import base64
import random
import socket
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp

from bot.app import Bot
from bot.clock import SystemClock
from bot.demo_switches import offered
from bot.running import running
from bot.settings import Settings, load
from microsoft.limits import Limits
from sandbox.defaults import Options
from sandbox.visitor import Browser, Visitor
from sandbox.world import World as Sandbox

HOST = "127.0.0.1"
PORTS = (15_000, 32_000)
KEY = base64.b64encode(b"k" * 32).decode()
NOT_FROM_HERE = (
    "SLACK_APP_TOKEN",
    "MIPBOT_CLIENT_CERTIFICATE_FILE",
    "MIPBOT_CA_FILE",
    "MIPBOT_METRICS_PORT",
)


def free_port() -> int:
    """Below those that the system gives to whoever wants any, so that nobody gets it before it is used."""
    while True:
        port = random.randrange(*PORTS)
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
        "MIPBOT_ENCRYPTION_KEYS": KEY,
        **more,
    }


@dataclass
class MovableClock(SystemClock):
    """`ahead` moves wire time too. Slack's signatures are old beyond five minutes: move it back before acting."""

    ahead: timedelta = timedelta()

    def wire(self) -> datetime:
        return super().wire() + self.ahead


@dataclass
class World:
    """`bot` is the running program; `clock.offset` moves its calendar, `clock.ahead` its wire time."""

    sandbox: Sandbox
    settings: Settings
    clock: MovableClock
    bot: Bot
    session: aiohttp.ClientSession
    _people: dict[str, Visitor] = field(default_factory=dict)

    @property
    def control(self) -> str:
        return self.sandbox.options.addresses["control"]

    @property
    def public(self) -> str:
        return self.settings.public_url

    def person(self, user: str) -> Visitor:
        return self._people.setdefault(user, Visitor(self.control, user, self.session))

    def browser(self) -> Browser:
        return Browser()

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

    async def idle(self, patience: float = 30.0) -> None:
        """Returns when nothing is being worked on and everything was told. Raises TimeoutError."""
        async with asyncio.timeout(patience):
            while True:
                if not await self._is_busy():
                    # The dispatcher skips a job whose predecessor ended a moment ago: it would wait for a sweep.
                    return await asyncio.sleep(0.2)
                await asyncio.sleep(0.05)

    async def _is_busy(self) -> bool:
        storage, workspace = self.bot.shared.storage, self.bot.shared.identity.workspace
        # Two minutes on, what somebody has claimed shows as well.
        if await storage.outbox.channels(self.clock.wire() + timedelta(minutes=2), 1):
            return True
        accounts = await storage.accounts.all(workspace)
        return any([await storage.tasks.waiting(account.id) for account in accounts])


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
    async with Sandbox(Options(**{"target": target, "public_url": target, **options}), time.time) as sandbox:
        yield sandbox


@asynccontextmanager
async def world(folder: Path, *, limits: Limits | None = None, **variables: Any) -> AsyncIterator[World]:
    """`variables` are settings by name, to set or (None) to leave out; `limits` our patience with Microsoft."""
    port, switches = free_port(), free_port()
    public = {"public_url": variables["MIPBOT_PUBLIC_URL"]} if variables.get("MIPBOT_PUBLIC_URL") else {}
    async with far_side(port, calendar=f"http://{HOST}:{switches}/calendar", **public) as sandbox:
        settings = load(_env_file=None, **settings_for(sandbox.options, port, folder, **variables))
        clock = MovableClock()
        async with running(settings, clock, limits) as bot, aiohttp.ClientSession() as session:
            there = World(sandbox, settings, clock, bot, session)
            async with offered(there, HOST, switches):
                yield there
