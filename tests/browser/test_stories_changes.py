"""What changes in a tenant, told in the channel by its name, and looked up again by days and scans."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import BrowserContext, expect

from tests.browser.shots import Shots
from tests.browser.test_stories_labels import change, looks
from tests.journeys.stories import NAME, active, journey
from tests.journeys.test_labels import LABELS, named, scanned
from tests.world import World

pytestmark = pytest.mark.asyncio(loop_scope="session")

DAY = timedelta(days=1)
TOLD = (
    "Brand new was added.",
    "Personal was removed.",
    "Public was renamed to Open.",
    "Project Falcon moved from Highly Confidential to the top level.",
    "General was disabled.",
    "The colour of Confidential changed from orange (#FF8C00) to",
    "The tooltip of Confidential / Finance changed from “Encrypted for Finance.” to “Ask Finance first.”.",
    "The protection of Confidential / Trusted People changed from on to off.",
    "The scope of Confidential / All Employees changed from",
)


async def move(w: World, name: str, **where: Any) -> None:
    await w.ask("POST", f"{LABELS}/{(await named(w, name))['id']}/move", where)


async def of_every_kind(w: World) -> None:
    await w.ask("POST", LABELS, {"name": "Brand new", "priority": 99})
    await w.ask("DELETE", f"{LABELS}/{(await named(w, 'Personal'))['id']}")
    await change(w, "Public", name="Open")
    await move(w, "Project Falcon", parent=None)
    await change(w, "General", isEnabled=False)
    await change(w, "Confidential", color="#107C10")
    await change(w, "Finance", toolTip="Ask Finance first.", description="For the people of Finance.")
    await change(w, "Trusted People", hasProtection=False)
    await change(w, "All Employees", applicableTo="email,file,site")
    await change(w, "Specified People", priority=42)


async def into_groups(w: World) -> None:
    """Microsoft's own migration: the parent becomes a sub-label of a new group of its name."""
    confidential = await named(w, "Confidential")
    below = [each for each in await w.ask("GET", LABELS) if each["parent"] == confidential["id"]]
    group = await w.ask("POST", LABELS, {"name": "Confidential", "priority": 50})
    for each in (confidential, *below):
        await w.ask("POST", f"{LABELS}/{each['id']}/move", {"parent": group["id"]})


async def test_a_change_of_every_kind_is_told_and_looked_up_again(
    context: BrowserContext, shots: Shots, tmp_path: Path
) -> None:
    async with journey(tmp_path, MIPBOT_SCAN_INTERVAL="7d") as w:
        owner = w.person("olivia")
        await active(w, owner)
        mia = await looks(w, context, shots)
        await of_every_kind(w)
        await scanned(w, owner)
        told = await mia.sees("changes in the labels of Contoso Prod", *TOLD)
        await told.scroll_into_view_if_needed()
        await mia.picture("a change of every kind")

        await mia.command("diff")
        await mia.sees_alone("found", "Renamed (1)", "Moved (1)", "Protection (1)")
        await mia.picture("the last difference, by kind")
        await mia.press("Details", "Renamed (1)")
        page = await mia.sees_alone("in detail. Page 1 of")
        await expect(page).to_contain_text("Microsoft's request")
        await mia.picture("details of it")
        await mia.press("Next", "in detail. Page 1 of")
        await mia.sees_alone("in detail. Page 2 of", "Before:", "After:")
        await mia.picture("more details")


async def test_a_migration_to_groups_is_one_restructuring(
    context: BrowserContext, shots: Shots, tmp_path: Path
) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await active(w, owner)
        mia = await looks(w, context, shots)
        guid = (await named(w, "Confidential"))["id"]
        await into_groups(w)
        await scanned(w, owner)
        told = await mia.sees("1 change in the labels of Contoso Prod", "Confidential is a label group now")
        await told.scroll_into_view_if_needed()
        await mia.command("diff")
        await mia.press("Details", "Became groups (1)")
        await mia.sees_alone("in detail", guid, "moved from Confidential to another label of that name")
        await mia.picture("became a group, in detail")
        await mia.command("labels confidential")
        await mia.sees_alone("Confidential (label with sub-labels)", "of 13 labels with")
        await mia.picture("the group in the tree")


