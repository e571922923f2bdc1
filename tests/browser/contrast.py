"""Whether what is written on a page can be read: the contrast of every visible text, by its computed colours.

Pictures behind a text are not looked at.
"""

from pathlib import Path

from playwright.async_api import Page

MEASURE = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")


async def too_faint(page: Page) -> list[str]:
    """A sentence for each text below 4.5:1 (large ones 3:1); what is hidden or disabled does not count."""
    found: list[str] = await page.evaluate(MEASURE)
    return found
