"""The App Home, as different people open it, and what they can do from there."""

from datetime import timedelta
from pathlib import Path

import pytest

from mip.changes import Action
from mip.trail import Wanted
from sandbox.slack_workspace import TEAM
from tests.journeys.stories import NAME, active, add, app_of, counts, grant, journey, shows, stored
from tests.journeys.test_expiry import dated, day_in, reach
from tests.world import World


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
        assert page.buttons == ("Add MIP account", "Scan now")
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
        assert member.buttons == ()
        guest = await w.person("gus").open_home()
        assert "You do not have permission" in guest.text
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
