"""A workspace's token expires while two replicas serve it: Slack takes each refresh token once."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from sandbox.slack_neighbours import FABRIKAM
from sandbox.visitor import Visitor
from tests.contract.conftest import Server
from tests.journeys.installing import install
from tests.replicas.fleet import Fleet, Replica, fleet

pytestmark = pytest.mark.asyncio
MANY: dict[str, Any] = {"SLACK_BOT_TOKEN": None}
NOTHING_YET = "No MIP accounts yet"


async def installed(f: Fleet, replicas: int = 2) -> list[Replica]:
    await f.stage.ask("PUT", "/slack/token-rotation", {"on": True})
    begun = await f.start(replicas, **MANY)
    assert "is installed in the workspace Fabrikam." in (await install(f.stage, FABRIKAM)).text
    return begun


async def nears_its_end(f: Fleet) -> None:
    await f.sql("UPDATE mip_installation SET expires_at = now() + interval '1 hour'")


async def exchanges(f: Fleet) -> int:
    counts: dict[str, int] = await f.stage.ask("GET", "/counts")
    return counts.get("slack.oauth.v2.access", 0)


def person(f: Fleet, name: str) -> Visitor:
    control = f.stage.sandbox.options.addresses["control"]
    return Visitor(control, name, f.stage.session, 30, FABRIKAM)


async def asks(f: Fleet, replica: Replica, name: str) -> str:
    """Of that replica, which has not met them yet and so asks Slack who they are."""
    f.spread.only = replica.address
    return (await person(f, name).command("list")).text


async def test_of_two_replicas_one_exchanges_it_and_both_go_on(tmp_path: Path, postgres: Server) -> None:
    async with fleet(tmp_path, postgres) as f:
        one, other = await installed(f)
        await nears_its_end(f)
        before = await exchanges(f)
        people = [person(f, name) for name in ("fiona", "felix") for _ in range(5)]
        told = await asyncio.gather(*(each.command("list") for each in people))
        assert {NOTHING_YET in each.text for each in told} == {True}
        assert await exchanges(f) == before + 1
        assert [row["version"] for row in await f.sql("SELECT version FROM mip_installation")] == [2]
        await f.stage.ask("POST", "/slack/expire-tokens", {"team": FABRIKAM})
        for replica in (one, other):
            assert NOTHING_YET in await asks(f, replica, "frank")
        assert await exchanges(f) == before + 2


async def test_killed_with_slacks_answer_in_hand_the_old_one_serves_until_its_end_and_then_it_is_installed_again(
    tmp_path: Path, postgres: Server
) -> None:
    async with fleet(tmp_path, postgres) as f:
        one, other = await installed(f)
        await nears_its_end(f)
        fault = await f.stage.hold("slack.oauth.v2.access", after_work=True)
        waiting = asyncio.create_task(asks(f, one, "fiona"))
        await f.stage.is_held(fault)
        await f.kill(one)
        await f.stage.ask("DELETE", f"/faults/{fault}")
        await waiting
        f.spread.only = other.address
        # Slack took the refresh token, and nobody has what it gave for it.
        await f.sql("UPDATE mip_installation SET renewing_until = NULL")
        assert NOTHING_YET in await asks(f, other, "felix")
        assert [row["refused_at"] for row in await f.sql("SELECT refused_at FROM mip_installation")] == [None]
        await f.sql(
            "UPDATE mip_installation SET expires_at = now() - interval '1 second', renewing_until = NULL"
        )
        await f.stage.ask("POST", "/slack/expire-tokens", {"team": FABRIKAM})
        assert "MIP bot is not installed in this workspace." in await asks(f, other, "frank")
        assert "is installed in the workspace Fabrikam." in (await install(f.stage, FABRIKAM)).text
        assert NOTHING_YET in await asks(f, other, "frank")
