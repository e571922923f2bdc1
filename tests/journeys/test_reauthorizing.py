"""*Reauthorize* gives back what was lost and nothing else: labels, channel, schedule and retrieval are as before."""

from datetime import timedelta
from pathlib import Path

import pytest

from sandbox.visitor import Visitor
from tests.journeys.stories import (
    CHANNEL,
    NAME,
    activate,
    add,
    add_by_bot,
    app_of,
    approve,
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

DAY_AND_MORE = timedelta(hours=27)
AFTER = {"on": "Active", "off": "Tenant Inactive", "never": "Validation Successful"}


async def connected(w: World, owner: Visitor, connector: str, retrieval: str) -> str:
    """An account in that state. Returns its app's client id."""
    if connector == "bot":
        await add_by_bot(w, owner, NAME)
        await link_by_bot(w, owner, NAME, "Contoso")
        client = w.settings.client_id or ""
    else:
        await grant(w, "Contoso")
        await add(w, owner)
        client = (await app_of(w, "Contoso"))["client_id"]
    await shows(owner, NAME, "Validation Successful")
    if retrieval != "never":
        await activate(owner, NAME)
        await w.idle()
    if retrieval == "off":
        await owner.press("Set Tenant Inactive", containing=NAME, channel=CHANNEL)
        await shows(owner, NAME, "Tenant Inactive")
    await w.idle()
    return client


async def reauthorized(w: World, owner: Visitor, connector: str, retrieval: str) -> None:
    """From the card; an inactive one has it in its form."""
    if retrieval == "off":
        await owner.press("Edit", containing=NAME, channel=CHANNEL)
        await owner.modal()
        await owner.press("Reauthorize")
    else:
        await owner.press("Reauthorize", containing=NAME, channel=CHANNEL)
    if connector == "custom":
        await owner.modal()
        assert await owner.submit() is None
        await owner.wait_for(lambda message: "Continue to Microsoft" in message.buttons, new=False)
        await approve(w, owner)
    else:
        await owner.wait_for(lambda message: "Continue to Microsoft" in message.buttons, new=False)
        await link_by_bot(w, owner, NAME, "Contoso")


@pytest.mark.asyncio
@pytest.mark.parametrize("connector", ["bot", "custom"])
@pytest.mark.parametrize("retrieval", ["on", "off", "never"])
async def test_what_was_lost_comes_back_as_it_was(tmp_path: Path, connector: str, retrieval: str) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        client = await connected(w, owner, connector, retrieval)
        before, labels = await stored(w), await names_stored(w)
        await revoke(w, "Contoso", client)
        await w.advance(DAY_AND_MORE)
        await w.idle()
        assert len(await told(owner, "needs attention")) == 1
        lost = await stored(w)
        assert (lost.facts.retrieval, await names_stored(w)) == (before.facts.retrieval, labels)

        await reauthorized(w, owner, connector, retrieval)
        await shows(owner, NAME, AFTER[retrieval])
        await w.idle()
        after = await stored(w)
        assert after.facts == before.facts
        assert after.registration == before.registration
        assert (after.channel, after.interval) == (before.channel, before.interval)
        assert (after.next_scan_at is not None) == (retrieval == "on")
        assert await names_stored(w) == labels
        assert len(await told(owner, "works again")) == 1
        assert len(await told(owner, "First labels of")) == (retrieval != "never")
