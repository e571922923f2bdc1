"""Processes that answer Slack: the bot with everything due given to it at once, and a bare Bolt app that only acks."""

import asyncio
import base64
import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.error import URLError

from aiohttp import web
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from benchmarks import answers
from benchmarks.far_side import HOST, FarSide, free_port
from benchmarks.filled import DUE_IN, KEY
from benchmarks.scans import started
from bot import logs
from bot.clock import SystemClock
from bot.memory import settle
from bot.running import running
from bot.settings import load
from microsoft.outbound import trust
from mip.changes import Task

SIGNING_SECRET = "0123456789abcdef0123456789abcdef"
ROOT = Path(__file__).parents[1]
PATIENCE = 30.0


@dataclass(frozen=True)
class Served:
    """A process that answers at `origin`; `started` is how many seconds passed until it was ready."""

    origin: str
    pid: int
    started: float


def settings_of(far: FarSide, url: str, port: int) -> dict[str, str]:
    """By variable name, as an operator would set them."""
    return {
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "SLACK_CLIENT_ID": "1.2",
        "SLACK_CLIENT_SECRET": "not-a-secret",
        "MIPBOT_SLACK_URL": far.origin,
        "MIPBOT_LOGIN_URL": far.origin,
        "MIPBOT_GRAPH_URL": far.origin,
        "MIPBOT_CA_FILE": str(far.ca_file),
        "MIPBOT_HOST": HOST,
        "MIPBOT_PORT": str(port),
        "MIPBOT_PUBLIC_URL": f"http://{HOST}:{port}",
        "MIPBOT_DATABASE_URL": url,
        "MIPBOT_ENCRYPTION_KEYS": base64.b64encode(KEY).decode(),
        "MIPBOT_LOG_LEVEL": "CRITICAL",
    }


@contextmanager
def the_bot(far: FarSide, url: str) -> Iterator[Served]:
    """As it is run: `mipbot run`."""
    with _process(settings_of(far, url, port := free_port()), port, "-m", "bot", "run") as served:
        yield served


@contextmanager
def the_busy_bot(far: FarSide, url: str, due: int) -> Iterator[Served]:
    """The same program, which begins with so many scans that are due."""
    given = {**settings_of(far, url, port := free_port()), "BENCH_DUE": str(due)}
    with _process(given, port, "-m", "benchmarks.served", "bot") as served:
        yield served


@contextmanager
def bare_bolt(far: FarSide) -> Iterator[Served]:
    given = settings_of(far, "", port := free_port()) | {"SLACK_BOT_TOKEN": answers.BOT_TOKEN}
    # Bolt would take these for its own, and ask for installations.
    for name in ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"):
        del given[name]
    with _process(given, port, "-m", "benchmarks.served", "bolt") as served:
        yield served


@contextmanager
def _process(given: dict[str, str], port: int, *arguments: str) -> Iterator[Served]:
    began = time.perf_counter()
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), **given}
    running = subprocess.Popen([sys.executable, *arguments], env=environment, cwd=ROOT)  # noqa: S603 - ours
    try:
        origin = f"http://{HOST}:{port}"
        _await_ready(running, f"{origin}/readyz")
        yield Served(origin, running.pid, time.perf_counter() - began)
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(PATIENCE)


def _await_ready(running: subprocess.Popen[bytes], address: str) -> None:
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends and running.poll() is None:
        with contextlib.suppress(URLError, OSError), urllib.request.urlopen(address, timeout=2):  # noqa: S310 - ours
            return
        time.sleep(0.01)
    raise TimeoutError("it is not ready")


async def _serve_busy(due: int) -> None:
    settings, clock = load(_env_file=None), SystemClock(2 * DUE_IN if due else timedelta())
    logs.set_up(settings.log_format, settings.log_level)
    stop = _stop_signal()
    async with running(settings, clock) as bot:
        tasks, jobs = bot.shared.storage.tasks, bot.shared.jobs
        found = await tasks.due(Task.SCAN, clock.wire(), clock.calendar(), max(due, 1))
        await started(jobs)
        settle()
        await jobs.enqueue(Task.SCAN, found)
        await stop.wait()


async def _serve_bolt() -> None:
    """What any Bolt app on aiohttp does, as its documentation has it: verify, and ack."""
    settings = load(_env_file=None)
    client = AsyncWebClient(
        answers.BOT_TOKEN, base_url=f"{settings.slack_url}/api/", ssl=trust(settings.ca_file)
    )
    app = AsyncApp(client=client, signing_secret=SIGNING_SECRET)

    async def mip(ack: AsyncAck) -> None:
        await ack("ok")

    app.command("/mip")(mip)
    stop = _stop_signal()
    site = app.web_app("/slack/events")
    site.router.add_get("/readyz", _ready)
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, settings.host, settings.port).start()
    await stop.wait()
    await runner.cleanup()


async def _ready(_request: web.Request) -> web.Response:
    return web.Response()


def _stop_signal() -> asyncio.Event:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    return stop


def main(which: str, due: str) -> None:
    work: Any = _serve_bolt() if which == "bolt" else _serve_busy(int(due))
    asyncio.run(work)


if __name__ == "__main__":
    main(sys.argv[1], os.environ.get("BENCH_DUE", "0"))
