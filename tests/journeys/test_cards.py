"""One card for each account: where it stands, what an old one does, and that two presses are one deed."""

import asyncio
from pathlib import Path

import pytest

from mip.changes import Action
from mip.status import shown
from sandbox.slack_cast import OWNER
from sandbox.visitor import Seen, Visitor
from storage import models
from tests.house.everything import Asking, Deed, Someone
from tests.journeys.stories import (
    CHANNEL,
    NAME,
    activate,
    active,
    add,
    counts,
    fill_custom,
    grant,
    is_card,
    journey,
    shows,
    stored,
    told,
)
from tests.world import World
from views.actions import FORM_ADD

PRIVATE = "#private-labels"
STALE = "This card was out of date; nothing was changed."


async def press_there(w: World, card: Seen, button: str, user: str = "olivia") -> None:
    """On the message as it stands on this person's screen, whatever it became meanwhile."""
    value = next(each["value"] for each in card.raw["buttons"] if each["text"] == button)
    where = {"channel": card.channel, "ts": card.ts}
    await w.ask("POST", "/slack/press", {"user": user, "text": button, **where, "value": value})


async def add_in(w: World, owner: Visitor, channel: str) -> None:
    await grant(w, "Contoso")
    app = next(each for each in (await w.ask("GET", "/world"))["apps"] if each["name"].startswith("Contoso"))
    await owner.command("add", channel)
    await owner.choose("SaaS connector", "Custom connector")
    await owner.type("Account name", NAME)
    await owner.type("Client ID", app["client_id"])
    await owner.type("Tenant ID", app["home"])
    await owner.type("Client secret", app["secrets"][0]["value"])
    assert await owner.submit() is None


@pytest.mark.asyncio
async def test_a_button_on_an_old_card_changes_nothing_and_refreshes_the_card(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await active(w, owner)
        old = (await owner.command("show")).messages[0]
        await press_there(w, await shows(owner, NAME, "Active"), "Set Tenant Inactive")
        await shows(owner, NAME, "Tenant Inactive")
        await w.idle()
        before = await stored(w)

        for button in ("Set Tenant Inactive", "Scan now", "Edit"):
            await press_there(w, old, button)
            answer = await owner.wait_for(STALE)
            assert answer.ephemeral
            assert await owner.no_modal()
        await w.idle()
        assert await stored(w) == before
        assert (await owner.command("show")).text.count("Tenant Inactive") == 1


@pytest.mark.asyncio
async def test_a_form_left_open_does_not_overwrite_what_another_person_changed(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner, admin = w.person("olivia"), w.person("adam")
        await active(w, owner)
        for person in (owner, admin):
            await person.press("Edit", containing=NAME, channel=CHANNEL)
        await admin.type("Account name", "Adam's name")
        assert await admin.submit() is None
        await owner.type("Account name", "Olivia's name")
        await owner.submit()
        assert (await owner.modal()).title == "Out of date"
        assert (await stored(w, "Adam's name")).name.shown == "Adam's name"
        await owner.close()


@pytest.mark.asyncio
async def test_a_double_click_is_one_deed(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await grant(w, "Contoso")
        await add(w, owner)
        await shows(owner, NAME, "Validation Successful")
        await w.idle()
        tokens = await counts(w, "login.token")
        card = await shows(owner, NAME, "Validation Successful")
        await asyncio.gather(press_there(w, card, "Activate"), press_there(w, card, "Activate"))
        await shows(owner, NAME, "Active")
        await w.idle()
        assert await counts(w, "login.token") == tokens + 1
        assert len(await told(owner, "First labels of")) == 1


@pytest.mark.asyncio
async def test_a_form_sent_twice_makes_one_account(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await grant(w, "Contoso")
        await fill_custom(w, owner)
        answers = await asyncio.gather(*(owner.submit() for _ in range(3)), return_exceptions=True)
        assert None in answers
        assert not [each for each in answers if isinstance(each, dict)]
        await shows(owner, NAME, "Validation Successful")
        await w.idle()
        assert "1 MIP account." in (await owner.command("list")).text
        assert len([each for each in await owner.messages(CHANNEL) if is_card(each, NAME)]) == 1


@pytest.mark.asyncio
async def test_a_form_that_slack_delivers_five_times_is_no_error_and_one_account(tmp_path: Path) -> None:
    """The Enter key held down: each has a signature of its own."""
    async with journey(tmp_path) as w:
        form, olivia = Deed("form", FORM_ADD), Someone(OWNER)
        answers = await asyncio.gather(*(Asking(w, "").do(form, olivia) for _ in range(5)))
        answers.append(await Asking(w, "").do(form, olivia))
        assert [each.body for each in answers] == [""] * 6
        await w.idle()
        assert "1 MIP account." in (await w.person("olivia").command("list")).text


@pytest.mark.asyncio
async def test_switched_both_ways_at_once_the_card_shows_what_is_stored(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await active(w, owner)
        for _ in range(5):
            await asyncio.gather(owner.command("deactivate"), w.person("adam").command("activate"))
            await w.idle()
            status = str(shown((await stored(w)).facts))
            await shows(owner, NAME, status)
            if status == "Tenant Inactive":
                await activate(owner)
                await w.idle()


@pytest.mark.asyncio
async def test_of_two_admins_one_is_told_that_the_other_was_faster(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await active(w, owner)
        for _ in range(5):
            card = await shows(owner, NAME, "Active")
            await asyncio.gather(
                press_there(w, card, "Set Tenant Inactive"),
                press_there(w, card, "Set Tenant Inactive", "adam"),
            )
            await shows(owner, NAME, "Tenant Inactive")
            await w.idle()
            await activate(owner)
            await w.idle()
        switched = models.AuditRow.filter(action=Action.ACCOUNT_DEACTIVATED.value)
        assert await switched.count() == 5


@pytest.mark.asyncio
async def test_a_private_channel_gets_its_card_once_the_bot_is_invited(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await add_in(w, owner, PRIVATE)
        waiting = await shows(owner, NAME, "Validation Successful", "dm")
        assert waiting.says("/invite @mipbot")
        await w.idle()
        assert await owner.messages(PRIVATE) == []

        await w.ask("POST", "/slack/invite", {"channel": PRIVATE})
        await owner.press("Activate", containing=NAME, channel="dm")
        card = await shows(owner, NAME, "Active", PRIVATE)
        assert not card.says("/invite")
        await owner.wait_for("First labels of", channel=PRIVATE, new=False)
        await w.idle()
        assert [each for each in await owner.messages("dm") if is_card(each, NAME)] == []
        assert [each for each in await owner.messages("dm") if each.says("has moved to")] != []


@pytest.mark.asyncio
async def test_where_a_channel_is_archived_its_adder_is_told_instead(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await active(w, owner)
        await w.ask("POST", "/slack/archive", {"channel": CHANNEL})
        labels = await w.ask("GET", "/microsoft/tenants/Contoso/labels")
        await w.ask("PATCH", f"/microsoft/tenants/Contoso/labels/{labels[0]['id']}", {"name": "Renamed"})
        w.clock.offset += (await stored(w)).interval * 2
        await w.bot.sweeper.sweep()
        await owner.wait_for("Renamed", channel="dm", new=False)
        await w.idle()
        assert len([each for each in await owner.messages("dm") if is_card(each, NAME)]) == 1
        assert await told(owner, "Renamed") == []

        await w.ask("POST", "/slack/archive", {"channel": CHANNEL, "archived": False})
        await owner.press("Set Tenant Inactive", containing=NAME, channel="dm")
        await shows(owner, NAME, "Tenant Inactive")
