"""`mipbot demo`: the sandbox as a process of its own, the real bot against it, and nothing to set up."""

import asyncio
import base64
import json
import secrets
import signal
import socket
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from bot import logs
from bot.clock import SystemClock
from bot.running import running
from bot.settings import Settings, load

HOST = "127.0.0.1"
STARTS_WITHIN = 15.0
# What an operator may have set for the real bot, and what the demonstration must not inherit.
_NOT_FROM_HERE = (
    "SLACK_APP_TOKEN",
    "MIPBOT_CLIENT_CERTIFICATE_FILE",
    "MIPBOT_CA_FILE",
    "MIPBOT_METRICS_PORT",
)


async def run(*, tour: bool) -> int:
    """The exit status. With `tour` the story is played; without it everything stays until it is stopped."""
    logs.set_up("text", "WARNING")
    port = _free_port()
    with tempfile.TemporaryDirectory(prefix="mipbot-demo-") as folder:
        async with _sandbox(port) as places:
            settings = _settings(await asyncio.to_thread(_world, places), places, port, Path(folder))
            async with running(settings, SystemClock()):
                if tour:
                    return await _play(places)
                _say(places, settings)
                await _stopped()
    return 0


async def _stopped() -> None:
    stop = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    await stop.wait()


@asynccontextmanager
async def _sandbox(port: int) -> AsyncIterator[dict[str, str]]:
    """The addresses it prints when it is ready."""
    target = f"http://{HOST}:{port}"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox", "--target", target, stdout=PIPE
    )
    try:
        yield await asyncio.wait_for(_ready(process), STARTS_WITHIN)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _ready(process: Process) -> dict[str, str]:
    assert process.stdout is not None  # noqa: S101 - asked for with PIPE
    line = await process.stdout.readline()
    if not line:
        raise RuntimeError("The sandbox did not start.")
    found: dict[str, str] = json.loads(line)
    return found


def _world(places: dict[str, str]) -> dict[str, Any]:
    with urlopen(f"{places['control']}/world") as answer:  # noqa: S310 - our own process, on loopback
        found: dict[str, Any] = json.load(answer)
    return found


def _settings(world: dict[str, Any], places: dict[str, str], port: int, folder: Path) -> Settings:
    """What an operator would put into `.env`; nothing of their own environment counts here."""
    options = world["options"]
    given = {
        **dict.fromkeys(_NOT_FROM_HERE),
        "SLACK_SIGNING_SECRET": options["signing_secret"],
        "SLACK_BOT_TOKEN": options["bot_token"],
        "SLACK_CLIENT_ID": options["slack_client_id"],
        "SLACK_CLIENT_SECRET": options["slack_client_secret"],
        "MIPBOT_CLIENT_ID": options["app_client_id"],
        "MIPBOT_CLIENT_SECRET": options["app_client_secret"],
        "MIPBOT_SLACK_URL": places["slack"],
        "MIPBOT_LOGIN_URL": places["login"],
        "MIPBOT_GRAPH_URL": places["graph"],
        "MIPBOT_HOST": HOST,
        "MIPBOT_PORT": port,
        "MIPBOT_PUBLIC_URL": f"http://{HOST}:{port}",
        "MIPBOT_DATA_DIR": folder,
        "MIPBOT_DATABASE_URL": "",
        "MIPBOT_ENCRYPTION_KEYS": base64.b64encode(secrets.token_bytes(32)).decode(),
    }
    return load(_env_file=None, **given)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port


async def _play(places: dict[str, str]) -> int:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox.tour", "--control", places["control"]
    )
    return await process.wait()


def _say(places: dict[str, str], settings: Settings) -> None:
    lines = [
        "A pretend Slack, a pretend Microsoft and the real bot are running on this machine.",
        f"  bot        {settings.public_url}",
        f"  Slack      {places['slack']}",
        f"  Microsoft  {places['login']} (sign-in), {places['graph']} (Graph)",
        f"  control    {places['control']} (play a person, change labels, break things)",
        "See the main story played: make tour",
        "Stop with Ctrl+C.",
    ]
    print("\n".join(lines), flush=True)  # noqa: T201 - this is what the command is for
