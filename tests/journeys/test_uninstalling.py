"""A workspace takes the bot away: in the middle of anything, in whatever order Slack says so, or without a word."""

import asyncio
import sqlite3
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot import installed_token
from bot import slack as bot_slack
from bot.together import Together
from handlers.still_installed import StillInstalled
from mip.installing import REFUSED_FOR
from sandbox.slack_workspace import APP, TEAM
from sandbox.visitor import Visitor
from storage import models
from tests.journeys.bot_process import theatre
from tests.journeys.installing import install, many
from tests.journeys.stories import (
    NAME,
    activate,
    active,
    add,
    add_by_bot,
    counts,
    grant,
    shows,
)
from tests.journeys.test_installing import BRIDGE, ENGINE, FABRIKAM, STARSHIP, gone, kept, lists
from tests.world import DATABASE, World, world

pytestmark = pytest.mark.asyncio

MANY = 30_000


async def fabrikam_active(w: World) -> None:
    await install(w, FABRIKAM)
    await active(w, w.person("fiona", FABRIKAM), NAME, "Fabrikam")


async def hold(w: World, where: str) -> str:
    made = await w.ask("POST", "/faults", {"where": where, "kind": "hold"})
    return str(made["id"])


async def is_held(w: World, fault: str) -> None:
    async with asyncio.timeout(30):
        while not any(each["id"] == fault and each["held"] for each in await w.ask("GET", "/faults")):  # noqa: ASYNC110 - it is over there
            await asyncio.sleep(0.02)


async def asked_of_slack(w: World) -> list[str]:
    return [each["path"] for each in await w.ask("GET", "/exchanges") if each["path"].startswith("/api/")]


async def look(w: World) -> None:
    """What is done once a minute."""
    shared, uninstall = w.bot.shared, w.bot.table.uninstall
    assert uninstall is not None
    there, is_first = (
        (shared.storage.installations, shared.workspaces),
        Together(shared.storage.tally).is_first,
    )
    await StillInstalled(*there, uninstall, is_first, w.clock).look()


async def test_during_a_scan_its_result_is_nobodys_and_nothing_is_told(tmp_path: Path) -> None:
    async with many(tmp_path) as w:
        await fabrikam_active(w)
        fault = await hold(w, "graph.labels")
        await w.advance(timedelta(hours=2))
        await is_held(w, fault)
        await w.ask("POST", "/slack/uninstall", {"team": FABRIKAM})
        before = await asked_of_slack(w)
        await w.ask("DELETE", f"/faults/{fault}")
        await gone(w, tmp_path, FABRIKAM)
        await w.advance(timedelta(days=2))
        await w.idle()
        assert await asked_of_slack(w) == before, "no call in its name"
        assert kept(tmp_path, FABRIKAM)["mip_account"] == []


async def test_during_a_link_the_browser_that_comes_back_finds_it_not_valid(tmp_path: Path) -> None:
    async with many(tmp_path) as w:
        await install(w, FABRIKAM)
        fiona = w.person("fiona", FABRIKAM)
        await add_by_bot(w, fiona, NAME)
        link = await fiona.press("Continue to Microsoft", containing=NAME)
        assert link.url is not None
        async with w.browser() as browser:
            await browser.open(link.url)
            await browser.click("Continue")
            await w.ask("POST", "/slack/uninstall", {"team": FABRIKAM})
            await gone(w, tmp_path, FABRIKAM)
            page = await browser.click("Continue as Fiona Founder")
        assert page.status == 400
        assert "This link is not valid any more." in page.text
        async with w.browser() as browser:
            assert "This link is not valid any more." in (await browser.open(link.url)).text


async def test_tens_of_thousands_of_labels_do_not_keep_slack_waiting(tmp_path: Path) -> None:
    async with many(tmp_path) as w:
        await fabrikam_active(w)
        (account,) = await w.bot.shared.storage.accounts.all(FABRIKAM)
        (like, *_) = await models.Label.filter(account_id=account.id).values()
        del like["id"]
        rows = [models.Label(**{**like, "guid": f"guid-{number}"}) for number in range(MANY)]
        await models.Label.bulk_create(rows, batch_size=500)
        began = time.monotonic()
        answers = await w.ask("POST", "/slack/uninstall", {"team": FABRIKAM})
        assert time.monotonic() - began < 3
        assert [each["status"] for each in answers] == [200, 200]
        await gone(w, tmp_path, FABRIKAM)
        assert await models.Label.all().count() == 0


