"""The line to PostgreSQL, Microsoft or Slack is slow, breaks in the middle, or says nothing any more: whatever was
done stands, what was not is done again, and the bots find the way back by themselves."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.contract.conftest import Server
from tests.journeys.stories import CHANNEL, NAME, shows, told
from tests.replicas.fleet import fleet
from tests.replicas.line import How, Line, before_http, before_postgres
from tests.replicas.one_scan import is_told_once, press_activate, validated

A_SCAN_IS_WRITTEN = r'INSERT INTO "?mip_scan\b'
AN_ACCOUNT_IS_CHANGED = r'UPDATE "?mip_account\b'


@pytest.mark.asyncio
@pytest.mark.parametrize("how", How)
async def test_a_line_that_breaks_at_the_commit_of_a_scan_loses_and_doubles_nothing(
    tmp_path: Path, postgres: Server, how: How
) -> None:
    """Whether it was done, only the tables know; and they are asked."""
    async with fleet(tmp_path, postgres) as f, before_postgres(f.database) as (line, address):
        first = await validated(f, MIPBOT_DATABASE_URL=address)
        cut = line.cuts(A_SCAN_IS_WRITTEN, b"COMMIT", how)
        await press_activate(f)
        await asyncio.wait_for(cut.happened.wait(), 30)
        if how is not How.ANSWER:
            await f.pass_leases()
        await is_told_once(f)
        assert await f.readiness(first) == "ready"


@pytest.mark.asyncio
@pytest.mark.parametrize("how", [How.MIDDLE, How.ANSWER])
async def test_a_line_that_breaks_while_a_scan_is_written_loses_and_doubles_nothing(
    tmp_path: Path, postgres: Server, how: How
) -> None:
    async with fleet(tmp_path, postgres) as f, before_postgres(f.database) as (line, address):
        await validated(f, MIPBOT_DATABASE_URL=address)
        cut = line.cuts(A_SCAN_IS_WRITTEN, b"mip_scan", how)
        await press_activate(f)
        await asyncio.wait_for(cut.happened.wait(), 30)
        await f.pass_leases()
        await is_told_once(f)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("at", "how", "said"),
    [
        pytest.param(b"mip_account", How.MIDDLE, "nothing was done", id="before anything was written"),
        *(pytest.param(b"COMMIT", how, "may be done or not", id=f"COMMIT {how.value}") for how in How),
    ],
)
async def test_whoever_pressed_when_the_line_broke_hears_no_untruth(
    tmp_path: Path, postgres: Server, at: bytes, how: How, said: str
) -> None:
    async with fleet(tmp_path, postgres) as f, before_postgres(f.database) as (line, address):
        await validated(f, MIPBOT_DATABASE_URL=address)
        owner = f.stage.person("olivia")
        await press_activate(f)
        await is_told_once(f)
        cut = line.cuts(AN_ACCOUNT_IS_CHANGED, at, how)
        heard = (await owner.command(f'deactivate "{NAME}"')).text
        assert cut.happened.is_set()
        assert said in heard
        if how is not How.ANSWER:
            await shows(owner, NAME, "Active")
            await owner.command(f'deactivate "{NAME}"')
        await shows(owner, NAME, "Tenant Inactive")
        await f.quiet()
        done = await f.sql("SELECT action FROM mip_audit WHERE action = 'account.deactivated'")
        assert len(done) == 1


@pytest.mark.asyncio
async def test_a_slow_line_delays_and_doubles_nothing(tmp_path: Path, postgres: Server) -> None:
    """Two replicas, one far from the database."""
    async with fleet(tmp_path, postgres) as f, before_postgres(f.database) as (line, address):
        await validated(f)
        await f.start(MIPBOT_DATABASE_URL=address)
        line.delay = 0.05
        await press_activate(f)
        await is_told_once(f)
        f.spread.only = f.replicas[1].address
        heard = await f.hears("list")
        assert "1 MIP account" in heard or "again" in heard


@pytest.mark.asyncio
async def test_a_database_that_takes_connections_and_says_nothing_is_waited_for(
    tmp_path: Path, postgres: Server
) -> None:
    async with fleet(tmp_path, postgres) as f, before_postgres(f.database) as (line, address):
        first = await validated(f, MIPBOT_DATABASE_URL=address)
        line.falls_silent()
        assert "again" in await f.hears("list")
        await f.becomes_ready(first, "database")
        assert await f.is_alive(first)
        before = line.taken
        await asyncio.sleep(8)
        assert line.taken - before < 60
        assert "again" in await f.hears("list")
        line.is_silent = False
        await f.becomes_ready(first)
        assert "1 MIP account" in await f.hears("list")
        await press_activate(f)
        await is_told_once(f)


@pytest.mark.asyncio
async def test_connections_that_are_half_open_are_found_out(tmp_path: Path, postgres: Server) -> None:
    """A firewall forgot them: nobody is told, and new ones work."""
    async with fleet(tmp_path, postgres) as f, before_postgres(f.database) as (line, address):
        first = await validated(f, MIPBOT_DATABASE_URL=address)
        line.loses_all()
        await f.becomes_ready(first, "database")
        await f.becomes_ready(first)
        assert "1 MIP account" in await f.hears("list")
        await press_activate(f)
        await is_told_once(f)


async def forgets_all(lines: Sequence[Line]) -> None:
    for line in lines:
        line.loses_all()


async def says_nothing_for_a_while(lines: Sequence[Line]) -> None:
    """Longer than a call to Slack waits."""
    for line in lines:
        line.falls_silent()
    await asyncio.sleep(4)
    for line in lines:
        line.is_silent = False


@pytest.mark.asyncio
@pytest.mark.parametrize("happens", [forgets_all, says_nothing_for_a_while])
async def test_a_line_to_microsoft_and_slack_that_says_nothing_delays_and_loses_nothing(
    tmp_path: Path, postgres: Server, happens: Callable[[Sequence[Line]], Coroutine[Any, Any, None]]
) -> None:
    async with AsyncExitStack() as stack:
        f = await stack.enter_async_context(fleet(tmp_path, postgres))
        there = f.stage.sandbox.options.addresses
        graph, at_graph = await stack.enter_async_context(before_http(there["graph"]))
        slack, at_slack = await stack.enter_async_context(before_http(there["slack"]))
        await validated(f, MIPBOT_GRAPH_URL=at_graph, MIPBOT_SLACK_URL=at_slack)
        silence = asyncio.create_task(happens((graph, slack)))
        await asyncio.sleep(0)
        await press_activate(f)
        await silence
        owner = f.stage.person("olivia")
        await shows(owner, NAME, "Active")
        await owner.wait_for("First labels of", channel=CHANNEL, new=False)
        await f.quiet()
        # What was sent and never answered may have arrived.
        said = [each for each in await told(owner, "First labels of") if not each.says("(may repeat)")]
        assert len(said) <= 1
        assert [row["n"] for row in await f.sql("SELECT count(*) AS n FROM mip_scan")] == [1]
