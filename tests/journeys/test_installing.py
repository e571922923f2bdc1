"""Many workspaces: each installs the bot, has what is its own, and takes it away again."""

import asyncio
import sqlite3
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sandbox.slack_workspace import TEAM
from tests.journeys.installing import install, many
from tests.journeys.stories import NAME, active, add, grant, shows
from tests.world import DATABASE, World, world

pytestmark = pytest.mark.asyncio

FABRIKAM, BRIDGE, ENGINE, STARSHIP = "T0SANDBOX2", "T0SANDBOX3", "T0SANDBOX4", "E0SANDBOX1"
# Whatever is kept of a workspace, and by which column.
TABLES = {
    "mip_account": "workspace",
    "mip_credential": "workspace",
    "mip_delivery": "workspace",
    "mip_admin": "workspace",
    "mip_subscription": "workspace",
    "mip_watch": "workspace",
    "mip_home_reader": "workspace",
    "mip_preference": "id",
    "mip_installation": "id",
    "mip_workspace": "id",
}


def kept(folder: Path, workspace: str) -> dict[str, list[Any]]:
    """Every row of a workspace, as it stands, and those of its accounts."""
    with sqlite3.connect(f"file:{folder / DATABASE}?mode=ro", uri=True) as database:
        rows = {
            table: database.execute(f"SELECT * FROM {table} WHERE {column} = ?", [workspace]).fetchall()
            for table, column in TABLES.items()
        }
        for table in ("mip_label", "mip_scan", "mip_work"):
            asked = (
                f"SELECT * FROM {table} WHERE account_id IN (SELECT id FROM mip_account WHERE workspace = ?)"
            )
            rows[table] = database.execute(asked, [workspace]).fetchall()
    return rows


async def gone(w: World, folder: Path, workspace: str) -> None:
    """Waits until the bot has deleted everything by itself. That it was ever here is forgotten within the hour."""
    async with asyncio.timeout(30):
        while any(rows for table, rows in kept(folder, workspace).items() if table != "mip_workspace"):  # noqa: ASYNC110 - looked for in its tables
            await asyncio.sleep(0.05)
    assert all(not row[1:][-1] for row in kept(folder, workspace)["mip_workspace"]), "its name"
    await w.bot.shared.storage.purge()
    assert kept(folder, workspace)["mip_workspace"] == []


async def lists(w: World, who: str, team: str = "") -> str:
    return (await w.person(who, team).command("list")).text


async def test_two_workspaces_have_accounts_of_the_same_name_and_know_nothing_of_each_other(
    tmp_path: Path,
) -> None:
    async with many(tmp_path) as w:
        assert "MIP bot is installed in the workspace Sandbox." in (await install(w, TEAM)).text
        assert "MIP bot is installed in the workspace Fabrikam." in (await install(w, FABRIKAM)).text
        olivia, fiona = w.person("olivia"), w.person("fiona", FABRIKAM)
        await active(w, olivia)
        assert "No MIP accounts yet" in await lists(w, "fiona", FABRIKAM)
        await grant(w, "Fabrikam")
        await add(w, fiona, NAME, "Fabrikam")
        await shows(fiona, NAME, "Validation Successful")
        assert "Active" in await lists(w, "olivia")
        assert "Validation Successful" in await lists(w, "fiona", FABRIKAM)
        assert "Contoso" not in (await fiona.command(f"show {NAME}")).text.replace(NAME, "")


async def test_removing_it_deletes_everything_of_that_workspace_and_nothing_of_another(
    tmp_path: Path,
) -> None:
    async with many(tmp_path) as w:
        await install(w, TEAM)
        await install(w, FABRIKAM)
        await active(w, w.person("olivia"))
        fiona = w.person("fiona", FABRIKAM)
        await grant(w, "Fabrikam")
        await add(w, fiona, NAME, "Fabrikam")
        await shows(fiona, NAME, "Validation Successful")
        await fiona.command("admins add <@U0MEMBER02>")
        await w.idle()
        before = kept(tmp_path, TEAM)
        await w.ask("POST", "/slack/uninstall", {"team": FABRIKAM})
        await gone(w, tmp_path, FABRIKAM)
        assert kept(tmp_path, TEAM) == before
        trail = await w.bot.shared.storage.audit.verify(FABRIKAM)
        assert trail is None, "the trail stays, and holds"


