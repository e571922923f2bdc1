"""The Home tab, as an owner, a member and a guest see it, and as it changes before their eyes."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, expect

from tests.browser.page import SandboxPage
from tests.browser.shots import Shots
from tests.browser.test_stories_expiry import opens_home
from tests.journeys.stories import active, journey, revoke
from tests.journeys.test_microsoft_faults import lose


@pytest.mark.asyncio(loop_scope="session")
async def test_what_needs_somebody_stands_first_and_everybody_sees_what_they_may(
    context: BrowserContext, shots: Shots, tmp_path: Path
) -> None:
    async with journey(tmp_path) as w:
        person = w.person("olivia")
        for name, tenant in (
            ("Contoso Prod", "Contoso"),
            ("Fabrikam", "Fabrikam"),
            ("Northwind", "Northwind"),
        ):
            await active(w, person, name, tenant)
        olivia = await SandboxPage.open(context, shots, w.control)
        home = await opens_home(olivia)
        await expect(home).to_contain_text("Nothing needs attention.")
        await olivia.page.set_viewport_size({"width": 1280, "height": 1400})
        await olivia.picture("all is well")
        await lose(w, 2)
        await revoke(w, "Fabrikam")
        await w.advance(timedelta(hours=2))
        await expect(home).to_contain_text("2 accounts need attention.")
        await expect(home).to_contain_text("Held: the scan of Contoso Prod")
        await expect(home.get_by_role("button", name="Reauthorize")).to_be_visible()
        await olivia.picture("an owner")

        await home.get_by_role("button", name="Show").last.click()
        shown = await olivia.modal("MIP bot")
        await shown.says("Next scan")
        await olivia.picture("show")
        await shown.press("Close all")

        await home.get_by_role("button", name="Change settings").click()
        form = await olivia.modal("Settings")
        await form.says("Workspace owners and admins always may")
        await olivia.picture("settings")
        await form.press("Save")
        await form.closes()

        await home.get_by_role("button", name="Keep").click()
        said = await olivia.modal("MIP bot")
        await said.says("The known labels were kept.")
        await said.press("Close all")
        await expect(home).to_contain_text("1 account needs attention.")

        for who, words in (("Mia", "ask them"), ("Gus", "You do not have permission")):
            await olivia.be(who)
            home = await opens_home(olivia)
            await expect(home).to_contain_text(words)
            await expect(home.get_by_role("button", name="Edit")).to_have_count(0)
            await olivia.picture(f"home of {who}")


@pytest.mark.asyncio(loop_scope="session")
async def test_an_empty_workspace_is_told_what_this_is(
    context: BrowserContext, shots: Shots, tmp_path: Path
) -> None:
    async with journey(tmp_path) as w:
        olivia = await SandboxPage.open(context, shots, w.control)
        home = await opens_home(olivia)
        await expect(home).to_contain_text("No MIP accounts yet.")
        await olivia.picture("nothing yet")
        await home.get_by_role("button", name="Add MIP account").click()
        await olivia.modal("Add MIP account")
