"""Just after a consent Microsoft may not know of it yet: asked again with a fresh token, on a schedule."""

from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from sandbox.visitor import Visitor
from storage import models
from tests.journeys.stories import (
    NAME,
    add,
    add_by_bot,
    approve,
    counts,
    grant,
    journey,
    link_by_bot,
    shows,
    stored,
    tenant_of,
    told,
)
from tests.world import World

# Seconds after the consent; the first is at once.
TRIES = (5, 15, 30, 60)
SECOND = timedelta(seconds=1)


async def looks(w: World) -> None:
    await w.bot.sweeper.sweep()
    await w.idle()


async def waits_out(w: World, owner: Visitor, name: str) -> None:
    """Each try is made when it is due and not a second earlier, and each asks for a token of its own."""
    await w.idle()
    tokens = await counts(w, "login.token")
    with w.clock.stopped():
        for number, (passed, at) in enumerate(pairwise((0, *TRIES)), start=1):
            due = (await models.Work.get(task="validate")).due_at
            if passed:
                assert due - w.clock.wire() == timedelta(seconds=at - passed)
            w.clock.ahead += due - w.clock.wire() - SECOND
            await looks(w)
            assert await counts(w, "login.token") == tokens + number - 1
            w.clock.ahead += SECOND
            await looks(w)
            assert await counts(w, "login.token") == tokens + number
    assert (await stored(w, name)).facts.reason is None
    await shows(owner, name, "Authorization Pending")


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", ["app_not_found", "no_roles", "forbidden"])
async def test_the_custom_connector_waits_until_the_consent_is_known(tmp_path: Path, kind: str) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        slow = {"consent_propagation": 3600, "propagation_kind": kind}
        await w.ask("PATCH", "/microsoft/tenants/Contoso", slow)
        await add(w, owner)
        await approve(w, owner)
        await owner.wait_for("no final answer yet", channel="dm", new=False)
        await waits_out(w, owner, NAME)
        assert len(await told(owner, "no final answer yet", "dm")) == 1

        await grant(w, "Contoso")
        w.clock.ahead += timedelta(seconds=60)
        await w.bot.sweeper.sweep()
        await shows(owner, NAME, "Validation Successful")
        await owner.wait_for("Validation Successful", channel="dm", new=False)


@pytest.mark.asyncio
async def test_the_mip_bot_connector_waits_too_and_says_so_when_the_minutes_are_over(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await w.ask("PATCH", "/microsoft/tenants/Fabrikam", {"consent_propagation": 3600})
        await add_by_bot(w, owner, "Fabrikam")
        await link_by_bot(w, owner, "Fabrikam")
        await owner.wait_for("no final answer yet", channel="dm", new=False)
        await waits_out(w, owner, "Fabrikam")
        for seconds in (60, 180):
            w.clock.ahead += timedelta(seconds=seconds)
            await looks(w)
        card = await shows(owner, "Fabrikam", "Validation Failed")
        assert card.says("The app is not present in the tenant.")
        assert len(await told(owner, "could not be validated", "dm")) == 1

        # Microsoft finds it after all, and nobody has to press anything.
        tenant = await tenant_of(w, "Fabrikam")
        consent = {"client_id": w.settings.client_id}
        await w.ask("PUT", f"/microsoft/tenants/{tenant['id']}/consent", consent)
        w.clock.ahead += timedelta(hours=1)
        await w.bot.sweeper.sweep()
        await shows(owner, "Fabrikam", "Validation Successful")