@pytest.mark.parametrize(
    "order", [["app_uninstalled", "tokens_revoked"], ["tokens_revoked", "app_uninstalled"]]
)
async def test_installed_again_it_begins_anew_and_old_news_do_no_harm(
    order: list[str], tmp_path: Path
) -> None:
    async with many(tmp_path) as w:
        await install(w, FABRIKAM)
        fiona = w.person("fiona", FABRIKAM)
        await grant(w, "Fabrikam")
        await add(w, fiona, NAME, "Fabrikam")
        await shows(fiona, NAME, "Validation Successful")
        began = int(time.time())
        await w.ask("POST", "/slack/uninstall", {"team": FABRIKAM, "order": order})
        await gone(w, tmp_path, FABRIKAM)
        await install(w, FABRIKAM)
        assert "No MIP accounts yet" in await lists(w, "fiona", FABRIKAM)
        late = {"team": FABRIKAM, "event": {"type": "app_uninstalled"}, "outer": {"event_time": began - 1}}
        await w.ask("POST", "/slack/event", late)
        assert "No MIP accounts yet" in await lists(w, "fiona", FABRIKAM)


async def test_an_organisation_installs_it_for_all_of_its_workspaces(tmp_path: Path) -> None:
    async with many(tmp_path) as w:
        page = await install(w, STARSHIP)
        assert "MIP bot is installed in the organisation Starship." in page.text
        gloria, edith = w.person("gloria", BRIDGE), w.person("edith", ENGINE)
        await grant(w, "Contoso")
        await add(w, gloria)
        await shows(gloria, NAME, "Validation Successful")
        assert "No MIP accounts yet" in await lists(w, "edith", ENGINE)
        await gloria.press("Activate", containing=NAME)
        await shows(gloria, NAME, "Active")
        await grant(w, "Fabrikam")
        await add(w, edith, NAME, "Fabrikam")
        await shows(edith, NAME, "Validation Successful")
        await w.idle()
        await w.ask("POST", "/slack/uninstall", {"team": STARSHIP})
        await gone(w, tmp_path, BRIDGE)
        await gone(w, tmp_path, ENGINE)


async def test_tokens_that_expire_are_exchanged_before_they_do(tmp_path: Path) -> None:
    async with many(tmp_path, slack={"token_rotation": True}) as w:
        await install(w, FABRIKAM)
        assert "No MIP accounts yet" in await lists(w, "fiona", FABRIKAM)
        first = kept(tmp_path, FABRIKAM)["mip_installation"]
        w.clock.ahead += timedelta(hours=11)
        await w.bot.shared.workspaces.of(FABRIKAM).profile("U0FIONA002")
        w.clock.ahead -= timedelta(hours=11)
        assert kept(tmp_path, FABRIKAM)["mip_installation"] != first
        await w.ask("POST", "/slack/expire-tokens", {"team": FABRIKAM})
        # What it knows of people it has not forgotten yet; this asks Slack.
        await w.bot.shared.workspaces.of(FABRIKAM).is_there()
        assert "No MIP accounts yet" in await lists(w, "fiona", FABRIKAM)


async def test_whoever_says_no_installs_nothing_and_may_begin_again(tmp_path: Path) -> None:
    async with many(tmp_path) as w:
        page = await install(w, FABRIKAM, "Cancel")
        assert "You did not allow it in Slack. Nothing was changed." in page.text
        assert kept(tmp_path, FABRIKAM)["mip_installation"] == []
        assert page.status == 400


async def test_with_the_operators_token_one_workspace_is_served_whatever_else_is_set(tmp_path: Path) -> None:
    """All four SLACK_ variables."""
    async with world(tmp_path) as w:
        assert w.settings.slack_client_id
        for path in ("/slack/install", "/slack/oauth_redirect?code=1&state=2"):
            async with w.session.get(f"{w.public}{path}") as answer:
                assert answer.status == 404
        assert await w.bot.shared.workspaces.ids() == [TEAM]
        assert "No MIP accounts yet" in await lists(w, "olivia")
