"""Access that is lost or given again while nobody looks: the daily check sees it, and tells it once."""

from datetime import timedelta
from pathlib import Path

import pytest

from mip.changes import Task
from sandbox.visitor import Visitor
from storage import models
from tests.journeys.stories import (
    CHANNEL,
    NAME,
    active,
    add,
    add_by_bot,
    app_of,
    counts,
    grant,
    journey,
    link_by_bot,
    names_stored,
    revoke,
    shows,
    stored,
    told,
)
from tests.world import World

DAY = timedelta(days=1)
# As late as its jitter lets a check be.
LATE_DAY = DAY * 1.11
LOST = "needs attention"
WORKS = "works again"


async def days_pass(w: World, days: int, step: timedelta = LATE_DAY) -> None:
    for _ in range(days):
        await w.advance(step)
        await w.idle()


async def validated_only(w: World, owner: Visitor, connector: str) -> str:
    """An account that was validated and never switched to Active. Returns the app's client id."""
    if connector == "bot":
        await add_by_bot(w, owner, NAME)
        await link_by_bot(w, owner, NAME, "Contoso")
        client = w.settings.client_id or ""
    else:
        await grant(w, "Contoso")
        await add(w, owner)
        client = (await app_of(w, "Contoso"))["client_id"]
    await shows(owner, NAME, "Validation Successful")
    await w.idle()
    return client


@pytest.mark.asyncio
@pytest.mark.parametrize("connector", ["bot", "custom"])
async def test_what_is_not_scanned_is_lost_and_found_by_itself(tmp_path: Path, connector: str) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        client = await validated_only(w, owner, connector)
        await revoke(w, "Contoso", client)
        await days_pass(w, 1)
        await shows(owner, NAME, "Reauthorization Required")
        (message,) = await told(owner, LOST)
        assert message.says("The permission SensitivityLabel.Read is missing.")
        assert message.says("\u2713 Credential accepted")
        assert message.says("\u2717 Permission granted")
        assert message.says("For Microsoft's support: request")

        # Still missing: asked once a day, told to nobody.
        tokens = await counts(w, "login.token")
        await days_pass(w, 3)
        assert await counts(w, "login.token") == tokens + 3
        assert len(await told(owner, LOST)) == 1

        # Given again in the portal, and nobody pressed anything.
        await grant(w, "Contoso", client_id=client)
        await days_pass(w, 1)
        await shows(owner, NAME, "Validation Successful")
        await days_pass(w, 2)
        assert len(await told(owner, WORKS)) == 1
        assert len(await told(owner, LOST)) == 1


@pytest.mark.asyncio
async def test_a_permission_given_again_brings_the_scans_back(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await active(w, owner)
        labels = await names_stored(w)
        await revoke(w, "Contoso")
        await w.advance(timedelta(hours=2))
        await shows(owner, NAME, "Reauthorization Required")
        await w.idle()
        await grant(w, "Contoso")
        await days_pass(w, 1)
        await shows(owner, NAME, "Active")
        await w.idle()
        assert await names_stored(w) == labels
        assert (await stored(w)).next_scan_at is not None
        assert len(await told(owner, WORKS)) == 1
        assert len(await told(owner, "First labels of")) == 1


@pytest.mark.asyncio
async def test_what_is_inactive_is_lost_and_found_as_inactive(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await active(w, owner)
        await owner.press("Set Tenant Inactive", containing=NAME, channel=CHANNEL)
        await shows(owner, NAME, "Tenant Inactive")
        await w.idle()
        await revoke(w, "Contoso")
        await days_pass(w, 1)
        assert len(await told(owner, LOST)) == 1
        await grant(w, "Contoso")
        scans = await names_stored(w)
        await days_pass(w, 1)
        await shows(owner, NAME, "Tenant Inactive")
        assert len(await told(owner, WORKS)) == 1
        assert ((await stored(w)).next_scan_at, await names_stored(w)) == (None, scans)


@pytest.mark.asyncio
async def test_a_secret_that_was_replaced_is_tried_once_a_week(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        client = await validated_only(w, owner, "custom")
        address = f"/microsoft/tenants/Contoso/apps/{client}/secret"
        await w.ask("PUT", address)
        await days_pass(w, 1)
        await shows(owner, NAME, "Reauthorization Required")
        tokens = await counts(w, "login.token")
        await days_pass(w, 5)
        assert await counts(w, "login.token") == tokens
        await days_pass(w, 2)
        assert await counts(w, "login.token") == tokens + 1
        assert len(await told(owner, LOST)) == 1


@pytest.mark.asyncio
async def test_a_tenant_that_is_gone_is_looked_for_once_a_week(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await validated_only(w, owner, "custom")
        await w.ask("PATCH", "/microsoft/tenants/Contoso", {"deleted": True})
        await days_pass(w, 1)
        (message,) = await told(owner, LOST)
        assert message.says("\u2717 Tenant found")
        asked = await counts(w, "login.discovery")
        await days_pass(w, 5)
        assert await counts(w, "login.discovery") == asked
        await days_pass(w, 2)
        assert await counts(w, "login.discovery") == asked + 1
        await w.ask("PATCH", "/microsoft/tenants/Contoso", {"deleted": False})
        await days_pass(w, 8)
        await shows(owner, NAME, "Validation Successful")
        assert (len(await told(owner, LOST)), len(await told(owner, WORKS))) == (1, 1)


@pytest.mark.asyncio
async def test_an_account_that_is_scanned_costs_no_check(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await active(w, owner)
        await days_pass(w, 2, timedelta(hours=12))
        reads = await counts(w, "graph.labels")
        await days_pass(w, 4, timedelta(hours=12))
        assert await counts(w, "graph.labels") == reads + 4


@pytest.mark.asyncio
async def test_microsoft_being_away_is_told_by_nobody(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await validated_only(w, owner, "custom")
        before = await stored(w)
        await w.ask("POST", "/faults", {"where": "login.token", "kind": "status", "status": 503, "times": 99})
        said = len(await owner.messages(CHANNEL))
        await days_pass(w, 2)
        assert await stored(w) == before
        assert len(await owner.messages(CHANNEL)) == said


@pytest.mark.asyncio
async def test_accounts_from_before_there_were_checks_get_theirs(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        client = await validated_only(w, owner, "custom")
        await models.Work.filter(task=Task.CHECK.value).delete()
        await revoke(w, "Contoso", client)
        await w.bot.shared.storage.tasks.plan_checks()
        await days_pass(w, 2)
        assert len(await told(owner, LOST)) == 1
