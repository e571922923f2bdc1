"""The bot between a pretend Slack and a pretend Microsoft, over real HTTP, for one test.

`async with world() as w:` gives people (`w.person("olivia")`), browsers, and both far sides' switches.
"""

import base64
import socket
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp

from bot.app import Bot
from bot.clock import SystemClock
from bot.running import running
from bot.settings import Settings, load
from sandbox.defaults import Options
from sandbox.visitor import Browser, Visitor
from sandbox.world import World as Sandbox

HOST = "127.0.0.1"
KEY = base64.b64encode(b"k" * 32).decode()
NOT_FROM_HERE = (
    "SLACK_APP_TOKEN",
    "MIPBOT_CLIENT_CERTIFICATE_FILE",
    "MIPBOT_CA_FILE",
    "MIPBOT_METRICS_PORT",
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
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
class World:
    """`bot` is the running program; `clock.offset` moves its calendar."""

    sandbox: Sandbox
    settings: Settings
    clock: SystemClock
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
        await self.bot.sweeper.sweep()


@asynccontextmanager
async def far_side(port: int, **options: Any) -> AsyncIterator[Sandbox]:
    """The sandbox alone, aimed at a bot on `port`."""
    target = f"http://{HOST}:{port}"
    async with Sandbox(Options(target=target, public_url=target, **options), time.time) as sandbox:
        yield sandbox


@asynccontextmanager
async def world(folder: Path, **variables: Any) -> AsyncIterator[World]:
    """`variables` are settings by name, to set or (None) to leave out."""
    port = free_port()
    async with far_side(port) as sandbox:
        settings = load(_env_file=None, **settings_for(sandbox.options, port, folder, **variables))
        clock = SystemClock()
        async with running(settings, clock) as bot, aiohttp.ClientSession() as session:
            yield World(sandbox, settings, clock, bot, session)
