"""Hundreds of accounts and several replicas: each is scanned once, the oldest first, and people are answered."""

import asyncio
import os
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from sandbox.visitor import Visitor
from tests.contract.conftest import Server
from tests.replicas.fleet import Fleet, fleet
from tests.replicas.many_accounts import put, scans, state

# As many as take a minute where other tests run beside.
MANY = int(os.environ.get("MIPBOT_MANY_ACCOUNTS", "240"))
REPLICAS = 3
SCANS_AT_ONCE = 8 + 4
PATIENCE = 100.0


TOO_SOON = """
    SELECT one.account_id FROM mip_scan one JOIN mip_scan other
        ON one.account_id = other.account_id AND one.id <> other.id
     WHERE abs(extract(epoch FROM one.at - other.at)) < 10
"""


def questions(scans: Counter[str]) -> int:
    """To Graph: the first of the three tenants takes one, the others two."""
    return sum(count * (2 if int(account[-5:]) % 3 else 1) for account, count in scans.items())


async def sampled(f: Fleet) -> int:
    """Until nothing is due any more. How many were being scanned at a time, at most."""
    most, answered = 0, 0
    async with asyncio.timeout(PATIENCE):
        while (now := await state(f))["due"]:
            most = max(most, now["busy"])
            answered += "MIP account" in await f.hears("list")
    assert answered > 1
    return most


@pytest.mark.asyncio
async def test_what_is_overdue_at_a_start_is_scanned_once_each_and_people_are_answered_meanwhile(
    tmp_path: Path, postgres: Server
) -> None:
    async with fleet(tmp_path, postgres) as f:
        accounts = await put(f, MANY, due=-timedelta(hours=2))
        await f.start(REPLICAS)
        assert await sampled(f) <= REPLICAS * SCANS_AT_ONCE
        assert await scans(f) == dict.fromkeys(accounts, 1)
        assert (await f.stage.ask("GET", "/counts"))["graph.labels"] == questions(await scans(f))
        done = [row["account_id"] for row in await f.sql("SELECT account_id FROM mip_scan ORDER BY at, id")]
        eldest, youngest = set(accounts[:20]), set(accounts[-20:])
        assert eldest <= set(done[: len(done) // 2])
        assert not youngest & set(done[: len(done) // 2])
        told = await f.sql(
            "SELECT key FROM mip_delivery WHERE tell = 'first labels' GROUP BY key HAVING count(*) > 1"
        )
        assert told == []


async def scan_all(person: Visitor) -> str:
    """With as many *Go on* as it takes. The last answer."""
    said = (await person.command("scan all")).messages[0]
    while "Go on" in said.buttons:
        await person.press("Go on")
        said = await person.wait_for("Scan asked for")
    return said.text


@pytest.mark.asyncio
async def test_two_who_scan_all_at_two_replicas_scan_each_account_once(
    tmp_path: Path, postgres: Server
) -> None:
    async with fleet(tmp_path, postgres) as f:
        accounts = await put(f, 24, due=timedelta(hours=1))
        first, second = await f.start(2)
        f.spread.only = first.address
        one = asyncio.create_task(scan_all(f.stage.person("olivia")))
        await asyncio.sleep(0)
        f.spread.only = second.address
        other = asyncio.create_task(scan_all(f.stage.person("adam")))
        for said in await asyncio.gather(one, other):
            assert "Scan asked for" in said
        await f.until(
            "SELECT count(*) = 0 FROM mip_work WHERE task = 'scan' AND (token <> '' OR due_at <= now())"
        )
        assert sorted(await scans(f)) == accounts
        # Whoever came so late that it was over might ask anew.
        assert await f.sql(TOO_SOON) == []
        asked = await f.sql("SELECT account FROM mip_audit WHERE action = 'scan.asked'")
        assert {row["account"] for row in asked} == set(accounts)
        assert (await f.stage.ask("GET", "/counts"))["graph.labels"] == questions(await scans(f))
