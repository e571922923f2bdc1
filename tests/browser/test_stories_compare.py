"""A test tenant beside the productive one, and accounts found by words."""

from pathlib import Path

import pytest
from playwright.async_api import BrowserContext

from tests.browser.page import SandboxPage
from tests.browser.shots import Shots
from tests.house.everything import an_account
from tests.journeys.stories import NAME, active, journey
from tests.journeys.test_comparing import OTHER, two_tenants


@pytest.mark.asyncio(loop_scope="session")
async def test_a_member_compares_two_tenants(context: BrowserContext, shots: Shots, tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        await two_tenants(w, w.person("olivia"))
        mia = await SandboxPage.open(context, shots, w.control, "Mia Member")
        await mia.command("compare")
        await mia.sees_alone("label by label", "2 only in", "10 the same", "Personal")
        await mia.picture("side by side")
        await mia.press("Download CSV", "label by label")
        await mia.sees_alone("comes as a file to your direct messages")
        await mia.picture("on its way")
        await mia.hears_of_the_bot()
        await mia.go_to_the_bot()
        await mia.sees("side by side: 13 rows")
        await mia.picture("the file")
        await mia.go_to("# security")
        await mia.command(f'compare "{NAME}" "Fabricam"')
        await mia.sees_alone("No account named Fabricam.", f"Did you mean {OTHER}?")
        await mia.command(f"compare {NAME} {NAME}")
        await mia.sees_alone("was named twice")
        await mia.picture("not two accounts")


@pytest.mark.asyncio(loop_scope="session")
async def test_three_hundred_labels_beside_a_few(
    context: BrowserContext, shots: Shots, tmp_path: Path
) -> None:
    async with journey(tmp_path) as w:
        await active(w, w.person("olivia"))
        await active(w, w.person("olivia"), "Northwind", "Northwind")
        mia = await SandboxPage.open(context, shots, w.control, "Mia Member")
        await mia.command(f"compare {NAME} with Northwind")
        await mia.sees_alone("300 only in Northwind", "12 only in", "Page 1 of 39")
        await mia.picture("page one")
        await mia.press("Next", "Page 1 of 39")
        await mia.sees_alone("Page 2 of 39", "Only in Northwind")
        await mia.picture("where the second part begins")
        await mia.press("Only in Contoso Prod", "Page 2 of 39")
        await mia.sees_alone("Page 1 of 39")


@pytest.mark.asyncio(loop_scope="session")
async def test_accounts_are_found_by_words(context: BrowserContext, shots: Shots, tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        for n in range(45):
            await an_account(w, f"a{n:02}", name=f"{'Branch' if n < 41 else 'Office'} {n:02}")
        mia = await SandboxPage.open(context, shots, w.control, "Mia Member")
        await mia.command("list branch")
        await mia.sees_alone("41 of 45 MIP accounts with", "Page 1 of 3")
        await mia.press("Next", "Page 1 of 3")
        await mia.sees_alone("Page 2 of 3", "Branch 20")
        await mia.press("Next", "Page 2 of 3")
        await mia.sees_alone("Page 3 of 3", "Branch 40")
        await mia.picture("the last page")
        await mia.command("list tenant zzz")
        await mia.sees_alone("No MIP account has", "for all 45")
        await mia.picture("nothing found")
