"""A member who watches one label: from its own view, told in person, and as long as they like."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, expect

from tests.browser.page import SandboxPage
from tests.browser.shots import Shots
from tests.browser.test_stories_expiry import opens_home
from tests.journeys.stories import active, journey
from tests.journeys.test_watching import TOLD

NEW = "General, renamed"


@pytest.mark.asyncio(loop_scope="session")
async def test_a_label_is_watched_told_of_and_left(
    context: BrowserContext, shots: Shots, tmp_path: Path
) -> None:
    async with journey(tmp_path) as w:
        await active(w, w.person("olivia"))
        mia = await SandboxPage.open(context, shots, w.control, "Mia Member")
        await mia.command("label General")
        await mia.press("Watch", "General")
        said = await mia.sees_alone("You watch General")
        await said.scroll_into_view_if_needed()
        await mia.picture("watched from its view")
        home = await opens_home(mia)
        await expect(home).to_contain_text("What I watch")
        await mia.picture("in the home")

        await mia.go_to("# security")
        await mia.panel.rename("General", NEW)
        await w.advance(timedelta(hours=2))
        await mia.go_to_the_bot()
        await mia.sees(TOLD, NEW, "Stop watching")
        await mia.picture("the direct message")
        await mia.go_to("# security")
        await mia.command("watch")
        await mia.sees_alone("You watch 1 label", NEW)
        await mia.picture("what I watch")
        await mia.command("watch all employees")
        await mia.sees_alone("2 labels of the name", "Highly Confidential / All Employees")
        await mia.picture("which of two")
        await mia.press("Stop watching", "You watch 1 label")
        await mia.sees_alone("You no longer watch", NEW)
        await mia.picture("no longer")
