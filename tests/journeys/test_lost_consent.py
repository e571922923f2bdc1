"""An account that worked stops working: told once, labels kept, and all is as before once somebody mends it."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from yarl import URL

from sandbox.visitor import Visitor
from tests.journeys.stories import (
    CHANNEL,
    NAME,
    active,
    add_by_bot,
    app_of,
    approve,
    counts,
    grant,
    journey,
    link_by_bot,
    names_stored,
    revoke,
    shows,
    stored,
    tenant_of,
    told,
)
from tests.world import World

LOST = "needs attention: Reauthorization Required"
WORKS = "works again"


async def goes_wrong(w: World, owner: Visitor, name: str, why: str) -> None:
    """The next scan finds out; whatever comes later is not told again."""
    await w.advance(timedelta(hours=2))
    card = await shows(owner, name, "Reauthorization Required")
    assert card.says(why)
    assert card.buttons == ("Reauthorize", "Edit", "Remove")
    await w.idle()
    asked = await counts(w, "login.token"), await counts(w, "graph.labels")
    for _ in range(3):
        await w.advance(timedelta(hours=7))
        await w.idle()
    assert (await counts(w, "login.token"), await counts(w, "graph.labels")) == asked
    assert [each.says(why) for each in await told(owner, LOST)] == [True]
    status = await owner.command("status")
    assert name in status.text
    assert why in status.text


async def is_as_before(w: World, owner: Visitor, name: str, labels: list[str]) -> None:
    """Nobody pressed Activate."""
    await shows(owner, name, "Active")
    await w.idle()
    assert await names_stored(w, name) == labels
    assert len(await told(owner, WORKS)) == 1
    assert len(await told(owner, LOST)) == 1
    assert len(await told(owner, "First labels of")) == 1
    assert (await stored(w, name)).next_scan_at is not None


@pytest.mark.asyncio
async def test_a_revoked_consent_given_again(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await active(w, owner)
        labels = await names_stored(w)
        await revoke(w, "Contoso")
        await goes_wrong(w, owner, NAME, "The permission SensitivityLabel.Read is missing.")
        assert await names_stored(w) == labels

        await owner.press("Reauthorize", containing=NAME, channel=CHANNEL)
        assert (await owner.modal()).title == "Reauthorize"
        assert await owner.submit() is None
        await owner.wait_for(lambda message: "Continue to Microsoft" in message.buttons, new=False)
        await approve(w, owner)
        await is_as_before(w, owner, NAME, labels)


async def replace(w: World, app: str) -> str:
    made: dict[str, Any] = await w.ask("PUT", f"{app}/secret")
    return str(made["value"])


async def expire(w: World, app: str) -> str:
    await w.ask("POST", f"{app}/secret/expire")
    made: dict[str, Any] = await w.ask("PUT", f"{app}/secret", {"keep_others": True})
    return str(made["value"])


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("end", "why"),
    [
        (replace, "Microsoft does not accept the client secret."),
        (expire, "The client secret has expired."),
    ],
)
async def test_a_secret_that_no_longer_counts_replaced_by_a_new_one(
    tmp_path: Path, end: Any, why: str
) -> None:
    async with journey(tmp_path) as w:
        owner, app = w.person("olivia"), await app_of(w, "Contoso")
        # A token that was already given out would work for its hour.
        await w.ask("PATCH", "/microsoft/tenants/Contoso", {"token_lifetime": 60})
        await active(w, owner)
        labels = await names_stored(w)
        new = await end(w, f"/microsoft/tenants/Contoso/apps/{app['client_id']}")
        await goes_wrong(w, owner, NAME, why)

        await owner.press("Reauthorize", containing=NAME, channel=CHANNEL)
        await owner.type("Client secret", new)
        assert await owner.submit() is None
        await is_as_before(w, owner, NAME, labels)


@pytest.mark.asyncio
async def test_the_mip_bot_connector_only_takes_the_same_tenant_back(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await add_by_bot(w, owner, "Fabrikam")
        await link_by_bot(w, owner, "Fabrikam")
        await shows(owner, "Fabrikam", "Validation Successful")
        await owner.press("Activate", containing="Fabrikam", channel=CHANNEL)
        await shows(owner, "Fabrikam", "Active")
        await w.idle()
        labels, tenant = await names_stored(w, "Fabrikam"), (await stored(w, "Fabrikam")).registration.tenant
        await revoke(w, "Fabrikam", w.settings.client_id)
        await goes_wrong(w, owner, "Fabrikam", "The permission SensitivityLabel.Read is missing.")

        await owner.press("Reauthorize", containing="Fabrikam", channel=CHANNEL)
        link = await owner.press("Continue to Microsoft", containing="Fabrikam")
        assert link.url is not None
        before = await stored(w, "Fabrikam")
        async with w.browser() as browser:
            await browser.open(link.url)
            await browser.click("Continue")
            await browser.click("Continue as Olivia Owner")
            page = await browser.click("Sign in as Adele Vance")
            assert page.status == 403
            assert page.title.startswith("Another tenant")
            assert tenant in page.text
            assert await stored(w, "Fabrikam") == before

            # The attempt is still open, for the right one.
            ((text, _),) = page.links
            await browser.click(text)
            await browser.click("Sign in as Frida Lund")
            assert (await browser.click("Accept")).title.startswith("Approved")
        await is_as_before(w, owner, "Fabrikam", labels)


@pytest.mark.asyncio
async def test_what_was_inactive_stays_inactive_after_reauthorizing(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await active(w, owner)
        await owner.press("Set Tenant Inactive", containing=NAME, channel=CHANNEL)
        await shows(owner, NAME, "Tenant Inactive")
        await revoke(w, "Contoso")
        await owner.press("Activate", containing=NAME, channel=CHANNEL)
        card = await owner.wait_for(lambda m: "Remove" in m.buttons and m.says("is missing"), channel=CHANNEL)
        assert card.says("*Tenant Inactive*")
        await w.idle()
        asked = await counts(w, "graph.labels")
        await w.advance(timedelta(days=7))
        await w.idle()
        # The daily check, and no scan.
        assert await counts(w, "graph.labels") == asked + 1

        await grant(w, "Contoso")
        await owner.command(f'validate "{NAME}"')
        await owner.wait_for(lambda m: "Remove" in m.buttons and not m.says("is missing"), channel=CHANNEL)
        await shows(owner, NAME, "Tenant Inactive")
        await w.idle()
        assert (await stored(w)).next_scan_at is None


@pytest.mark.asyncio
async def test_an_approval_that_names_another_tenant_changes_nothing(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await active(w, owner)
        await revoke(w, "Contoso")
        await goes_wrong(w, owner, NAME, "The permission SensitivityLabel.Read is missing.")
        await owner.command("authorize")
        link = await owner.press("Continue to Microsoft", containing=NAME)
        assert link.url is not None
        before, state = await stored(w), URL(link.url).query["state"]
        other = (await tenant_of(w, "Fabrikam"))["id"]
        answer = {"admin_consent": "True", "tenant": other, "state": state}
        async with w.browser() as browser:
            page = await browser.open(str(URL(f"{w.public}/microsoft/callback").with_query(answer)))
            assert page.status == 400
            assert other not in page.text
            assert await stored(w) == before
        await approve(w, owner)
        await shows(owner, NAME, "Active")
