"""One thing for all accounts: what became of each, a question before all stop, and several goes where they are many."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext

from mip.accounts import Held
from mip.reasons import Reason
from mip.status import Facts, Retrieval, Validation
from tests.browser.page import SandboxPage
from tests.browser.shots import Shots
from tests.journeys.stories import active, journey
from tests.journeys.test_bulk import put
from tests.world import World

LONG = "Contoso Deutschland Vertriebsgesellschaft mbH Region Nord"


async def a_mixed_lot(w: World) -> None:
    for name, tenant in (("Contoso Prod", "Contoso"), ("Fabrikam", "Fabrikam")):
        await active(w, w.person("olivia"), name, tenant)
    await put(w, "Northwind (waiting for Nora)", Facts())
    await put(w, "A & B <Holding>", Facts(Validation.FAILED, Reason.SECRET_INVALID))
    await put(w, LONG, Facts(Validation.LOST, Reason.NO_CONSENT, Retrieval.ON))
    await put(w, "Wingtip", Facts(Validation.OK, retrieval=Retrieval.OFF))
    await put(w, "Tailspin", Facts(Validation.OK, retrieval=Retrieval.OFF))
    await put(w, "Adatum", Facts(Validation.OK), held=Held(datetime.now(UTC), 1, 9, "d" * 64))
    # The next scan by hand may begin ten seconds after the last one.
    w.clock.offset += timedelta(seconds=11)


@pytest.mark.asyncio(loop_scope="session")
async def test_all_accounts_at_once(context: BrowserContext, shots: Shots, tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        await a_mixed_lot(w)
        olivia = await SandboxPage.open(context, shots, w.control)
        await olivia.page.set_viewport_size({"width": 1280, "height": 1000})
        await olivia.command("scan all")
        await olivia.sees_alone("Scan asked for 2 accounts. 6 were not:", "Contoso Prod", "Wingtip", LONG)
        await olivia.picture("scan all")
        await w.idle()

        await olivia.command("deactivate all")
        await olivia.sees_alone("This sets 2 accounts to Tenant Inactive")
        await olivia.picture("asked before all stop")
        await olivia.press("Set all Tenant Inactive", "This sets 2 accounts")
        await olivia.sees_alone("Set Tenant Inactive: 2 accounts; 2 were so already. 4 were not:")
        await olivia.picture("all set inactive")
        await olivia.sees_card("Fabrikam", "Tenant Inactive")
        await w.idle()

        await olivia.be("Mia Member")
        await olivia.command("activate all")
        await olivia.sees_alone("You do not have permission to do this.")
        await olivia.picture("a member is refused")


@pytest.mark.asyncio(loop_scope="session")
async def test_a_hundred_and_twenty_accounts_in_two_goes(
    context: BrowserContext, shots: Shots, tmp_path: Path
) -> None:
    async with journey(tmp_path) as w:
        for number in range(120):
            await put(w, f"Customer {number:03} of the western region", Facts())
        olivia = await SandboxPage.open(context, shots, w.control)
        await olivia.page.set_viewport_size({"width": 1280, "height": 1000})
        await olivia.command("scan all")
        await olivia.sees_alone("Scan asked for no account. 100 were not:", "20 accounts are left.")
        await olivia.picture("as many as one go comes to")
        await olivia.press("Go on", "20 accounts are left.")
        await olivia.sees_alone("Scan asked for no account. 20 were not:")
        await olivia.picture("the rest")
