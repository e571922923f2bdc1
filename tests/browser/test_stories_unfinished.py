"""What is left behind: an account that nobody connects, and one whose adder has left."""

from pathlib import Path

import pytest
from playwright.async_api import BrowserContext

from mip.abandoning import KEPT_FOR, REMINDED_BEFORE
from tests.browser.page import SandboxPage
from tests.browser.shots import Shots
from tests.journeys.stories import NAME, active, add_by_bot, journey
from tests.journeys.test_taking_over import leaves, looks

FABRIKAM = "Fabrikam"


@pytest.mark.asyncio(loop_scope="session")
async def test_an_account_that_nobody_connects_goes_by_itself(
    context: BrowserContext, shots: Shots, tmp_path: Path
) -> None:
    async with journey(tmp_path) as w:
        await add_by_bot(w, w.person("olivia"), FABRIKAM)
        await w.idle()
        olivia = await SandboxPage.open(context, shots, w.control)
        await olivia.sees_card(FABRIKAM, "Authorization Pending", "never connected: expires on")
        await olivia.picture("the card says when it expires")
        await w.advance(KEPT_FOR - REMINDED_BEFORE)
        await olivia.sees("Unless somebody goes on with it, it is removed on")
        await olivia.picture("the reminder")
        await w.advance(REMINDED_BEFORE)
        await olivia.sees("was removed: nobody connected it or went on with it in 14 days.")
        await olivia.picture("it is gone")


@pytest.mark.asyncio(loop_scope="session")
async def test_the_accounts_of_somebody_who_left_are_taken_over(
    context: BrowserContext, shots: Shots, tmp_path: Path
) -> None:
    async with journey(tmp_path) as w:
        await active(w, w.person("adam"))
        await leaves(w, "U0ADMIN001")
        await looks(w)
        await w.idle()
        olivia = await SandboxPage.open(context, shots, w.control)
        await olivia.sees("has left this Slack workspace and had added", NAME)
        await olivia.picture("who looks after it now")
        await olivia.press("Take over", NAME)
        await olivia.sees_alone("You look after these from now on")
        await olivia.sees_card(NAME, "Active", "Added by", "Olivia Owner")
        await olivia.picture("taken over")
