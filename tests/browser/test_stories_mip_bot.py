"""The MIP bot connector: who clicks proves in Slack who they are, and in Microsoft that they may."""

from pathlib import Path

import pytest
from playwright.async_api import BrowserContext

from tests.browser.page import Elsewhere, SandboxPage
from tests.browser.shots import Shots
from tests.browser.watch import Watch
from tests.journeys.stories import journey

NAME = "Fabrikam"


async def adds(person: SandboxPage) -> None:
    await person.command("add")
    form = await person.modal("Add MIP account")
    await form.choose("MIP bot connector")
    await form.type("Account name", NAME)
    await person.picture("two connectors")
    await form.press("Save")
    await form.closes()


async def proves_in_slack(link: Elsewhere, who: str) -> None:
    await link.sees("Connect Microsoft", NAME, "Olivia Owner", "Not you? Close this page.")
    await link.press("Continue")
    await link.sees("Sign in with Slack", who)
    await link.picture(f"Slack asks who it is {who}")
    await link.press(f"Continue as {who}")


@pytest.mark.asyncio(loop_scope="session")
async def test_mip_bot_connector_through_slack_and_microsoft(
    context: BrowserContext, watch: Watch, shots: Shots, tmp_path: Path
) -> None:
    watch.expect("status of 403")  # the wrong person, and somebody who may not consent
    async with journey(tmp_path) as w:
        olivia = await SandboxPage.open(context, shots, w.control)
        await adds(olivia)
        await olivia.sees_card(NAME, "Authorization Pending")
        # Only who is in a channel can whisper there, and nobody has invited the bot: it writes to her.
        await olivia.go_to_the_bot()
        await olivia.sees("Connect Fabrikam with Microsoft.", "Continue to Microsoft")
        await olivia.picture("a private link")

        link = await olivia.follow("Continue to Microsoft", NAME)
        await link.picture("the bot says what happens next")
        await proves_in_slack(link, "Mia Member")
        await link.sees("This link is not yours", "Olivia Owner", "Nothing was connected.")
        await link.picture("not her link")
        await link.close()

        await olivia.go_to("# security")
        await olivia.press("Authorize with Microsoft", NAME, "Told in")
        await olivia.sees_alone("Connect Fabrikam with Microsoft.")
        link = await olivia.follow("Continue to Microsoft", NAME)
        await proves_in_slack(link, "Olivia Owner")
        await link.sees("Pick an account", "MIP bot connector")
        await link.picture("Microsoft asks who it is")
        await link.press("Sign in as Mona Keller")
        await link.sees("Another role is needed", "Global Administrator")
        await link.picture("not an administrator")
        await link.follow("Try again")
        await link.sees("Pick an account")
        await link.press("Sign in as Frida Lund")
        await link.sees("Permissions requested", "MIP bot connector", "Fabrikam")
        await link.picture("Microsoft asks for one permission")
        await link.press("Accept")
        await link.sees("Approved", NAME)
        await link.picture("approved")
        await link.close()

        await olivia.sees_card(NAME, "Validation Successful")
        await olivia.press("Activate", NAME, "Told in")
        await olivia.sees_card(NAME, "Active")
        await olivia.sees("First labels of", "Internal")
        await olivia.picture("active")
