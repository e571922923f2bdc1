"""Who may do what, and what the bot says to those who may not, or who typed something else."""

from pathlib import Path

import pytest
from playwright.async_api import BrowserContext

from tests.browser.page import SandboxPage
from tests.browser.shots import Shots
from tests.journeys.stories import NAME, active, journey

REFUSED = "You do not have permission to do this. Ask: a workspace owner or admin."


@pytest.mark.asyncio(loop_scope="session")
async def test_members_read_and_guests_are_refused_everything(
    context: BrowserContext, shots: Shots, tmp_path: Path
) -> None:
    async with journey(tmp_path) as w:
        await active(w, w.person("olivia"))
        mia = await SandboxPage.open(context, shots, w.control, "Mia Member")
        await mia.sees_card(NAME, "Active")
        await mia.press("Scan now", NAME, "Told in")
        await mia.sees_alone(REFUSED)
        await mia.picture("a member is refused")
        await mia.press("View labels", NAME, "Told in")
        await mia.sees_alone("12 labels", "Page 1 of 2", "Confidential")
        await mia.picture("a member may look at the labels")

        gus = mia
        await gus.be("Gus Guest")
        await gus.sees_card(NAME, "Active")
        await gus.press("View labels", NAME, "Told in")
        await gus.sees_alone(REFUSED)
        await gus.command("list")
        await gus.sees_times(2, REFUSED)
        await gus.picture("a guest is refused everything")


@pytest.mark.asyncio(loop_scope="session")
async def test_what_is_typed_is_answered_and_what_is_mistyped_is_guessed_at(
    context: BrowserContext, shots: Shots, tmp_path: Path
) -> None:
    async with journey(tmp_path) as w:
        await active(w, w.person("olivia"))
        olivia = await SandboxPage.open(context, shots, w.control)
        await olivia.command("list")
        await olivia.sees_alone("1 MIP account.", NAME, "12 labels")
        await olivia.command("status")
        await olivia.sees_alone("Nothing needs attention.")
        await olivia.picture("list and status")
        await olivia.command(f'show "{NAME.upper()}"')
        await olivia.sees_alone(NAME, "Open the card")
        await olivia.picture("show")
        await olivia.command("help")
        await olivia.sees_alone("watches the Microsoft sensitivity labels", "/mip admins")
        await olivia.picture("help")
        await olivia.command("activte Contoso")
        await olivia.sees_alone("Did you mean /mip activate?")
        await olivia.picture("no such command")
        await olivia.command("show Contoso Prid")
        await olivia.sees_alone(f"No account named Contoso Prid. Did you mean {NAME}?")
        await olivia.picture("no such account")
