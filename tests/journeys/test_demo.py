"""`mipbot demo` as somebody starts it: one address, everything behind it, and gone again at once."""

import asyncio
import os
import re
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from sandbox.visitor import Visitor


@asynccontextmanager
async def demonstration(folder: Path) -> AsyncIterator[Process]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo"), cwd=folder, env={"PATH": os.environ["PATH"]}, stdout=PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def said(process: Process) -> str:
    assert process.stdout is not None
    return (await asyncio.wait_for(process.stdout.readline(), 60)).decode()


@pytest.mark.asyncio
async def test_it_prints_one_address_and_everything_is_behind_it(tmp_path: Path) -> None:
    async with demonstration(tmp_path) as process, aiohttp.ClientSession() as session:
        told = re.fullmatch(
            r"Open (http://127\.0\.0\.1:\d+) in a browser\. Stop with Ctrl\+C\.\n", await said(process)
        )
        assert told
        async with session.get(told[1]) as page:
            assert (page.status, page.content_type) == (200, "text/html")
        olivia = Visitor(told[1], "olivia", session)
        assert "/mip add" in (await olivia.command("help", "#security")).text
        await olivia.command("add", "#security")
        await olivia.choose("SaaS connector", "MIP bot connector")
        await olivia.type("Account name", "Contoso")
        await olivia.submit()
        assert "1 MIP account." in (await olivia.command("list", "#security")).text
        before = await asked(session, "GET", f"{told[1]}/calendar")
        moved = await asked(session, "POST", f"{told[1]}/calendar", {"months": 1})
        assert (before["movable"], before["offset"]) == (True, 0)
        assert 27 * 86_400 < moved["offset"] < 32 * 86_400
        assert await asked(session, "POST", f"{told[1]}/reset") == {}
        assert (await asked(session, "GET", f"{told[1]}/calendar"))["offset"] == 0
        assert "No MIP accounts yet" in (await olivia.command("list", "#security")).text
        process.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(process.wait(), 60) == 0
        assert await said(process) == ""


async def asked(session: aiohttp.ClientSession, method: str, url: str, body: Any = None) -> dict[str, Any]:
    async with session.request(method, url, json=body) as got:
        answer: dict[str, Any] = await got.json()
        assert got.ok, answer
        return answer
