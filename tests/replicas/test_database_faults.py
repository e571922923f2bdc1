"""PostgreSQL dies, comes back, or says nothing any more: the bots say so, lose nothing, and go on by themselves."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.stories import CHANNEL, NAME, shows, told
from tests.replicas.fleet import fleet
from tests.replicas.postgres_server import Frail, frail_server
from tests.replicas.test_faults import is_told_once, scanning, validated

SLACK_WAITS = 3.0


@pytest.fixture
def frail() -> Iterator[Frail]:
    with frail_server() as server:
        yield server


@pytest.mark.asyncio
async def test_a_database_that_crashes_under_a_scan_is_waited_for(tmp_path: Path, frail: Frail) -> None:
    """The queue is empty afterwards, and the tables know what is due."""
    async with fleet(tmp_path, frail.server) as f:
        first = await validated(f)
        (second,) = await f.start()
        fault = await scanning(f)
        await frail.crash()
        for each in (first, second):
            await f.becomes_ready(each, "database")
        owner = f.stage.person("olivia")
        began = time.monotonic()
        heard = await owner.command("list")
        assert time.monotonic() - began < SLACK_WAITS
        assert "try again" in heard.text.lower()
        await f.stage.ask("DELETE", f"/faults/{fault}")
        await frail.rise()
        for each in (first, second):
            await f.becomes_ready(each)
        await f.pass_leases()
        await is_told_once(f)


@pytest.mark.asyncio
async def test_a_frozen_database_keeps_no_answer_from_slack(tmp_path: Path, frail: Frail) -> None:
    async with fleet(tmp_path, frail.server) as f:
        first = await validated(f)
        frail.freeze()
        try:
            owner = f.stage.person("olivia")
            began = time.monotonic()
            heard = await owner.command("list")
            assert time.monotonic() - began < SLACK_WAITS
            assert "try again" in heard.text.lower()
            await f.becomes_ready(first, "database")
            await asyncio.sleep(6)
        finally:
            frail.thaw()
        await f.becomes_ready(first)
        assert "1 MIP account" in (await owner.command("list")).text
        await shows(owner, NAME, "Validation Successful")
        assert await told(owner, "failed", CHANNEL) == []
