"""The main story with the customer's own app registration."""

from datetime import timedelta
from pathlib import Path

import pytest

from sandbox.visitor import Visitor
from tests.world import World, world

NAME = "Contoso Prod"


async def add(w: World, owner: Visitor, name: str = NAME) -> None:
    """Contoso's own app, its secret typed in the modal."""
    there = await w.ask("GET", "/world")
    tenant = next(each for each in there["tenants"] if each["name"] == "Contoso")
    app = next(each for each in there["apps"] if each["home"] == tenant["id"])
    await owner.command("add")
    await owner.choose("SaaS connector", "Custom connector")
    await owner.type("Account name", name)
    await owner.type("Client ID", app["client_id"])
    await owner.type("Tenant ID", tenant["id"])
    await owner.type("Client secret", app["secrets"][0]["value"])
    assert await owner.submit() is None


async def approve(w: World, owner: Visitor, name: str = NAME) -> None:
    link = await owner.press("Continue to Microsoft", containing=name)
    assert link.url is not None
    async with w.browser() as browser:
        await browser.open(link.url)
        await browser.click("Sign in as Adele Vance")
        await browser.click("Accept")


@pytest.mark.asyncio
async def test_from_add_to_labels_in_the_channel(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        owner = w.person("olivia")
        await add(w, owner)
        await approve(w, owner)
        await owner.wait_for("Validation Successful", channel="#security")
        await owner.press("Activate", containing=NAME, channel="#security")
        await owner.wait_for("First labels of", channel="#security")
        await owner.wait_for("Active", channel="#security")

        labels = await w.ask("GET", "/microsoft/tenants/Contoso/labels")
        await w.ask("PATCH", f"/microsoft/tenants/Contoso/labels/{labels[0]['id']}", {"name": "Renamed"})
        await w.advance(timedelta(hours=2))
        await owner.wait_for("Renamed", channel="#security", new=False)
        assert await w.ask("GET", "/slack/validation-errors") == []