async def test_days_and_scans_are_looked_back_at(
    context: BrowserContext, shots: Shots, tmp_path: Path
) -> None:
    async with journey(tmp_path, MIPBOT_SCAN_INTERVAL="6h") as w:
        owner = w.person("olivia")
        await active(w, owner)
        mia = await looks(w, context, shots)
        for new in ("Open", "Free", "For all"):
            await w.advance(DAY)
            await w.idle()
            await change(w, {"Open": "Public", "Free": "Open", "For all": "Free"}[new], name=new)
            await scanned(w, owner)
        fault = await w.ask(
            "POST", "/faults", {"where": "graph.labels*", "kind": "status", "status": 503, "times": 0}
        )
        await w.advance(DAY)
        await w.idle()
        await w.ask("DELETE", f"/faults/{fault['id']}")
        await mia.command("history")
        history = await mia.sees_alone("scans, newest first", "the first labels, 12", "failed.")
        await mia.picture("how the scans went")
        await history.get_by_role("button", name="What changed").first.click()
        await mia.sees_alone("1 change, found", "Free was renamed to For all.")
        await mia.picture("what one scan found")
        await mia.command(f'diff "{NAME}" 10d')
        await mia.sees_alone("Public was renamed to For all.", "The labels are known since")
        await mia.command("diff 2d")
        await mia.command("diff yesterday today")
        await mia.command(f'diff "{NAME}" tomorrow')
        await mia.sees_alone("tomorrow has not come yet.", "2026-11-01")
        await mia.command("diff 2020-01-01 2020-02-01")
        await mia.sees_alone("Ask for a later time.")
        await mia.picture("differences of days")


async def test_a_held_scan_names_what_would_go_and_an_admin_decides(
    context: BrowserContext, shots: Shots, tmp_path: Path
) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await active(w, owner)
        olivia = await looks(w, context, shots, "Olivia Owner")
        kept = await w.ask("GET", LABELS)
        await only(w, kept[:2])
        held = await olivia.sees(
            "Held:", "found 2 labels", "10 of the 12", "Would be gone:", "Project Falcon"
        )
        await held.scroll_into_view_if_needed()
        await olivia.picture("held, with what would go")
        await olivia.press("Keep", "Would be gone:")
        await olivia.sees("Held:", "@Olivia Owner pressed Keep", "The known labels were kept.")
        await expect(olivia.message("Held:").get_by_role("button", name="Apply")).to_have_count(0)
        await olivia.picture("kept")

        await only(w, kept[:3])
        await olivia.sees("found 3 labels", "Would be gone:")
        await olivia.press("Apply", "found 3 labels")
        await olivia.decides("Apply what was found?", "Apply")
        await olivia.sees("9 changes in the labels of Contoso Prod", "Project Falcon was removed.")
        await w.idle()
        await olivia.picture("applied, and told in the channel")
        decided = await olivia.sees(
            "9 of the 12 known ones are gone", "@Olivia Owner pressed Apply", "taken over"
        )
        await decided.scroll_into_view_if_needed()
        await expect(decided.get_by_role("button", name="Keep")).to_have_count(0)
        await olivia.picture("who decided, where it was asked")
        await olivia.command("labels")
        await olivia.sees_alone("3 labels and 9 that vanished", "Finance in Confidential vanished on")
        await olivia.picture("nine that vanished")


async def only(w: World, labels: Any) -> None:
    """Nothing else is left when the next scan looks."""
    await w.ask("PUT", LABELS, labels)
    await w.advance(timedelta(hours=2))
    await w.idle()


async def test_of_three_hundred_that_would_go_all_can_be_read(
    context: BrowserContext, shots: Shots, tmp_path: Path
) -> None:
    async with journey(tmp_path) as w:
        await active(w, w.person("olivia"), NAME, "Northwind")
        mia = await looks(w, context, shots)
        await w.ask("PUT", "/microsoft/tenants/Northwind/labels", [])  # type: ignore[arg-type] # as above
        await w.advance(timedelta(hours=2))
        await w.idle()
        held = await mia.sees("Held:", "and 280 more")
        await held.scroll_into_view_if_needed()
        await mia.press("Show all", "and 280 more")
        await mia.sees_alone("300 labels would be gone. Page 1 of 20")
        await mia.press("Next", "300 labels would be gone")
        await mia.sees_alone("Page 2 of 20")
        await mia.picture("page two of what would go")
        await mia.press("Keep", "and 280 more")
        await mia.sees_alone("You do not have permission to do this. Ask:")
