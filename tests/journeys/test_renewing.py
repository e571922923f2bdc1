"""A credential or a consent renewed while all is well: from *Edit*, without anything being lost in between."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from yarl import URL

from mip.credentials import ClientSecret
from mip.managing import NEEDS_ITS_OWN
from mip.reasons import Reason
from sandbox.visitor import Visitor
from tests.journeys.bot_process import theatre
from tests.journeys.stories import (
    CHANNEL,
    NAME,
    Stage,
    activate,
    active,
    add,
    add_by_bot,
    app_of,
    counts,
    grant,
    journey,
    link_by_bot,
    shows,
    stored,
    told,
)
from tests.world import World


@pytest.mark.asyncio
async def test_a_secret_is_replaced_before_it_expires(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner, app = w.person("olivia"), await app_of(w, "Contoso")
        await w.ask("PATCH", "/microsoft/tenants/Contoso", {"token_lifetime": 60})
        await active(w, owner)
        made = await w.ask(
            "PUT",
            f"/microsoft/tenants/Contoso/apps/{app['client_id']}/secret",
            {"keep_others": True},
        )
        await owner.press("Edit", containing=NAME, channel=CHANNEL)
        await owner.modal()
        await owner.press("Reauthorize")
        assert (await owner.modal()).title == "Reauthorize"
        await owner.type("Client secret", made["value"])
        tokens = await counts(w, "login.token")
        await owner.submit()
        assert await owner.no_modal()
        await w.idle()
        assert await counts(w, "login.token") == tokens + 1

        # From now on only the new one counts at Microsoft.
        address = f"/microsoft/tenants/Contoso/apps/{app['client_id']}/secret"
        await w.ask("PUT", address, {"value": made["value"]})
        await w.advance(timedelta(hours=2))
        await w.idle()
        await shows(owner, NAME, "Active")
        assert (await stored(w)).reading.trouble is None
        assert await told(owner, "needs attention") == []


WRONG = "Wrong~8Q.sandbox-secret-of-nobody"


async def give(owner: Visitor, secret: str, **typed: str) -> dict[str, str] | None:
    """*Edit*, *Reauthorize*, as for an account with which all is well."""
    await owner.press("Edit", containing=NAME, channel=CHANNEL)
    await owner.modal()
    await owner.press("Reauthorize")
    await owner.modal()
    if "client_id" in typed:
        await owner.type("Client ID", typed["client_id"])
    await owner.type("Client secret", secret)
    return await owner.submit()


async def new_secret(w: Stage) -> str:
    app = await app_of(w, "Contoso")
    address = f"/microsoft/tenants/Contoso/apps/{app['client_id']}/secret"
    return str((await w.ask("PUT", address, {"keep_others": True}))["value"])


async def in_use(w: World) -> str:
    credential = await w.bot.shared.storage.accounts.credential(await stored(w))
    assert isinstance(credential, ClientSecret)
    return credential.value.reveal()


async def held(w: World, where: str) -> str:
    return str((await w.ask("POST", "/faults", {"where": where, "kind": "hold"}))["id"])


async def is_held(w: World) -> None:
    async with asyncio.timeout(30):
        while not any(fault["held"] for fault in await w.ask("GET", "/faults")):  # noqa: ASYNC110 - over there
            await asyncio.sleep(0.02)


async def everything_said(owner: Visitor) -> str:
    messages = [*await owner.messages(CHANNEL), *await owner.ephemeral()]
    return "\n".join(str(message) for message in messages)


@pytest.mark.asyncio
async def test_scans_go_on_while_a_new_secret_is_tried_slowly(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await active(w, owner)
        old, new = await in_use(w), await new_secret(w)
        before = await stored(w)
        fault = await held(w, "login.token")
        await give(owner, new)
        await is_held(w)
        card = await owner.wait_for(
            lambda m: m.says("A new credential is being tried"), channel=CHANNEL, new=False
        )
        assert card.says("*Active*")
        await w.advance(timedelta(hours=2))
        async with asyncio.timeout(30):
            while (await stored(w)).reading.succeeded_at == before.reading.succeeded_at:  # noqa: ASYNC110 - a table
                await asyncio.sleep(0.05)
        during = await stored(w)
        assert (during.facts, during.reading.trouble, await in_use(w)) == (before.facts, None, old)

        await w.ask("DELETE", f"/faults/{fault}")
        await owner.wait_for(lambda m: m.says("accepts the new client secret"), new=False)
        await w.idle()
        assert await in_use(w) == new
        card = await shows(owner, NAME, "Active")
        assert not card.says("is being tried")
        await w.advance(timedelta(hours=2))
        await w.idle()
        assert (await stored(w)).reading.trouble is None
        assert await told(owner, "needs attention") == []
        said = await everything_said(owner)
        assert new not in said
        assert old not in said


@pytest.mark.asyncio
async def test_a_wrong_secret_is_told_and_the_one_in_use_goes_on_working(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await w.ask("PATCH", "/microsoft/tenants/Contoso", {"token_lifetime": 60})
        await active(w, owner)
        before, old = await stored(w), await in_use(w)
        await give(owner, WRONG)
        said = await owner.wait_for(lambda m: m.says("was not accepted"), new=False)
        assert said.says("The one in use stays.")
        assert "Reauthorize" in said.buttons
        await w.idle()
        now = await stored(w)
        assert (now.facts, now.next_scan_at, now.renewal) == (before.facts, before.next_scan_at, None)
        assert (await in_use(w), now.credential_version) == (old, before.credential_version)
        await w.advance(timedelta(hours=2))
        await w.idle()
        await shows(owner, NAME, "Active")
        assert (await stored(w)).reading.trouble is None
        assert await told(owner, "needs attention") == []
        assert WRONG not in await everything_said(owner)

        # The button of the answer leads on.
        await owner.press("Reauthorize", containing="was not accepted")
        assert (await owner.modal()).title == "Reauthorize"


@pytest.mark.asyncio
async def test_a_lost_account_stays_lost_for_its_old_reason_until_a_good_secret_comes(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner, app = w.person("olivia"), await app_of(w, "Contoso")
        await w.ask("PATCH", "/microsoft/tenants/Contoso", {"token_lifetime": 60})
        await active(w, owner)
        await w.ask("POST", f"/microsoft/tenants/Contoso/apps/{app['client_id']}/secret/expire")
        await w.advance(timedelta(hours=2))
        await shows(owner, NAME, "Reauthorization Required")
        await w.idle()
        before = await stored(w)

        await owner.press("Reauthorize", containing=NAME, channel=CHANNEL)
        await owner.type("Client secret", WRONG)
        assert await owner.submit() is None
        said = await owner.wait_for(lambda m: m.says("was not accepted"), new=False)
        assert said.says("The account is as it was: Reauthorization Required.")
        await w.idle()
        assert (await stored(w)).facts == before.facts
        assert (await shows(owner, NAME, "Reauthorization Required")).says("The client secret has expired.")

        good = await new_secret(w)
        await owner.press("Reauthorize", containing=NAME, channel=CHANNEL)
        await owner.type("Client secret", good)
        assert await owner.submit() is None
        await shows(owner, NAME, "Active")
        await w.idle()
        assert await in_use(w) == good
        assert len(await told(owner, "works again")) == 1


@pytest.mark.asyncio
async def test_another_app_without_its_secret_is_refused_under_the_field(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await active(w, owner)
        before = await stored(w)
        errors = await give(owner, "", client_id="d2d2d2d2-1111-4222-8333-444455556666")
        assert list((errors or {}).values()) == [NEEDS_ITS_OWN]
        assert await stored(w) == before


@pytest.mark.asyncio
async def test_another_app_that_is_not_approved_waits_with_its_own_link(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner, other = w.person("olivia"), "d2d2d2d2-1111-4222-8333-444455556666"
        await active(w, owner)
        before = await stored(w)
        await give(owner, WRONG, client_id=other)
        link = await owner.wait_for(lambda m: "Continue to Microsoft" in m.buttons, new=False)
        assert link.ephemeral or link.channel.startswith("D")
        await w.idle()
        now = await stored(w)
        assert now.renewal is not None
        assert (now.renewal.client_id, now.renewal.trouble) == (other, Reason.APP_NOT_FOUND)
        assert (now.facts, now.registration) == (before.facts, before.registration)
        pressed = await owner.press("Continue to Microsoft", containing=NAME)
        assert URL(pressed.url or "").query["client_id"] == other
        card = await shows(owner, NAME, "Active")
        assert card.says("Type `/mip authorize` for the link.")

        # Another *Reauthorize* takes its place.
        good = await new_secret(w)
        await give(owner, good)
        await owner.wait_for(lambda m: m.says("accepts the new client secret"), new=False)
        await w.idle()
        assert (await in_use(w), (await stored(w)).registration) == (good, before.registration)


@pytest.mark.asyncio
@pytest.mark.parametrize(("where", "after_work"), [("graph.labels", False), ("graph.labels", True)])
async def test_a_process_that_dies_before_it_promotes_is_followed_by_one_that_does(
    tmp_path: Path, where: str, after_work: bool
) -> None:
    async with theatre(tmp_path) as stage:
        owner = stage.person("olivia")
        process = await stage.start()
        await grant(stage, "Contoso")
        await add(stage, owner)
        await shows(owner, NAME, "Validation Successful")
        await activate(owner)
        good = await new_secret(stage)
        fault = await stage.hold(where, after_work=after_work)
        await give(owner, good)
        await stage.is_held(fault)
        await stage.kill(process)
        await stage.ask("DELETE", f"/faults/{fault}")
        await stage.start()
        await owner.wait_for(lambda m: m.says("accepts the new client secret"), new=False)
        card = await shows(owner, NAME, "Active")
        assert not card.says("is being tried")
        assert await told(owner, "needs attention") == []
    assert good not in stage.said


@pytest.mark.asyncio
async def test_the_mip_bot_connector_is_approved_again_from_the_form(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner, name = w.person("olivia"), "Fabrikam"
        await add_by_bot(w, owner, name)
        await link_by_bot(w, owner, name)
        await shows(owner, name, "Validation Successful")
        await owner.press("Activate", containing=name, channel=CHANNEL)
        await shows(owner, name, "Active")
        await w.idle()
        await owner.press("Edit", containing=name, channel=CHANNEL)
        await owner.modal()
        await owner.press("Reauthorize")
        assert "Continue to Microsoft" in (await owner.modal()).buttons
        assert (await link_by_bot(w, owner, name)).title.startswith("Approved")
        await w.idle()
        await shows(owner, name, "Active")
        assert len(await told(owner, "First labels of")) == 1
        assert await told(owner, "needs attention") == []
