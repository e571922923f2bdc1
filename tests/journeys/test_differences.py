"""`/mip diff` and `/mip history`: what changed between two days, and how the scans went."""

from datetime import timedelta
from pathlib import Path

import pytest

from sandbox.visitor import Visitor
from tests.journeys.stories import CHANNEL, NAME, active, add, journey, labels_of, stored
from tests.journeys.test_scans import LABELS, rename, scan
from tests.world import World

DAY = timedelta(days=1)


async def ids_of(w: World) -> dict[str, str]:
    return {label["name"]: label["id"] for label in await labels_of(w, "Contoso")}


async def asks(person: Visitor, command: str) -> str:
    shown = await person.command(command)
    return "\n".join(message.text for message in shown.messages)


async def days_pass(w: World, days: int) -> None:
    """With the scans that were due meanwhile."""
    await w.advance(days * DAY)
    await w.idle()


@pytest.mark.asyncio
async def test_the_difference_of_two_days_is_told_net_and_the_last_change_by_default(tmp_path: Path) -> None:
    async with journey(tmp_path, MIPBOT_SCAN_INTERVAL="7d") as w:
        owner, member = w.person("olivia"), w.person("mia")
        await active(w, owner)
        ids = await ids_of(w)
        assert "nothing has changed since its labels were first retrieved" in await asks(member, "diff")

        await rename(w, ids)
        await scan(w, owner)
        await days_pass(w, 2)
        await w.ask("PATCH", f"{LABELS}/{ids['Public']}", {"name": "Free"})
        await w.ask("DELETE", f"{LABELS}/{ids['Personal']}")
        await scan(w, owner)

        last = await asks(member, "diff")
        assert "2 changes, found" in last
        assert "*Open* was renamed to *Free*" in last
        whole = await asks(member, f'diff "{NAME}" 7d')
        assert "*Removed* (1)" in whole
        assert "*Renamed* (1)" in whole
        assert "*Public* was renamed to *Free*" in whole
        assert "The labels are known since" in whole
        assert "2 changes" in await asks(member, "diff 1d")
        before = await asks(member, "diff 7d 1d")
        assert "*Public* was renamed to *Open*" in before
        assert "removed" not in before

        await w.ask("PATCH", f"{LABELS}/{ids['Public']}", {"name": "Public"})
        await w.ask("POST", LABELS, {"id": ids["Personal"], "name": "Personal", "priority": 0})
        await scan(w, owner)
        assert "Public" not in await asks(member, "diff 7d")


@pytest.mark.asyncio
async def test_details_tell_every_value_with_its_guid_and_where_it_comes_from(tmp_path: Path) -> None:
    async with journey(tmp_path, MIPBOT_SCAN_INTERVAL="7d") as w:
        owner, member = w.person("olivia"), w.person("mia")
        await active(w, owner)
        ids = await ids_of(w)
        long = "x" * 400
        for name in ("Public", "General", "Personal"):
            await w.ask("PATCH", f"{LABELS}/{ids[name]}", {"toolTip": f"{name} {long}", "color": "#107C10"})
        await w.ask("POST", f"{LABELS}/{ids['Project Falcon']}/move", {"parent": ids["Confidential"]})
        for number in range(6):
            await w.ask("POST", LABELS, {"name": f"New {number}", "priority": 90 + number})
        await scan(w, owner)
        await asks(member, "diff 1d")
        await member.press("Details", containing=NAME)
        seen = await member.wait_for("in detail. Page 1 of")
        assert seen.ephemeral
        assert "Microsoft's request" in seen.text
        pages = [seen.text]
        while "Next" in seen.buttons:
            await member.press("Next", containing="in detail")
            seen = await member.wait_for(f"in detail. Page {len(pages) + 1} of")
            pages.append(seen.text)
        everything = "\n".join(pages)
        assert f"Public {long}" in everything
        assert ids["Project Falcon"] in everything
        assert ids["Confidential"] in everything
        assert len(pages) > 1
        await member.press("Previous", containing="in detail")
        await member.wait_for(f"Page {len(pages) - 1} of")


@pytest.mark.asyncio
async def test_what_is_no_day_is_refused_with_an_example(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await active(w, owner)
        for typed in ("soon", "2026-02-30", f"{NAME} 31.12.2026", "1d 2d 3d"):
            assert "is no day and no time" in await asks(owner, f'diff "{NAME}" {typed}')
        assert "2026-11-01" in await asks(owner, f'diff "{NAME}" soon')
        assert "has not come yet" in await asks(owner, f'diff "{NAME}" 2999-01-01')
        assert "are known since" in await asks(owner, f'diff "{NAME}" 2001-01-01 2001-02-01')
        assert "nothing changed until" in await asks(owner, f'diff "{NAME}" today')
        assert "No account named" in await asks(owner, "diff Fabrikam 7d")
        assert "`tomorrow` has not come yet" in await asks(owner, "diff tomorrow")
        assert "`yesterdy` is no account and no time" in await asks(owner, "diff yesterdy")
        assert "two times are enough" in await asks(owner, "diff 24h 12h 6h")
        assert "Did you mean Contoso Prod?" in await asks(owner, "diff Contso")
        assert "No account named yesterday." in await asks(owner, 'diff "yesterday"')
        await add(w, owner, "Fabrikam", "Fabrikam", secret="")
        for typed in ("tomorrow", "7d", "2026-11-01 yesterday"):
            answer = await asks(owner, f"diff {typed}")
            assert f"Which account? `{typed}` says when, and no account is named so." in answer
            assert f"`/mip diff ACCOUNT {typed}`" in answer
        assert "Which account? Name it after the verb." in await asks(owner, "diff")


@pytest.mark.asyncio
async def test_the_history_tells_each_change_and_folds_what_was_all_the_same(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner, member = w.person("olivia"), w.person("mia")
        await active(w, owner)
        for _ in range(3):
            await w.advance(timedelta(hours=2))
            await w.idle()
        await rename(w, await ids_of(w))
        await scan(w, owner)
        fault = await w.ask(
            "POST", "/faults", {"where": "graph.labels", "kind": "status", "status": 503, "times": 0}
        )
        await w.advance(timedelta(hours=2))
        await w.idle()
        await w.ask("DELETE", f"/faults/{fault['id']}")

        seen = await asks(member, "history")
        lines = [line for line in seen.splitlines() if line]
        assert lines[0].endswith("newest first.")
        assert "failed." in lines[1]
        assert ": 1 change, 12 labels." in lines[2]
        assert "3 scans without a change, 12 labels, from" in lines[3]
        assert "the first labels, 12." in lines[4]

        await member.press("What changed", containing="newest first")
        told = await member.wait_for("1 change, found")
        assert told.ephemeral
        assert told.says("*Public* was renamed to *Open*")


@pytest.mark.asyncio
async def test_before_anything_was_retrieved_both_say_so(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await active(w, owner)
        await owner.press("Set Tenant Inactive", containing=NAME, channel=CHANNEL)
        account = await stored(w)
        assert await w.bot.shared.storage.labels.count_scans(account.id) == 1
        assert "1 scan, newest first" in await asks(owner, "history")
