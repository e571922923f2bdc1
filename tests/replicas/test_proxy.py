"""What stands before the replicas in compose.yml, tried with two of them: the real Caddy, with the file as it is."""

import asyncio
from io import BytesIO
from pathlib import Path

import pytest
from yarl import URL

from tests.contract.conftest import Server
from tests.replicas.caddy import caddy
from tests.replicas.fleet import Fleet, fleet

# A header has 5 s and a body 10 s to come.
CUT_WITHIN = 25


def behind(f: Fleet) -> list[str]:
    return [each.address.removeprefix("http://") for each in f.replicas]


async def statuses(f: Fleet, address: str, times: int = 30) -> set[int]:
    found = set()
    for _ in range(times):
        async with f.stage.session.get(f"{address}/healthz") as answer:
            found.add(answer.status)
    return found


@pytest.mark.asyncio
async def test_a_replica_that_dies_costs_nobody_an_answer(tmp_path: Path, postgres: Server) -> None:
    async with fleet(tmp_path, postgres) as f:
        first, _second = await f.start(2)
        async with caddy(tmp_path, behind(f)) as address:
            assert await statuses(f, address) == {200}
            await f.kill(first)
            assert await statuses(f, address) == {200}


@pytest.mark.asyncio
async def test_what_comes_slowly_or_is_too_large_does_not_reach_the_bot(
    tmp_path: Path, postgres: Server
) -> None:
    async with fleet(tmp_path, postgres) as f:
        await f.start()
        async with caddy(tmp_path, behind(f)) as address:
            async with f.stage.session.post(
                f"{address}/slack/events", data=BytesIO(bytes(2_000_000))
            ) as answer:
                # Older Caddys say that they could not pass it on.
                assert answer.status in {413, 502}
            begun = b"POST /slack/events HTTP/1.1\r\nHost: here\r\n"
            slow = (begun, begun + b"Content-Length: 100\r\n\r\nx")
            await asyncio.gather(*(is_cut(address, each) for each in slow))
            assert await statuses(f, address, 1) == {200}


async def is_cut(address: str, beginning: bytes) -> None:
    """The rest never comes."""
    url = URL(address)
    reader, writer = await asyncio.open_connection(url.host, url.port)
    writer.write(beginning)
    async with asyncio.timeout(CUT_WITHIN):
        while await reader.read(1000):
            pass
    writer.close()
