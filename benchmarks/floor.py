"""The least that reading a tenant's labels can cost: a bare aiohttp loop with the same requests.

It asks for a token and for the labels, and parses both. It checks nothing, keeps nothing and tells nobody.
"""

import asyncio
import ssl
from collections.abc import Iterator

import aiohttp
import orjson

from benchmarks import answers
from benchmarks.apart import Speed, Stopwatch
from benchmarks.far_side import TOKEN, FarSide


def read_many(far: FarSide, count: int, at_once: int) -> Speed:
    return asyncio.run(_read_many(far, count, at_once))


async def _read_many(far: FarSide, count: int, at_once: int) -> Speed:
    trusted = ssl.create_default_context(cafile=far.ca_file)
    connector = aiohttp.TCPConnector(ssl=trusted, limit=at_once)
    async with aiohttp.ClientSession(connector=connector) as session:
        watch, numbers = Stopwatch(), iter(range(count))
        await asyncio.gather(*(_reader(session, far.origin, numbers) for _ in range(at_once)))
        return watch.stop(count)


async def _reader(session: aiohttp.ClientSession, origin: str, numbers: Iterator[int]) -> None:
    for number in numbers:
        await _read(session, origin, number)


async def _read(session: aiohttp.ClientSession, origin: str, number: int) -> None:
    form = {"grant_type": "client_credentials", "client_id": str(number), "client_secret": "none"}
    async with session.post(f"{origin}/{number}{TOKEN}", data=form) as answer:
        token = orjson.loads(await answer.read())["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    async with session.get(origin + answers.LABELS_PATH, headers=headers) as answer:
        if len(orjson.loads(await answer.read())["value"]) != answers.LABELS:
            raise ValueError("these are not the labels")
