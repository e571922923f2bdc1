"""The App Home, as different people open it, and what they can do from there."""

from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from mip.changes import Action
from mip.managing import edit
from mip.names import read_name
from mip.overview import READS_FOR
from mip.people import Person
from mip.trail import Wanted
from sandbox.seen import Modal
from sandbox.slack_cast import MEMBER, OWNER
from sandbox.slack_workspace import TEAM
from sandbox.visitor import Visitor
from storage.news_models import HomeReader
from tests.journeys.stories import (
    NAME,
    active,
    add,
    app_of,
    counts,
    grant,
    journey,
    shows,
    stored,
)
from tests.journeys.test_expiry import dated, day_in, reach
from tests.journeys.test_microsoft_faults import lose
from tests.world import World, world


async def later(w: World) -> None:
    """So that the page is drawn anew."""
    w.bot.table.stories.home.opened._at.clear()


@pytest.mark.asyncio
async def test_the_first_account_is_added_from_there(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        assert "No MIP accounts yet" in (await owner.open_home()).text
        await grant(w, "Contoso")
        await owner.press("Add MIP account")
        assert (await owner.modal()).title == "Add MIP account"
        await owner.choose("SaaS connector", "Custom connector")
        await owner.type("Account name", NAME)
        await owner.choose("Notification channel", "#security")
        app = await app_of(w, "Contoso")
        await owner.type("Client ID", app["client_id"])
        await owner.type("Tenant ID", app["home"])
        await owner.type("Client secret", app["secrets"][0]["value"])
        assert await owner.submit() is None
        await shows(owner, NAME, "Validation Successful")
        await w.idle()
        await later(w)
        page = await owner.open_home()
        assert "1 account needs attention." in page.text
        await owner.press("Activate", containing=NAME)
        assert "Checking the connection" in (await owner.modal()).text
        await owner.close()
        await shows(owner, NAME, "Active")


@pytest.mark.asyncio
async def test_opening_it_never_asks_microsoft_and_changes_nothing(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await active(w, owner)
        before, asked = await stored(w), [await counts(w, each) for each in ("graph.labels", "login.token")]
        page = await owner.open_home()
        assert f"*{NAME}*" in page.text
        assert "Nothing needs attention." in page.text
        of_account = ("Scan now", "View labels", "Edit", "Show")
        assert page.buttons == ("Add MIP account", *of_account, "Change settings")
        await w.idle()
        assert [await counts(w, each) for each in ("graph.labels", "login.token")] == asked
        assert await stored(w) == before


@pytest.mark.asyncio
async def test_a_scan_asked_for_there_is_answered_in_direct_messages(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await active(w, owner)
        await w.advance(timedelta(minutes=1))
        await owner.open_home()
        await owner.press("Scan now")
        assert "Retrieving the labels" in (await owner.modal()).text
        await owner.close()
        said = await owner.wait_for(f"*{NAME}*: no change", channel="dm", new=False)
        assert not said.ephemeral


@pytest.mark.asyncio
async def test_members_read_and_guests_are_told_whom_to_ask(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        await active(w, w.person("olivia"))
        member = await w.person("mia").open_home()
        assert NAME in member.text
        assert member.buttons == ("View labels", "Show")
        assert "Workspace owners and admins add and change accounts" in member.text
        guest = await w.person("gus").open_home()
        assert "You do not have permission to do this. Ask: a workspace owner or admin." in guest.text
        assert "watches the sensitivity labels" in guest.text
        assert guest.buttons == ()
        assert NAME not in guest.text
        # Looking is no attempt at anything.
        trail = w.bot.shared.storage.trail
        assert await trail.count(TEAM, Wanted(action=Action.DENIED)) == 0


@pytest.mark.asyncio
async def test_what_expires_soon_is_renewed_from_there(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        end = await dated(w, owner, days=40)
        await owner.press("Activate", containing=NAME, channel="#security")
        await shows(owner, NAME, "Active")
        await w.idle()
        await reach(w, end, 12)
        page = await owner.open_home()
        assert "client secret expires in 12 days" in page.text
        await owner.press("Renew now")
        assert (await owner.modal()).title == "Reauthorize"
        await owner.type("Secret expires on", day_in(w, 300))
        assert await owner.submit() is None
        await w.idle()
        expires_at = (await stored(w)).expires_at
        assert expires_at is not None
        assert expires_at.date().isoformat() == day_in(w, 300)
        await owner.wait_for(f"*{NAME}*: Validation Successful", channel="dm", new=False)


@pytest.mark.asyncio
async def test_a_link_is_handed_out_in_a_modal(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await add(w, owner, secret="")
        await w.idle()
        await owner.open_home()
        await owner.press("Authorize with Microsoft")
        assert "Enter the client secret" in (await owner.modal()).buttons


@pytest.mark.asyncio
async def test_clicking_to_and_fro_publishes_once(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await owner.open_home()
        for _ in range(5):
            await w.ask("POST", "/slack/home", {"user": "olivia"})
        assert await counts(w, "slack.views.publish") == 1


@pytest.mark.asyncio
async def test_a_slack_that_refuses_the_page_is_noted_and_nothing_else(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        await w.ask("POST", "/faults", {"where": "slack.views.publish", "kind": "throttle"})
        answer = await w.ask("POST", "/slack/home", {"user": "olivia"})
        assert answer["status"] == 200


@pytest.mark.asyncio
async def test_labels_are_looked_at_and_leafed_through_there(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        await active(w, w.person("olivia"))
        member = w.person("mia")
        await member.open_home()
        await member.press("View labels")
        first = await member.modal()
        assert "Page 1 of 2" in first.text
        await member.press("Next")
        await seen_modal(member, "Page 2 of 2")


async def seen_modal(person: Visitor, words: str) -> Modal:
    """As soon as the one that is open says so."""
    return await person._until(lambda: _modal_with(person, words), f"a modal that says {words!r}")


async def _modal_with(person: Visitor, words: str) -> Modal | None:
    modal = await person._top()
    return modal if modal and words in modal.text else None


@pytest.mark.asyncio
async def test_show_is_the_whole_account_to_be_read(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        await active(w, w.person("olivia"))
        member = w.person("mia")
        await member.open_home()
        await member.press("Show")
        shown = await member.modal()
        assert "Next scan" in shown.text
        assert "Told in" in shown.text
        assert shown.buttons == ("Open the card",)


@pytest.mark.asyncio
async def test_a_held_scan_is_decided_there(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await active(w, owner)
        await lose(w, 2)
        await owner.open_home()
        await w.advance(timedelta(hours=2))
        page = await owner.home_says("Held: the scan of")
        assert {"Apply", "Keep"} <= set(page.buttons)
        await owner.press("Keep")
        assert "The known labels were kept." in (await owner.modal()).text
        await owner.close()
        page = await owner.home_says("Nothing needs attention.")
        assert "Keep" not in page.buttons


@pytest.mark.asyncio
async def test_whoever_looks_sees_it_change_once_for_each_burst(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner, member, guest = (w.person(name) for name in ("olivia", "mia", "gus"))
        await active(w, owner)
        for person in (owner, member, guest):
            await person.open_home()
        before = await counts(w, "slack.views.publish")
        account = await stored(w)
        for name in ("Contoso One", "Contoso Two"):
            change = edit(account, read_name(name), account.channel, Person(TEAM, OWNER), w.clock.calendar())
            account = await w.bot.shared.ledger.commit(change) or account
        assert "Change settings" in (await owner.home_says("Contoso Two")).buttons
        assert "Change settings" not in (await member.home_says("Contoso Two")).buttons
        await w.idle()
        assert await counts(w, "slack.views.publish") == before + 2
        await w.advance(timedelta(hours=2))
        await w.idle()
        assert await counts(w, "slack.views.publish") == before + 2, "a scan that found nothing new"
        await w.advance(READS_FOR)
        await w.idle()
        await owner.command("deactivate")
        await w.idle()
        assert await counts(w, "slack.views.publish") == before + 2, "nobody has looked for a week"


@pytest.mark.asyncio
async def test_it_is_drawn_with_the_rights_that_its_reader_has_by_then(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner, member = w.person("olivia"), w.person("mia")
        await active(w, owner)
        await member.open_home()
        await owner.command(f"admins add <@{MEMBER}>")
        assert "Add MIP account" in (await member.home_says("Who may manage accounts")).buttons
        await owner.command(f"admins remove <@{MEMBER}>")
        assert "Add MIP account" not in (await member.home_says("ask them")).buttons


@pytest.mark.asyncio
async def test_whoever_is_a_guest_by_then_sees_nothing_and_is_no_reader_any_more(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner, member = w.person("olivia"), w.person("mia")
        await active(w, owner)
        await member.open_home()
        await w.ask("PATCH", f"/slack/people/{MEMBER}", {"is_restricted": True})
        w.forget_people()
        await owner.command("deactivate")
        page = await member.home_says("You do not have permission")
        assert NAME not in page.text
        await w.idle()
        assert await HomeReader.all().count() == 0


@pytest.mark.asyncio
async def test_whoever_slack_shows_no_home_any_more_is_forgotten(tmp_path: Path) -> None:
    with capture_logs() as lines:
        async with world(tmp_path) as w:
            owner = w.person("olivia")
            await active(w, owner)
            await owner.open_home()
            no = {"ok": False, "error": "not_enabled"}
            await w.ask(
                "POST", "/faults", {"where": "slack.views.publish", "kind": "json", "body": no, "times": 0}
            )
            await owner.command("deactivate")
            await shows(owner, NAME, "Tenant Inactive")
            await w.idle()
            assert await HomeReader.all().count() == 0
            await owner.command("activate")
            await shows(owner, NAME, "Active")
            await w.idle()
    refused = [line for line in lines if line["event"] == "delivery.dropped"]
    assert [(line["tell"], line["code"]) for line in refused] == [("home", "not_enabled")]


@pytest.mark.asyncio
async def test_labels_that_are_not_there_yet_are_begun_from_where_they_were_looked_for(
    tmp_path: Path,
) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await grant(w, "Contoso")
        await add(w, owner)
        await shows(owner, NAME, "Validation Successful")
        await owner.open_home()
        await owner.press("View labels", containing="never retrieved")
        assert "Press Activate to start." in (await owner.modal()).text
        await owner.press("Activate", containing="have not been retrieved yet")
        await shows(owner, NAME, "Active")
        assert "Its card shows the result." in (await owner.modal()).text
