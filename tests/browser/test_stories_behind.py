"""What changes in Microsoft behind the scenes, and what the people in Slack read of it."""

from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, expect

from microsoft.limits import Limits
from tests.browser.page import SandboxPage
from tests.browser.shots import Shots
from tests.journeys.stories import NAME, active, journey

# The half minute that Microsoft asks for is too long to be slept through.
IMPATIENT = Limits(longest_sleep=5)


@pytest.mark.asyncio(loop_scope="session")
async def test_labels_change_behind_the_scenes_and_the_channel_is_told(
    context: BrowserContext, shots: Shots, tmp_path: Path
) -> None:
    async with journey(tmp_path) as w:
        await active(w, w.person("olivia"))
        olivia = await SandboxPage.open(context, shots, w.control)
        await olivia.sees_card(NAME, "Active")
        panel = olivia.panel
        await panel.rename("Public", "Open")
        await panel.recolour("General", "#107C10")
        await panel.move_under("Project Falcon", "Confidential")
        await panel.delete("Personal")
        await panel.add("Brand new")
        await olivia.picture("five changes in Microsoft")
        await panel.advance("An hour")
        await olivia.press("Scan now", NAME, "Told in")
        await olivia.sees(
            "5 changes in the labels of Contoso Prod",
            "Public was renamed to Open.",
            "The colour of General changed from blue (#0078D4) to green (#107C10).",
            "Project Falcon moved from Highly Confidential to Confidential.",
            "Personal was removed.",
            "Brand new was added.",
        )
        await panel.turn_to("Tenants")
        await panel.open_label("Confidential")
        await olivia.picture("panel")
        await panel.turn_to("Traffic")
        await olivia.picture("every exchange is there to be read")


@pytest.mark.asyncio(loop_scope="session")
async def test_consent_is_revoked_and_given_again(
    context: BrowserContext, shots: Shots, tmp_path: Path
) -> None:
    async with journey(tmp_path) as w:
        await active(w, w.person("olivia"))
        olivia = await SandboxPage.open(context, shots, w.control)
        await olivia.panel.revoke("Contoso label reader")
        await olivia.picture("revoked")
        await olivia.panel.advance("A day")
        why = "The permission SensitivityLabel.Read is missing."
        await olivia.sees_card(NAME, "Reauthorization Required", why)
        await olivia.sees("needs attention: Reauthorization Required", why)
        await olivia.command("status")
        await olivia.sees_alone("1 account needs attention.", NAME, why)
        await olivia.picture("reauthorization required")
        await olivia.press("Reauthorize", NAME, "Told in")
        form = await olivia.modal("Reauthorize")
        await form.press("Save")
        await form.closes()
        await olivia.go_to_the_bot()
        link = await olivia.follow("Continue to Microsoft", NAME)
        await link.press("Sign in as Adele Vance")
        await link.press("Accept")
        await link.sees("Approved")
        await link.close()
        await olivia.go_to("# security")
        await olivia.sees_card(NAME, "Active")
        await olivia.sees("works again")
        await olivia.picture("active again")


@pytest.mark.asyncio(loop_scope="session")
async def test_microsoft_throttles_and_all_is_well_afterwards(
    context: BrowserContext, shots: Shots, tmp_path: Path
) -> None:
    async with journey(tmp_path, limits=IMPATIENT) as w:
        await active(w, w.person("olivia"))
        olivia = await SandboxPage.open(context, shots, w.control)
        await olivia.panel.order("Throttled", "Until cleared")
        await olivia.panel.advance("A day")
        slow_down = "The last attempt failed. Microsoft asked us to slow down."
        card = await olivia.sees_card(NAME, "Active", slow_down)
        await olivia.picture("microsoft asks to slow down")
        await olivia.panel.clear_faults()
        await olivia.panel.advance("A day")
        await expect(card).not_to_contain_text("The last attempt failed")
        await olivia.sees_card(NAME, "Active", "Labels are retrieved on schedule.")
        await olivia.picture("well again")
