"""`mipbot demo`: the sandbox as a process of its own, the real bot against it, and nothing to set up."""

import asyncio
import base64
import json
import secrets
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from bot import logs
from bot.demo_stage import Stage
from bot.demo_switches import offered
from bot.running import CannotListen
from bot.settings import Settings, load

HOST = "127.0.0.1"
STARTS_WITHIN = 60.0
# Below those that systems hand out: between being chosen and being bound, nobody else is given one of them.
PORTS = range(16_000, 32_000)
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
    port, switches = _free_ports(2)
    async with _sandbox(port, f"http://{HOST}:{switches}") as places:
        world = await asyncio.to_thread(_world, places)
        stage = Stage(lambda folder: _settings(world, places, port, folder))
        async with stage, offered(stage, HOST, switches):
            return await _play(places) if tour else await _stay(places)


async def _stay(places: dict[str, str]) -> int:
    print(f"Open {places['control']} in a browser. Stop with Ctrl+C.", flush=True)  # noqa: T201 - all one needs
    await _stopped()
    return 0


async def _stopped() -> None:
    stop = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    await stop.wait()


@asynccontextmanager
async def _sandbox(port: int, switches: str) -> AsyncIterator[dict[str, str]]:
    """The addresses it prints when it is ready."""
    told = {
        "--target": f"http://{HOST}:{port}",
        "--calendar": f"{switches}/calendar",
        "--start-over": f"{switches}/start-over",
    }
    options = [word for option in told.items() for word in option]
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "sandbox", *options, stdout=PIPE)
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


def _free_ports(number: int) -> list[int]:
    """All bound at the same time, so that they differ."""
    with ExitStack() as probes:
        return [_bound(probes.enter_context(socket.socket())) for _ in range(number)]


def _bound(probe: socket.socket) -> int:
    """Raises CannotListen."""
    for port in secrets.SystemRandom().sample(PORTS, 100):
        with suppress(OSError):
            probe.bind((HOST, port))
            return port
    raise CannotListen(f"No free port was found on {HOST}.")


async def _play(places: dict[str, str]) -> int:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox.tour", "--control", places["control"]
    )
    return await process.wait()