@pytest.mark.parametrize(
    "order",
    [["app_uninstalled", "tokens_revoked"] * 2, ["tokens_revoked", "app_uninstalled"] * 2],
    ids=["uninstalled first", "revoked first"],
)
async def test_told_twice_in_any_order_it_is_one_end(order: list[str], tmp_path: Path) -> None:
    async with many(tmp_path) as w:
        await install(w, TEAM)
        await fabrikam_active(w)
        before = kept(tmp_path, TEAM)
        await w.ask("POST", "/slack/uninstall", {"team": FABRIKAM, "order": order})
        await gone(w, tmp_path, FABRIKAM)
        assert kept(tmp_path, TEAM) == before
        trail = await models.AuditRow.filter(workspace=FABRIKAM, action="workspace.uninstalled").count()
        assert trail == 1


NO_ENDS: dict[str, dict[str, Any]] = {
    "no workspace": {"team_id": None},
    "a workspace that is a list": {"team_id": [FABRIKAM]},
    "another app": {"api_app_id": "A0ANOTHER1"},
    "no app": {"api_app_id": None},
    "long ago": {"event_time": 1_600_000_000},
    "an organisation it is not of": {"enterprise_id": STARSHIP, "team_id": STARSHIP},
}


@pytest.mark.parametrize("what", NO_ENDS)
async def test_news_of_another_shape_or_about_something_else_end_nothing(what: str, tmp_path: Path) -> None:
    async with many(tmp_path) as w:
        await install(w, FABRIKAM)
        before = kept(tmp_path, FABRIKAM)
        event = {"team": FABRIKAM, "event": {"type": "app_uninstalled"}, "outer": NO_ENDS[what]}
        told = await w.ask("POST", "/slack/event", event)
        assert told["status"] < 500
        assert kept(tmp_path, FABRIKAM) == before
        assert "No MIP accounts yet" in await lists(w, "fiona", FABRIKAM)


async def test_tokens_that_people_gave_say_nothing_about_the_bot(tmp_path: Path) -> None:
    async with many(tmp_path) as w:
        await install(w, FABRIKAM)
        before = kept(tmp_path, FABRIKAM)
        revoked = {"type": "tokens_revoked", "tokens": {"oauth": ["U0FIONA002"], "bot": []}}
        await w.ask("POST", "/slack/event", {"team": FABRIKAM, "event": revoked})
        assert kept(tmp_path, FABRIKAM) == before


async def test_an_organisation_takes_it_from_one_of_its_workspaces_and_gives_it_back(tmp_path: Path) -> None:
    async with many(tmp_path) as w:
        await install(w, STARSHIP)
        gloria, edith = w.person("gloria", BRIDGE), w.person("edith", ENGINE)
        await grant(w, "Contoso")
        await add(w, gloria)
        await shows(gloria, NAME, "Validation Successful")
        await grant(w, "Fabrikam")
        await add(w, edith, NAME, "Fabrikam")
        await shows(edith, NAME, "Validation Successful")
        await w.idle()
        before = kept(tmp_path, ENGINE)
        await w.ask("PUT", "/slack/team-access", {"team": BRIDGE, "granted": False})
        await gone(w, tmp_path, BRIDGE)
        assert kept(tmp_path, ENGINE) == before
        await w.ask("PUT", "/slack/team-access", {"team": BRIDGE, "granted": True})
        assert "No MIP accounts yet" in await lists(w, "gloria", BRIDGE)


async def test_that_an_organisation_took_it_from_one_workspace_is_found_out_where_nobody_said_so(
    tmp_path: Path,
) -> None:
    async with many(tmp_path) as w:
        await install(w, STARSHIP)
        edith = w.person("edith", ENGINE)
        await active(w, edith, NAME, "Fabrikam")
        await grant(w, "Contoso")
        await add(w, w.person("gloria", BRIDGE))
        await shows(w.person("gloria", BRIDGE), NAME, "Validation Successful")
        await w.ask("PUT", "/slack/team-access", {"team": ENGINE, "granted": False, "quietly": True})
        assert "mip_account" in {table for table, rows in kept(tmp_path, ENGINE).items() if rows}
        await look(w)
        await gone(w, tmp_path, ENGINE)
        assert "Validation Successful" in await lists(w, "gloria", BRIDGE)
        assert kept(tmp_path, STARSHIP)["mip_installation"]


UNCLEAR_LISTS: dict[str, dict[str, Any]] = {
    "down": {"kind": "status", "status": 500},
    "refused": {"kind": "json", "body": {"ok": False, "error": "internal_error"}},
    "no list": {"kind": "json", "body": {"ok": True}},
    "of something else": {"kind": "json", "body": {"ok": True, "teams": [ENGINE]}},
    "without end": {
        "kind": "json",
        "body": {"ok": True, "teams": [], "response_metadata": {"next_cursor": "again"}},
        "times": 0,
    },
}


