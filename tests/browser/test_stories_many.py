"""A tenant with three hundred labels, page by page."""

from pathlib import Path

import pytest
from playwright.async_api import BrowserContext

from tests.browser.page import SandboxPage
from tests.browser.shots import Shots
from tests.journeys.stories import active, journey


@pytest.mark.asyncio(loop_scope="session")
async def test_three_hundred_labels_page_by_page(
    context: BrowserContext, shots: Shots, tmp_path: Path
) -> None:
    async with journey(tmp_path) as w:
        await active(w, w.person("olivia"), "Northwind", "Northwind")
        olivia = await SandboxPage.open(context, shots, w.control)
        await olivia.sees("First labels of", "300 labels")
        await olivia.picture("the first of three hundred labels")
        await olivia.command("labels")
        await olivia.sees_alone("300 labels", "Page 1 of 30", "Area 001 level 5")
        await olivia.picture("page one")
        await olivia.press("Next", "Page 1 of 30")
        await olivia.sees_alone("Page 2 of 30")
        await olivia.press("Next", "Page 2 of 30")
        await olivia.sees_alone("Page 3 of 30")
        await olivia.picture("page three")
        await olivia.press("Previous", "Page 3 of 30")
        await olivia.sees_alone("Page 2 of 30")
