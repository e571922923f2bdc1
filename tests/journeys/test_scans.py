"""Retrieval: what is told of it, when, and to whom."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sandbox.visitor import Visitor
from storage import models
from tests.journeys.stories import (
    CHANNEL,
    NAME,
    activate,
    active,
    add,
    counts,
    grant,
    journey,
    labels_of,
    names_stored,
    shows,
    stored,
    told,
)
from tests.world import World

LABELS = "/microsoft/tenants/Contoso/labels"
SOON = timedelta(seconds=11)


async def scan(w: World, person: Visitor) -> None:
    """By hand, once the last one is long enough ago."""
    w.clock.offset += SOON
    await person.press("Scan now", containing=NAME, channel=CHANNEL)
    await w.idle()


@pytest.mark.asyncio
async def test_the_first_labels_are_told_as_a_tree_in_the_text_too(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        held = await w.ask("POST", "/faults", {"where": "graph.labels", "kind": "hold", "after": 2})
        await grant(w, "Contoso")
        await add(w, owner)
        await shows(owner, NAME, "Validation Successful")
        await owner.press("Activate", containing=NAME, channel=CHANNEL)
        pending = await shows(owner, NAME, "Retrieval Pending")
        assert "Set Tenant Inactive" in pending.buttons
        assert await told(owner, "First labels") == []
        await w.ask("DELETE", f"/faults/{held['id']}")
        await shows(owner, NAME, "Active")
        await w.idle()

        (first,) = await told(owner, "First labels")
        assert first.says("12 labels")
        assert first.buttons == ("View labels",)
        lines = [line.strip("\u2022\u2800\u2003 ") for line in first.text.splitlines()]
        below = lines.index("Confidential")
        assert lines[below + 1 : below + 5] == [
            "All Employees",
            "Anyone (unrestricted)",
            "Trusted People",
            "Finance",
        ]
        assert "Finance" in first.summary


@pytest.mark.asyncio
async def test_of_three_hundred_labels_twenty_are_named_and_all_can_be_paged(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner, member = w.person("olivia"), w.person("mia")
        await active(w, owner, "Northwind", "Northwind")
        (first,) = await told(owner, "First labels of")
        assert first.says("300 labels")
        assert first.says("and 280 more")
        assert first.text.count("\u2022") == 20

        await member.press("View labels", containing="First labels", channel=CHANNEL)
        page = await member.wait_for("Page 1 of 30")
        assert page.ephemeral
        assert page.buttons[10:] == ("Next", "Last", "Export")
        for number in (2, 3):
            await member.press("Next", containing="Page")
            page = await member.wait_for(f"Page {number} of 30")
        assert page.buttons[10:] == ("First", "Previous", "Next", "Last", "Export")
        assert len([each for each in await member.ephemeral() if each.says("Page")]) == 1
        await member.press("Previous", containing="Page")
        await member.wait_for("Page 2 of 30")


@pytest.mark.asyncio
async def test_no_change_is_told_to_the_presser_alone(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await w.ask("POST", "/slack/invite", {"channel": CHANNEL})
        await active(w, owner)
        before = [each.ts for each in await owner.messages(CHANNEL)]
        await scan(w, owner)
        assert [each.says("no change, 12 labels") for each in (await owner.ephemeral())[-1:]] == [True]
        assert [each.ts for each in await owner.messages(CHANNEL)] == before
        await w.advance(timedelta(hours=2))
        await w.idle()
        assert [each.ts for each in await owner.messages(CHANNEL)] == before


async def rename(w: World, ids: dict[str, str]) -> None:
    await w.ask("PATCH", f"{LABELS}/{ids['Public']}", {"name": "Open"})


async def move(w: World, ids: dict[str, str]) -> None:
    await w.ask("POST", f"{LABELS}/{ids['Project Falcon']}/move", {"parent": ids["Confidential"]})


async def recolour(w: World, ids: dict[str, str]) -> None:
    await w.ask("PATCH", f"{LABELS}/{ids['General']}", {"color": "#107C10"})


async def delete(w: World, ids: dict[str, str]) -> None:
    await w.ask("DELETE", f"{LABELS}/{ids['Personal']}")


async def bring_back(w: World, ids: dict[str, str]) -> None:
    await w.ask("POST", LABELS, {"id": ids["Personal"], "name": "Personal", "priority": 0})


async def create(w: World, _ids: dict[str, str]) -> None:
    await w.ask("POST", LABELS, {"name": "Brand new", "priority": 99})


CHANGES: list[tuple[Any, str]] = [
    (rename, "*Public* was renamed to *Open*."),
    (move, "Project Falcon* moved from *Highly Confidential* to *Confidential*."),
    (recolour, "The colour of *General* changed from blue (#0078D4) to green (#107C10)."),
    (delete, "*Personal* was removed."),
    (bring_back, "*Personal* is back."),
    (create, "*Brand new* was added."),
]


@pytest.mark.asyncio
async def test_each_change_is_told_once_as_what_it_is(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await active(w, owner)
        ids = {label["name"]: label["id"] for label in await labels_of(w, "Contoso")}
        for number, (change, sentence) in enumerate(CHANGES, start=1):
            await change(w, ids)
            await scan(w, owner)
            messages = await told(owner, "in the labels of")
            assert len(messages) == number
            assert sentence.casefold() in messages[-1].text.casefold()
            assert sentence.casefold() in messages[-1].summary.casefold()
        await w.advance(timedelta(hours=2))
        await w.idle()
        assert len(await told(owner, "in the labels of")) == len(CHANGES)


@pytest.mark.asyncio
async def test_a_scan_too_soon_says_when_and_one_that_runs_is_joined(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await active(w, owner)
        await owner.press("Scan now", containing=NAME, channel=CHANNEL)
        answer = await owner.wait_for("Try again in")
        assert answer.ephemeral
        assert 1 <= int(answer.text.split()[3]) <= 10

        asked = await counts(w, "graph.labels")
        held = await w.ask("POST", "/faults", {"where": "graph.labels", "kind": "hold"})
        w.clock.offset += SOON
        await owner.press("Scan now", containing=NAME, channel=CHANNEL)
        await owner.press("Scan now", containing=NAME, channel=CHANNEL)
        assert (await owner.wait_for("being worked on already")).ephemeral
        await w.ask("DELETE", f"/faults/{held['id']}")
        await w.idle()
        assert await counts(w, "graph.labels") == asked + 1


@pytest.mark.asyncio
async def test_while_active_it_is_scanned_on_schedule(tmp_path: Path) -> None:
    async with journey(tmp_path, MIPBOT_SCAN_INTERVAL="6h") as w:
        owner = w.person("olivia")
        await active(w, owner)
        asked = await counts(w, "graph.labels")
        for _ in range(48):
            await w.advance(timedelta(minutes=30))
            await w.idle()
        # Every six hours, and up to a tenth of that later. Looked at before that tenth is over, as what waited longer
        # counts as caught up and may come again soon.
        assert await counts(w, "graph.labels") - asked == 3
        due = (await stored(w)).next_scan_at
        assert due is not None
        assert timedelta() < due - w.clock.calendar() <= timedelta(hours=6.6)


@pytest.mark.asyncio
async def test_an_inactive_tenant_is_never_scanned_and_can_be_activated_again(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await active(w, owner)
        await owner.press("Set Tenant Inactive", containing=NAME, channel=CHANNEL)
        card = await shows(owner, NAME, "Tenant Inactive")
        assert card.buttons == ("Activate", "View labels", "Edit", "Remove")
        await w.idle()
        asked, scans = await w.ask("GET", "/counts"), await models.Scan.all().count()
        for _ in range(7 * 24):
            await w.advance(timedelta(hours=1))
        await asyncio.sleep(0.3)
        await w.idle()
        after = await w.ask("GET", "/counts")
        # Whether it still may is looked at once a day; that is no scan.
        for name in ("graph.labels", "login.token"):
            assert after[name] <= asked[name] + 7
        assert await models.Scan.all().count() == scans
        assert len(await names_stored(w)) == 12

        ids = {label["name"]: label["id"] for label in await labels_of(w, "Contoso")}
        await rename(w, ids)
        await activate(owner)
        await w.idle()
        assert "Open" in await names_stored(w)
        assert len(await told(owner, "First labels of")) == 2


@pytest.mark.asyncio
async def test_what_a_scan_finds_after_the_tenant_was_set_inactive_is_nobodys(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await grant(w, "Contoso")
        await add(w, owner)
        await shows(owner, NAME, "Validation Successful")
        await w.idle()
        held = await w.ask("POST", "/faults", {"where": "graph.labels", "kind": "hold", "after": 1})
        await owner.press("Activate", containing=NAME, channel=CHANNEL)
        await shows(owner, NAME, "Retrieval Pending")
        await owner.press("Set Tenant Inactive", containing=NAME, channel=CHANNEL)
        await shows(owner, NAME, "Tenant Inactive")
        await w.ask("DELETE", f"/faults/{held['id']}")
        await asyncio.sleep(0.3)
        await w.idle()
        await shows(owner, NAME, "Tenant Inactive")
        assert await names_stored(w) == []
        assert await told(owner, "First labels of") == []
