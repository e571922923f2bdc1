"""An account is given another name, channel and scan interval; removed, and brought back; and two people at once."""

from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, expect

from tests.browser.page import SandboxPage
from tests.browser.shots import Shots
from tests.journeys.stories import NAME, active, journey


@pytest.mark.asyncio(loop_scope="session")
async def test_another_name_channel_and_interval_in_one_form(
    context: BrowserContext, shots: Shots, tmp_path: Path
) -> None:
    async with journey(tmp_path) as w:
        await active(w, w.person("olivia"))
        olivia = await SandboxPage.open(context, shots, w.control)
        await olivia.press("Edit", NAME, "Told in")
        form = await olivia.modal("Edit MIP account")
        await form.holds({"Account name": NAME})
        await expect(form.menu("Scan interval").locator("option:checked")).to_have_text("1 hour")
        await olivia.picture("as it is")
        await form.type("Account name", "Contoso Live")
        await form.select("Notification channel", "#general")
        await form.select("Scan interval", "6 hours")
        await olivia.picture("as it shall be")
        await form.press("Save")
        await form.closes()
        moved = await olivia.sees("Contoso Live", "has moved to")
        await moved.scroll_into_view_if_needed()
        await w.idle()
        await olivia.picture("where the card was")
        await olivia.go_to("# general")
        await olivia.sees_card("Contoso Live", "Active", "scanned every 6 hours")
        await olivia.picture("where it is now")


@pytest.mark.asyncio(loop_scope="session")
async def test_removed_with_all_that_is_lost_said_before_and_brought_back(
    context: BrowserContext, shots: Shots, tmp_path: Path
) -> None:
    async with journey(tmp_path) as w:
        await active(w, w.person("olivia"))
        olivia = await SandboxPage.open(context, shots, w.control)
        await olivia.press("Remove", NAME, "Told in")
        form = await olivia.modal("Remove MIP account")
        await form.says("The credential is wiped at once")
        await form.says("12 stored labels")
        await olivia.picture("what is lost")
        await form.type("Type the account name", NAME)
        await form.press("Remove")
        await form.closes()
        await olivia.sees(NAME, "was removed by", "Restore")
        await w.idle()
        await olivia.picture("what remains")
        await olivia.command("restore")
        await olivia.sees_alone("1 removed account can be restored.", NAME)
        await olivia.picture("what can be restored")
        await olivia.press("Restore", "can be restored.")
        await olivia.sees_alone(NAME, "is restored, with its labels, history and settings.")
        await olivia.sees_card(NAME, "Reauthorization Required", "The account was restored")
        await w.idle()
        await olivia.picture("brought back")


@pytest.mark.asyncio(loop_scope="session")
async def test_two_people_at_one_account_and_the_slower_one_hears_of_the_faster(
    context: BrowserContext, shots: Shots, tmp_path: Path
) -> None:
    async with journey(tmp_path) as w:
        await active(w, w.person("olivia"))
        adam = await SandboxPage.open(context, shots, w.control)
        await adam.page.get_by_role("combobox", name="Somebody else").select_option("U0ADMIN001")
        olivia = await SandboxPage.open(context, shots, w.control)
        await adam.command(f"show {NAME}")
        await adam.sees_alone(NAME, "Open the card")
        await adam.command(f"edit {NAME}")
        slow = await adam.modal("Edit MIP account")
        await slow.type("Account name", "Contoso of Adam")

        await olivia.press("Edit", NAME, "Told in")
        fast = await olivia.modal("Edit MIP account")
        await fast.type("Account name", "Contoso Live")
        await fast.press("Save")
        await fast.closes()
        await olivia.sees_card("Contoso Live", "Active")

        await slow.press("Save")
        notice = await adam.modal("Out of date")
        await notice.says("Somebody was faster; nothing was changed.")
        await notice.says("which was named Contoso Prod")
        await adam.picture("a form that was overtaken")
        await notice.press("Close all")
        await adam.press("Set Tenant Inactive", NAME, "Open the card")
        await adam.decides("Set Tenant Inactive?", "Set inactive")
        await adam.sees_alone("This card was out of date; nothing was changed.", "edited Contoso Live")
        await adam.picture("a card that was out of date")
        await olivia.sees_card("Contoso Live", "Active")
