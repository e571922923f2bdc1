"""The main story with the customer's own app registration."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.journeys.stories import (
    ADMINISTRATORS,
    CHANNEL,
    NAME,
    activate,
    add,
    approve,
    is_card,
    journey,
    labels_of,
    shows,
)


@pytest.mark.asyncio
async def test_from_add_to_labels_in_the_channel(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await add(w, owner)
        page = await approve(w, owner)
        assert page.title.startswith("Approved")
        await shows(owner, NAME, "Validation Successful")
        await activate(owner)
        await owner.wait_for("First labels of", channel=CHANNEL)

        labels = await labels_of(w, "Contoso")
        await w.ask("PATCH", f"/microsoft/tenants/Contoso/labels/{labels[0]['id']}", {"name": "Renamed"})
        await w.advance(timedelta(hours=2))
        await owner.wait_for("Renamed", channel=CHANNEL, new=False)


@pytest.mark.asyncio
async def test_a_link_that_somebody_already_has_is_not_replaced_unasked(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        fault = await w.ask("POST", "/faults", {"where": "login.token", "kind": "hold"})
        await add(w, owner)
        await owner.wait_for(lambda message: is_card(message, NAME), channel=CHANNEL, new=False)
        await owner.press("Authorize with Microsoft", containing=NAME, channel=CHANNEL)
        link = await owner.press("Continue to Microsoft", containing=NAME)
        await w.ask("DELETE", f"/faults/{fault['id']}")
        await w.idle()
        assert link.url is not None
        async with w.browser() as browser:
            await browser.open(link.url)
            await browser.click(f"Sign in as {ADMINISTRATORS['Contoso']}")
            page = await browser.click("Accept")
        assert page.title.startswith("Approved")
