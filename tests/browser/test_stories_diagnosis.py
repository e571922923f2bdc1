"""Why a validation failed, that it succeeded, and that access was lost and given again, as people see it."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext

from tests.browser.page import SandboxPage
from tests.browser.shots import Shots
from tests.journeys.stories import NAME, active, add, app_of, grant, journey, revoke

BASICS = ("\u2713 Tenant found", "\u2713 App present in the tenant", "\u2713 Credential accepted")
PERMISSION = "Permission granted: SensitivityLabel.Read"
PORTAL = "API permissions of the app"


@pytest.mark.asyncio(loop_scope="session")
async def test_a_validation_that_failed_shows_where_it_stopped(
    context: BrowserContext, shots: Shots, tmp_path: Path
) -> None:
    async with journey(tmp_path) as w:
        # Another permission was approved, and not the one that is needed.
        await grant(w, "Contoso", roles=["Mail.Read"])
        await add(w, w.person("olivia"))
        olivia = await SandboxPage.open(context, shots, w.control)
        await olivia.sees_card(NAME, "Authorization Pending", "\u2717 " + PERMISSION)
        await olivia.scroll_to_card(NAME)
        await olivia.picture("the card of what could not be validated")
        await olivia.go_to_the_bot()
        await olivia.sees(*BASICS, "\u2717 " + PERMISSION, "\u2013 Label API offered in this cloud")
        await olivia.sees(
            "More than needed: Mail.Read. You may remove them.", "For Microsoft's support: request"
        )
        await olivia.picture("a link and why it is needed")
        client = (await app_of(w, "Contoso"))["client_id"]
        found = olivia.page.get_by_role("link", name=PORTAL).last
        address = await found.get_attribute("href")
        assert address is not None
        assert address.startswith("https://entra.microsoft.com/#view/")
        assert address.endswith(f"/~/CallAnAPI/appId/{client}")

        await grant(w, "Contoso", roles=["SensitivityLabel.Read", "Mail.Read"])
        await olivia.go_to("# security")
        await olivia.command(f'validate "{NAME}"')
        await olivia.go_to_the_bot()
        await olivia.sees(
            f"{NAME}: Validation Successful.", "\u2713 " + PERMISSION, "More than needed: Mail.Read."
        )
        await olivia.picture("validation successful")


@pytest.mark.asyncio(loop_scope="session")
async def test_a_wrong_secret_leads_to_where_another_is_made(
    context: BrowserContext, shots: Shots, tmp_path: Path
) -> None:
    async with journey(tmp_path) as w:
        await grant(w, "Contoso")
        await add(w, w.person("olivia"), secret="Wrong~8Q.sandbox-secret-of-nobody")
        olivia = await SandboxPage.open(context, shots, w.control)
        await olivia.sees_card(
            NAME, "Validation Failed", "\u2717 Credential accepted", "Certificates & secrets"
        )
        await olivia.scroll_to_card(NAME)
        await olivia.picture("the card after a wrong secret")
        await olivia.command(f'validate "{NAME}"')
        await olivia.go_to_the_bot()
        await olivia.sees(
            f"{NAME} could not be validated.", "\u2713 Tenant found", "\u2013 App present in the tenant"
        )
        await olivia.picture("the answer to whoever asked")


@pytest.mark.asyncio(loop_scope="session")
async def test_access_that_is_lost_and_given_again(
    context: BrowserContext, shots: Shots, tmp_path: Path
) -> None:
    async with journey(tmp_path) as w:
        await active(w, w.person("olivia"))
        olivia = await SandboxPage.open(context, shots, w.control)
        await revoke(w, "Contoso")
        await w.advance(timedelta(hours=2))
        await olivia.sees(f"{NAME} needs attention: Reauthorization Required.", *BASICS, PORTAL)
        await olivia.picture("access was lost")
        await olivia.sees_card(NAME, "Reauthorization Required", "\u2717 " + PERMISSION)
        await olivia.scroll_to_card(NAME)
        await olivia.picture("the card while it is lost")
        await w.idle()
        await grant(w, "Contoso")
        await w.advance(timedelta(hours=27))
        await olivia.sees_card(NAME, "Active", "Labels are retrieved on schedule.")
        works = await olivia.sees(f"{NAME} works again: Active.")
        await works.scroll_into_view_if_needed()
        await olivia.picture("and given again")
