"""Slack's side of the talk: slash commands, each signed and each one only once."""

import asyncio
import hashlib
import hmac
import time
from dataclasses import dataclass
from itertools import count
from urllib.parse import urlencode

import aiohttp

from benchmarks import answers
from benchmarks.served import SIGNING_SECRET

# No two processes send the same: that would be a replay.
_numbers = count(time.time_ns())


@dataclass(frozen=True)
class Load:
    """`seconds` for all; `waits` in milliseconds, sorted."""

    seconds: float
    waits: list[float]

    @property
    def per_second(self) -> float:
        return len(self.waits) / self.seconds

    def percentile(self, share: float) -> float:
        return self.waits[min(len(self.waits) - 1, int(len(self.waits) * share))]


def press_hard(origin: str, text: str, number: int, connections: int) -> Load:
    """As many as it takes, `connections` at a time."""
    return asyncio.run(_press_hard(origin, text, number, connections))


async def _press_hard(origin: str, text: str, number: int, connections: int) -> Load:
    turns = iter(range(number))
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=connections)) as session:

        async def sender() -> list[float]:
            return [await _send(session, origin, text) for _ in turns]

        began = time.perf_counter()
        waits = await asyncio.gather(*(sender() for _ in range(connections)))
        return Load(time.perf_counter() - began, sorted(wait for each in waits for wait in each))


def press_evenly(origin: str, text: str, number: int, per_second: float) -> Load:
    """One after the other at that pace, whether or not the one before was answered."""
    return asyncio.run(_press_evenly(origin, text, number, per_second))


async def _press_evenly(origin: str, text: str, number: int, per_second: float) -> Load:
    async with aiohttp.ClientSession() as session:

        async def sender(turn: int) -> float:
            await asyncio.sleep(turn / per_second)
            return await _send(session, origin, text)

        began = time.perf_counter()
        waits = await asyncio.gather(*(sender(turn) for turn in range(number)))
        return Load(time.perf_counter() - began, sorted(waits))


async def _send(session: aiohttp.ClientSession, origin: str, text: str) -> float:
    body, headers = _signed(text)
    began = time.perf_counter()
    async with session.post(f"{origin}/slack/events", data=body, headers=headers) as answer:
        if answer.status != 200:  # noqa: PLR2004 - HTTP's own number
            raise RuntimeError(f"refused with status {answer.status}")
        await answer.read()
    return 1000 * (time.perf_counter() - began)


def _signed(text: str) -> tuple[bytes, dict[str, str]]:
    at = str(int(time.time()))
    body = urlencode(
        {
            "token": "t",
            "team_id": answers.WORKSPACE,
            "team_domain": "bench",
            "channel_id": answers.CHANNEL,
            "channel_name": "bench",
            "user_id": answers.PERSON,
            "user_name": "olivia",
            "command": "/mip",
            "text": text,
            "api_app_id": "A0BENCH",
            "is_enterprise_install": "false",
            "response_url": "https://127.0.0.1/api/response",
            "trigger_id": f"1.{next(_numbers)}.{'f' * 32}",
        }
    ).encode()
    made = hmac.new(SIGNING_SECRET.encode(), b"v0:" + at.encode() + b":" + body, hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": at,
        "X-Slack-Signature": f"v0={made}",
    }
    return body, headers