@pytest.mark.parametrize("what", UNCLEAR_LISTS)
async def test_a_list_of_workspaces_that_is_none_takes_nothing_from_anybody(
    what: str, tmp_path: Path
) -> None:
    async with many(tmp_path) as w:
        await install(w, STARSHIP)
        assert "No MIP accounts yet" in await lists(w, "edith", ENGINE)
        await w.ask("POST", "/faults", {"where": "slack.auth.teams.list", **UNCLEAR_LISTS[what]})
        await look(w)
        assert await w.bot.shared.workspaces.ids() == [ENGINE]
        assert (await counts(w, "slack.auth.teams.list")) > 0, "nobody asked"


async def test_a_farewell_that_was_lost_is_found_out_and_the_workspace_is_suspended_until_it_installs_again(
    tmp_path: Path,
) -> None:
    async with many(tmp_path) as w:
        await install(w, TEAM)
        await fabrikam_active(w)
        fiona = w.person("fiona", FABRIKAM)
        await w.ask("POST", "/slack/uninstall", {"team": FABRIKAM, "order": []})
        await look(w)
        (account,) = await w.bot.shared.storage.accounts.all(FABRIKAM)
        scans = await counts(w, "graph.labels")
        calls = await asked_of_slack(w)
        await w.advance(timedelta(days=2))
        await w.idle()
        assert await counts(w, "graph.labels") == scans, "nobody could be told"
        assert await asked_of_slack(w) == calls
        assert await w.bot.shared.storage.accounts.get(FABRIKAM, account.id) == account
        await install(w, FABRIKAM)
        await w.wake()
        async with asyncio.timeout(30):
            while await counts(w, "graph.labels") == scans:  # noqa: ASYNC110 - it is over there
                await asyncio.sleep(0.05)
        await shows(fiona, NAME, "Active")


async def test_what_waits_to_be_told_is_told_after_it_was_installed_again(tmp_path: Path) -> None:
    async with many(tmp_path) as w:
        await install(w, FABRIKAM)
        fiona = w.person("fiona", FABRIKAM)
        await grant(w, "Fabrikam")
        await add(w, fiona, NAME, "Fabrikam")
        await shows(fiona, NAME, "Validation Successful")
        # The token dies while what was pressed is being worked on.
        fault = await hold(w, "graph.labels")
        await fiona.press("Activate", containing=NAME)
        await is_held(w, fault)
        await w.ask("POST", "/slack/uninstall", {"team": FABRIKAM, "order": []})
        await w.ask("DELETE", f"/faults/{fault}")
        await look(w)
        async with asyncio.timeout(30):
            while not await models.Delivery.filter(workspace=FABRIKAM, state="new").exists():  # noqa: ASYNC110 - in a table
                await asyncio.sleep(0.05)
        await install(w, FABRIKAM)
        w.clock.ahead += timedelta(minutes=2)
        await w.wake()
        w.clock.ahead = timedelta()
        await shows(fiona, NAME, "Active")


async def test_one_that_slack_has_refused_for_a_week_is_deleted(tmp_path: Path) -> None:
    async with many(tmp_path) as w:
        await install(w, TEAM)
        await fabrikam_active(w)
        before = kept(tmp_path, TEAM)
        await w.ask("POST", "/slack/uninstall", {"team": FABRIKAM, "order": []})
        await look(w)
        assert kept(tmp_path, FABRIKAM)["mip_account"]
        w.clock.ahead = REFUSED_FOR + timedelta(minutes=1)
        await w.bot.shared.storage.purge()
        w.clock.ahead = timedelta()
        assert not any(kept(tmp_path, FABRIKAM).values())
        assert kept(tmp_path, TEAM) == before


async def test_back_to_the_operators_token_the_accounts_of_others_are_scanned_no_more(tmp_path: Path) -> None:
    async with many(tmp_path) as w:
        await install(w, TEAM)
        await fabrikam_active(w)
        await active(w, w.person("olivia"))
        theirs = kept(tmp_path, FABRIKAM)["mip_scan"]
    with capture_logs() as lines:
        async with world(tmp_path) as w:
            await grant(w, "Contoso")
            await grant(w, "Fabrikam")
            scanned = kept(tmp_path, TEAM)["mip_scan"]
            await w.advance(timedelta(hours=3))
            async with asyncio.timeout(30):
                while kept(tmp_path, TEAM)["mip_scan"] == scanned:  # noqa: ASYNC110 - in a table
                    await asyncio.sleep(0.05)
            await w.idle()
            assert kept(tmp_path, FABRIKAM)["mip_scan"] == theirs
            assert kept(tmp_path, FABRIKAM)["mip_account"], "kept, for a week"
            assert "Active" in await lists(w, "olivia")
    (said,) = [line for line in lines if line["event"] == "slack.others_not_served"]
    assert said["workspaces"] == 1


