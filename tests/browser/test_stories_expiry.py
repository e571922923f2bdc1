"""A secret that comes to its end: warned of, snoozed, renewed from the Home tab."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Locator, expect

from mip.expiry import PAST, days_left
from tests.browser.page import SandboxPage
from tests.browser.shots import Shots
from tests.journeys.stories import NAME, app_of, grant, journey, stored
from tests.world import World

LASTS = timedelta(days=44)
EXPIRES = "Secret expires on"


async def adds_with_a_date(w: World, person: SandboxPage) -> None:
    app, today = await app_of(w, "Contoso"), w.clock.calendar()
    await person.command("add")
    form = await person.modal("Add MIP account")
    await form.choose("Custom connector")
    await form.fill({"Account name": NAME, "Client ID": app["client_id"], "Tenant ID": app["home"]})
    await form.type("Client secret", app["secrets"][0]["value"])
    day = form.dialog.get_by_label(EXPIRES)
    await day.fill((today - timedelta(days=2)).date().isoformat())
    await form.press("Save")
    await expect(form.dialog.get_by_role("alert").filter(has_text=PAST)).to_be_visible()
    await person.picture("a day that is over is refused")
    await day.fill((today + LASTS).date().isoformat())
    await form.press("Save")
    await form.closes()


@pytest.mark.asyncio(loop_scope="session")
async def test_warned_snoozed_and_renewed(context: BrowserContext, shots: Shots, tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        await grant(w, "Contoso")
        olivia = await SandboxPage.open(context, shots, w.control)
        await adds_with_a_date(w, olivia)
        await olivia.sees_card(NAME, "Validation Successful", "Client secret, expires")
        await olivia.press("Activate", NAME, "Told in")
        await olivia.sees_card(NAME, "Active")
        await w.idle()

        await olivia.panel.advance("A month")
        end = (await stored(w)).expires_at
        assert end is not None
        left = f"expires in {days_left(end, w.clock.calendar())} days"
        await olivia.sees(NAME, f"its client secret {left}", "Renew now")
        await w.idle()
        await olivia.sees_card(NAME, "Active", f"The client secret {left}.")
        await olivia.scroll_to_card(NAME)
        await olivia.picture("the card says so as well")
        warning = await olivia.sees(NAME, f"its client secret {left}", "Renew now")
        await warning.scroll_into_view_if_needed()
        await olivia.picture("a warning in the channel")
        await olivia.press("Snooze", f"its client secret {left}")
        await olivia.sees(NAME, "Snoozed by", "the next warning comes")
        await olivia.picture("snoozed by somebody")
        await olivia.command("status")
        await olivia.sees_alone(left)
        await olivia.picture("status")
        await olivia.go_to_the_bot()
        await olivia.sees(f"its client secret {left}")
        await olivia.picture("in direct messages")

        home = await opens_home(olivia)
        await expect(home).to_contain_text(left)
        await olivia.picture("home of an owner")
        await home.get_by_role("button", name="Renew now").click()
        form = await olivia.modal("Reauthorize")
        await expect(form.dialog.get_by_label(EXPIRES)).to_have_value("")
        await form.says(f"the day we know: {end.date()}")
        await form.dialog.get_by_label(EXPIRES).scroll_into_view_if_needed()
        await olivia.picture("renewing")
        await form.press("Cancel")

        for who, words in (("Mia", NAME), ("Gus", "You do not have permission")):
            await olivia.be(who)
            home = await opens_home(olivia)
            await expect(home).to_contain_text(words)
            await expect(home.get_by_role("button", name="Renew now")).to_have_count(0)
            await olivia.picture(f"home of {who}")


async def opens_home(person: SandboxPage) -> Locator:
    workspace = person.page.get_by_role("navigation", name="Workspace")
    await workspace.get_by_role("button", name="MIP bot").click()
    await person.page.get_by_role("tab", name="Home").click()
    return person.page.get_by_role("main").get_by_role("group", name="Home")
