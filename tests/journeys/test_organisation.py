"""Somebody in two workspaces of one organisation, which installed the bot once: what they do in one stays there."""

from pathlib import Path

import pytest

from sandbox.slack_neighbours import BRIDGE, ENGINE, HANA, STARSHIP
from tests.journeys.installing import install, many
from tests.journeys.stories import NAME, activate, add, add_by_bot, app_of, grant, link_by_bot, shows
from tests.journeys.test_handing_over import sends_link
from tests.world import World

pytestmark = pytest.mark.asyncio


async def names(w: World, workspace: str) -> list[str]:
    return [each.name.shown for each in await w.bot.shared.storage.accounts.all(workspace)]


async def manages_both(w: World) -> None:
    """Hana is an admin of Bridge; in Engine its owner names her."""
    await install(w, STARSHIP)
    await w.person("edith", ENGINE).command(f"admins add <@{HANA}>")


async def test_an_admin_of_one_is_a_member_of_the_other_until_they_are_named_there(tmp_path: Path) -> None:
    async with many(tmp_path) as w:
        await install(w, STARSHIP)
        there = w.person("hana", ENGINE)
        assert "You do not have permission to do this." in (await there.command("add")).text
        assert "No MIP accounts yet" in (await there.command("list")).text
        await w.person("edith", ENGINE).command(f"admins add <@{HANA}>")
        await there.command("add")
        assert (await there.modal()).title == "Add MIP account"
        assert HANA not in (await w.person("gloria", BRIDGE).command("admins")).text


async def test_each_form_and_button_is_about_the_workspace_in_which_it_was_shown(tmp_path: Path) -> None:
    """Slack names Bridge as her team wherever she acts, and no team at all for what she does in a form."""
    async with many(tmp_path) as w:
        await manages_both(w)
        here, there = w.person("hana", BRIDGE), w.person("hana", ENGINE)
        await grant(w, "Fabrikam")
        await add(w, there, NAME, "Fabrikam")
        await shows(there, NAME, "Validation Successful")
        assert (await names(w, BRIDGE), await names(w, ENGINE)) == ([], [NAME])
        await grant(w, "Contoso")
        await add(w, here, NAME, "Contoso")
        await shows(here, NAME, "Validation Successful")
        await activate(there)
        assert "Active" in (await there.command("list")).text
        assert "Validation Successful" in (await here.command("list")).text
        await there.command(f"edit {NAME}")
        await there.choose("Account name", "Engine Prod")
        assert await there.submit() is None
        assert (await names(w, BRIDGE), await names(w, ENGINE)) == ([NAME], ["Engine Prod"])


async def test_what_is_pressed_in_the_home_is_about_the_workspace_whose_home_it_is(tmp_path: Path) -> None:
    """A person has one Home in the organisation: it shows the workspace in which they opened it last."""
    async with many(tmp_path) as w:
        await manages_both(w)
        await w.ask("POST", "/slack/home", {"user": "hana", "team": ENGINE})
        here = w.person("hana", BRIDGE)
        await here.home_says("No MIP accounts yet")
        app = await app_of(w, "Fabrikam")
        await here.press("Add MIP account")
        await here.choose("SaaS connector", "Custom connector")
        await here.type("Account name", NAME)
        await here.choose("Notification channel", "#security")
        await here.type("Client ID", app["client_id"])
        await here.type("Tenant ID", app["home"])
        assert await here.submit() is None
        assert (await names(w, BRIDGE), await names(w, ENGINE)) == ([], [NAME])


async def test_their_private_links_are_for_the_workspace_that_they_came_from(tmp_path: Path) -> None:
    async with many(tmp_path) as w:
        await manages_both(w)
        there = w.person("hana", ENGINE)
        await add_by_bot(w, there, NAME)
        # The one conversation that she has with the bot is seen in Bridge.
        await link_by_bot(w, w.person("hana", BRIDGE), NAME, who="Hana Both")
        await shows(there, NAME, "Validation Successful")
        assert (await names(w, BRIDGE), await names(w, ENGINE)) == ([], [NAME])


async def test_a_button_in_their_direct_messages_is_about_the_workspace_that_it_came_from(
    tmp_path: Path,
) -> None:
    """Slack names the other one, in which the conversation with the bot is seen."""
    async with many(tmp_path) as w:
        await install(w, STARSHIP)
        edith, here = w.person("edith", ENGINE), w.person("hana", BRIDGE)
        await add_by_bot(w, edith, NAME)
        await shows(edith, NAME, "Authorization Pending")
        (account,) = await w.bot.shared.storage.accounts.all(ENGINE)
        await sends_link(w, edith, HANA, NAME)
        await here.press("Decline", containing=NAME)
        await edith.wait_for("declined", new=False)
        assert (await w.bot.shared.storage.accounts.get(ENGINE, account.id)).handovers == ()


async def test_an_organisation_takes_the_bot_from_one_and_the_other_keeps_what_it_has(tmp_path: Path) -> None:
    async with many(tmp_path) as w:
        await manages_both(w)
        here = w.person("hana", BRIDGE)
        await grant(w, "Contoso")
        await add(w, here, NAME, "Contoso")
        await shows(here, NAME, "Validation Successful")
        await w.ask("PUT", "/slack/team-access", {"team": ENGINE, "granted": False})
        assert await w.bot.shared.workspaces.ids() == [BRIDGE]
        assert "Validation Successful" in (await here.command("list")).text
