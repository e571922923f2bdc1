"""An account day by day: switched off and on, renamed, removed; and its labels change."""

from pathlib import Path

import pytest
from playwright.async_api import BrowserContext

from tests.browser.page import SandboxPage
from tests.browser.shots import Shots
from tests.journeys.stories import NAME, active, journey

QUESTION = "Set Tenant Inactive?"


@pytest.mark.asyncio(loop_scope="session")
async def test_set_inactive_and_active_again_renamed_and_removed(
    context: BrowserContext, shots: Shots, tmp_path: Path
) -> None:
    async with journey(tmp_path) as w:
        await active(w, w.person("olivia"))
        olivia = await SandboxPage.open(context, shots, w.control)
        await olivia.press("Set Tenant Inactive", NAME)
        await olivia.picture("asked first")
        await olivia.decides(QUESTION, "Cancel")
        await olivia.sees_card(NAME, "Active")
        await olivia.press("Set Tenant Inactive", NAME)
        await olivia.decides(QUESTION, "Set inactive")
        await olivia.sees_card(NAME, "Tenant Inactive")
        await olivia.picture("tenant inactive")
        await olivia.press("Activate", NAME, "Told in")
        await olivia.sees_card(NAME, "Active")

        await olivia.press("Edit", NAME, "Told in")
        form = await olivia.modal("Edit MIP account")
        await form.holds({"Account name": NAME})
        await form.type("Account name", "Contoso Live")
        await olivia.picture("edit")
        await form.press("Save")
        await form.closes()
        await olivia.sees_card("Contoso Live", "Active")
        await olivia.picture("renamed")

        await olivia.press("Remove", "Contoso Live", "Told in")
        form = await olivia.modal("Remove MIP account")
        await form.type("Type the account name", NAME)
        await form.press("Remove")
        await form.is_wrong("Type the account name", "That is not the account's name.")
        await olivia.picture("not its name")
        await form.type("Type the account name", "contoso live")
        await form.press("Remove")
        await form.closes()
        await olivia.sees("Contoso Live", "was removed by")
        await olivia.command("list")
        await olivia.sees_alone("No MIP accounts yet.")
        await olivia.picture("removed")
