"""Whoever asks is served, however many others wait and however slow Microsoft is."""

import asyncio
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.background import SLOW_AT_ONCE
from microsoft.limits import Limits
from mip.accounts import Account, Connector, Registration
from mip.changes import Change, Task, Work
from mip.names import read_name
from mip.reasons import Reason
from mip.status import Facts, Retrieval, Validation
from sandbox.slack_workspace import TEAM
from storage import models
from tests.journeys.stories import NAME, active, counts, journey, stored
from tests.world import World

ACTIVE = Facts(Validation.OK, retrieval=Retrieval.ON, first_retrieved=True)
# Whoever is held stays so until the test lets go.
PATIENT = Limits(read=120.0, total=120.0)


async def due(w: World, number: int, tenants: int = 1_000, **asked: Any) -> None:
    """An account in one of so many tenants, connected by the operator's app, whose scan is overdue."""
    made = Account(
        id=f"slow{number:04}",
        workspace=TEAM,
        name=read_name(f"Slow {number}"),
        registration=Registration(Connector.MIP_BOT, tenant=str(uuid.UUID(int=number % tenants + 1))),
        channel="C0SECURITY",
        added_by="U0OWNER001",
        added_at=datetime.now(UTC),
        facts=ACTIVE,
    )
    scan = Work(made.id, Task.SCAN, datetime.now(UTC) - timedelta(hours=1), **asked)
    await w.bot.shared.storage.ledger.commit(Change(TEAM, None, made, work=(scan,)))


async def held(w: World) -> int:
    """How many requests Microsoft has accepted and never answers."""
    return sum(fault["held"] for fault in await w.ask("GET", "/faults"))


async def leased(w: World) -> int:
    return (
        await models.Work.filter(task=Task.SCAN.value, account_id__startswith="slow")
        .exclude(token="")
        .count()
    )


@pytest.mark.asyncio
async def test_nobody_waits_behind_scans_of_a_microsoft_that_never_answers(tmp_path: Path) -> None:
    """Half of these came by themselves; half somebody asked for with `/mip scan all`."""
    async with journey(tmp_path, limits=PATIENT) as w:
        owner = w.person("olivia")
        await active(w, owner)
        threads = Limits().threads
        fault = {"where": "login.discovery", "kind": "hang", "times": threads}
        await w.ask("POST", "/faults", fault)
        for number in range(60):
            await due(w, number, asked_by="U0OWNER001" if number % 2 else "")
        w.clock.offset += timedelta(seconds=11)
        await w.wake()
        async with asyncio.timeout(60):
            while (await held(w), await leased(w)) != (threads, 8):  # noqa: ASYNC110 - the far side knows of no event
                await asyncio.sleep(0.05)

        await owner.command(f"scan {NAME}")
        await owner.wait_for("no change, 12 labels")
        await owner.command(f"validate {NAME}")
        await owner.wait_for("Validation Successful")
        assert (await held(w), await leased(w)) == (threads, 8)
        await w.ask("DELETE", "/faults")


HOUR = timedelta(hours=1)
TENANTS = ("Contoso", "Fabrikam")


@pytest.mark.asyncio
@pytest.mark.parametrize("where", ["graph.labels", "login.token"])
async def test_what_microsoft_told_one_account_holds_for_all_of_its_app_and_tenant(
    tmp_path: Path, where: str
) -> None:
    async with journey(tmp_path) as w:
        owner, names = w.person("olivia"), [NAME, "Second", "Third", "Fourth", "Fifth"]
        for tenant in TENANTS:
            await w.ask("PATCH", f"/microsoft/tenants/{tenant}", {"token_lifetime": 60})
        for name in names:
            await active(w, owner, name)
        await active(w, owner, "Fabrikam", "Fabrikam")
        await w.ask("POST", "/faults", {"where": where, "kind": "throttle", "times": 0, "retry_after": 900})
        before = await counts(w, where)
        await w.advance(1.2 * HOUR)
        await w.idle()
        # Two at a time go to Contoso, and none after them; Fabrikam was told for itself.
        assert await counts(w, where) in {before + 2, before + 3}
        told = [(await stored(w, name)).reading.trouble for name in names]
        assert told == [Reason.THROTTLED] * len(names)
        due = [(await stored(w, name)).next_scan_at for name in names]
        assert len(set(due)) == len(names)

        asked = await counts(w, where)
        w.clock.offset += timedelta(seconds=11)
        await owner.command("scan Fifth")
        await owner.wait_for("*Fifth* could not be scanned. Microsoft asks us to wait until")
        assert await counts(w, where) == asked

        await w.ask("DELETE", "/faults")
        await w.advance(timedelta(minutes=22))
        await w.idle()
        assert [(await stored(w, name)).reading.trouble for name in names] == [None] * len(names)


# Silence is given up soon, and yet takes long beside an answer.
BRIEF = Limits(read=3.0, total=3.0, patience=2.0)
SILENT = [str(uuid.UUID(int=number + 1)) for number in range(8)]


async def asked_of(w: World, tenants: Sequence[str]) -> int:
    faults = await w.ask("GET", "/faults")
    return sum(fault["applied"] for fault in faults if fault["tenant"] in tenants)


@pytest.mark.asyncio
async def test_eight_tenants_that_never_answer_keep_nobody_waiting_and_recover(tmp_path: Path) -> None:
    async with journey(tmp_path, limits=BRIEF) as w:
        owner = w.person("olivia")
        await active(w, owner)
        await active(w, owner, "Fabrikam", "Fabrikam")
        fabrikam = (await stored(w, "Fabrikam")).registration.tenant
        for tenant in (*SILENT, fabrikam):
            await w.ask("POST", "/faults", {"where": "login.*", "kind": "hang", "times": 0, "tenant": tenant})
        for number in range(24):
            await due(w, number, tenants=len(SILENT))
        await is_known_to_be_silent(w, fabrikam)

        # Once it is known who keeps silent, they stand before the others and hold half of the places.
        w.clock.offset += 1.2 * HOUR
        before, known = await stored(w), await asked_of(w, (*SILENT, fabrikam))
        await w.wake()
        while (await stored(w)).reading.succeeded_at == before.reading.succeeded_at:
            assert await leased(w) <= SLOW_AT_ONCE
            await asyncio.sleep(0.05)
        assert await asked_of(w, (*SILENT, fabrikam)) <= known + 2 * SLOW_AT_ONCE

        found = next(each for each in await w.ask("GET", "/faults") if each["tenant"] == fabrikam)
        await w.ask("DELETE", f"/faults/{found['id']}")
        async with asyncio.timeout(120):
            while (await stored(w, "Fabrikam")).reading.trouble is not None:
                await w.advance(timedelta(minutes=3))
                await w.idle()
        await w.ask("DELETE", "/faults")


async def is_known_to_be_silent(w: World, fabrikam: str) -> None:
    """Each has kept somebody for as long as we are patient."""
    await w.advance(1.2 * HOUR)
    await w.idle()
    for tenant in (*SILENT, fabrikam):
        assert await asked_of(w, [tenant]) > 0
