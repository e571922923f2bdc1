"""Somebody else approves in an admin's place, seen from both sides."""

import re
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext

from tests.browser.page import SandboxPage
from tests.browser.shots import Shots
from tests.journeys.stories import journey

NAME = "Fabrikam"


async def asks(olivia: SandboxPage, name: str, who: str) -> None:
    """Adds an account, and sends its link to somebody."""
    await olivia.command("add")
    form = await olivia.modal("Add MIP account")
    await form.choose("MIP bot connector")
    await form.type("Account name", name)
    await form.press("Save")
    await form.closes()
    await olivia.go_to_the_bot()
    await olivia.sees(f"Connect {name} with Microsoft.", "Send the link to...")
    menu = olivia.message(name, "Send the link to...").get_by_role(
        "combobox", name=re.compile("Send the link to")
    )
    await menu.select_option(label=who)
    await olivia.sees("is asked to approve", "Take back")


@pytest.mark.asyncio(loop_scope="session")
async def test_a_colleague_approves_in_an_admins_place(
    context: BrowserContext, shots: Shots, tmp_path: Path
) -> None:
    async with journey(tmp_path) as w:
        page = await SandboxPage.open(context, shots, w.control)
        await asks(page, NAME, "Mia Member")
        await page.picture("Olivia has asked Mia")
        await page.go_to("# security")
        await page.sees_card(NAME, "Authorization Pending", "Waiting for", "Mia Member")
        await page.picture("the card says who is waited for")

        await page.be("Mia Member")
        await page.go_to_the_bot()
        await page.sees(
            "asks you to approve Fabrikam with Microsoft in their place.", "SensitivityLabel.Read"
        )
        await page.picture("Mia is asked")
        await page.press("Approve with Microsoft", NAME)
        await page.sees("Continue to Microsoft")
        await page.picture("a link of her own")
        link = await page.follow("Continue to Microsoft", NAME)
        await link.sees("Connect Microsoft", NAME, "Mia Member")
        await link.picture("the page names Mia")
        await link.press("Continue")
        await link.press("Continue as Mia Member")
        await link.press("Sign in as Frida Lund")
        await link.press("Accept")
        await link.sees("Approved", NAME)
        await link.close()
        await page.sees("Fabrikam is connected with Microsoft.", "needs nothing more from you")
        await page.picture("Mia is thanked")

        await page.be("Olivia Owner")
        await page.go_to_the_bot()
        await page.sees("Fabrikam is approved: Validation Successful.", "Activate")
        await page.picture("Olivia hears of it")
        await page.go_to("# security")
        await page.sees_card(NAME, "Validation Successful")
        await page.picture("validation successful")


@pytest.mark.asyncio(loop_scope="session")
async def test_a_colleague_declines(context: BrowserContext, shots: Shots, tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        page = await SandboxPage.open(context, shots, w.control)
        await asks(page, NAME, "Mia Member")
        await page.be("Mia Member")
        await page.go_to_the_bot()
        await page.press("Decline", NAME)
        await page.sees("You declined to approve Fabrikam.")
        await page.picture("Mia has declined")
        await page.be("Olivia Owner")
        await page.go_to_the_bot()
        await page.sees("declined to approve Fabrikam. Ask somebody else, or approve yourself.")
        await page.picture("Olivia hears of it")