async def test_what_another_replica_heard_counts_at_once_for_whoever_changes_anything_and_within_a_minute_for_all(
    tmp_path: Path,
) -> None:
    async with many(tmp_path) as w:
        await fabrikam_active(w)
        shared, fiona = w.bot.shared, w.person("fiona", FABRIKAM)
        assert NAME in (await fiona.command("list")).text
        gone_now = await shared.storage.installations.removed(FABRIKAM, APP, w.clock.wire())
        assert gone_now == [FABRIKAM], "as another replica would, and this one has heard nothing"
        for words in ("add", "scan", "deactivate", "admins add <@U0FELIX002>"):
            assert "MIP bot is not installed in this workspace." in (await fiona.command(words)).text, words
        assert not kept(tmp_path, FABRIKAM)["mip_admin"]
        for per_process in (bot_slack.KNOWN_FOR, installed_token.KNOWN_FOR):
            assert per_process <= timedelta(minutes=1)
        w.clock.ahead = timedelta(minutes=1)
        assert "MIP bot is not installed in this workspace." in (await fiona.command("list")).text


async def test_installed_again_while_the_rest_is_being_deleted_it_begins_anew(tmp_path: Path) -> None:
    async with many(tmp_path) as w:
        await fabrikam_active(w)
        await w.ask("POST", "/slack/uninstall", {"team": FABRIKAM})
        await install(w, FABRIKAM)
        assert "No MIP accounts yet" in await lists(w, "fiona", FABRIKAM)
        fiona = w.person("fiona", FABRIKAM)
        await add(w, fiona, NAME, "Fabrikam")
        await shows(fiona, NAME, "Validation Successful")
        await w.bot.shared.storage.purge()
        await activate(fiona)


@pytest.mark.parametrize("end", ["never installed", "removed"])
async def test_whoever_opens_the_home_of_a_bot_that_is_not_there_leaves_no_trace(
    end: str, tmp_path: Path
) -> None:
    async with many(tmp_path) as w:
        if end == "removed":
            await install(w, FABRIKAM)
            await w.ask("POST", "/slack/uninstall", {"team": FABRIKAM})
            await gone(w, tmp_path, FABRIKAM)
        opened = {"type": "app_home_opened", "user": "U0FIONA002", "tab": "home", "channel": "D0FIONA002"}
        before = await asked_of_slack(w)
        told = await w.ask("POST", "/slack/event", {"team": FABRIKAM, "event": opened})
        assert told["status"] == 200
        assert not any(kept(tmp_path, FABRIKAM).values())
        assert await asked_of_slack(w) == before


def count_labels(folder: Path) -> int:
    with sqlite3.connect(f"file:{folder / DATABASE}?mode=ro", uri=True) as database:
        (count,) = database.execute("SELECT count(*) FROM mip_label").fetchone()
    database.close()
    return int(count)


def copy_a_label(folder: Path, times: int) -> None:
    with sqlite3.connect(folder / DATABASE, timeout=30) as database:
        names = [name for _, name, *_ in database.execute("PRAGMA table_info(mip_label)") if name != "id"]
        kept_names = ", ".join(names)
        copied = ", ".join("guid || '-' || n" if name == "guid" else name for name in names)
        database.execute(
            f"WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {times}) "
            f"INSERT INTO mip_label ({kept_names}) "
            f"SELECT {copied} FROM (SELECT * FROM mip_label LIMIT 1), numbers"
        )
    database.close()


async def test_killed_while_it_deletes_the_next_start_deletes_the_rest(tmp_path: Path) -> None:
    async with theatre(tmp_path) as stage:
        process = await stage.start(SLACK_BOT_TOKEN=None)
        await install(stage, FABRIKAM)
        fiona = Visitor(stage.sandbox.options.addresses["control"], "fiona", stage.session, team=FABRIKAM)
        await grant(stage, "Fabrikam")
        await add(stage, fiona, NAME, "Fabrikam")
        await shows(fiona, NAME, "Validation Successful")
        await activate(fiona)
        copy_a_label(tmp_path, MANY)
        await stage.ask("POST", "/slack/uninstall", {"team": FABRIKAM})
        await stage.kill(process)
        assert count_labels(tmp_path) > 0, "it was not in the middle"
        assert kept(tmp_path, FABRIKAM)["mip_installation"] == []
        await stage.start(SLACK_BOT_TOKEN=None)
        async with asyncio.timeout(60):
            while any(kept(tmp_path, FABRIKAM).values()):  # noqa: ASYNC110 - it is another process
                await asyncio.sleep(0.1)
