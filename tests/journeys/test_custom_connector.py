"""The main story with the customer's own app registration."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.journeys.stories import CHANNEL, NAME, activate, add, approve, journey, labels_of, shows


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
