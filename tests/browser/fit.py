"""What every page must be for everybody: named, labelled, clear, and whole on a small window and in large letters."""

from pathlib import Path
from typing import Any

from playwright.async_api import Page, ViewportSize

from tests.browser.contrast import too_faint

LOOK = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
WIDE = ViewportSize(width=1280, height=800)
NARROW = ViewportSize(width=320, height=640)
# A window of 1280 whose letters are twice as large holds as much as one of 640.
HALF = ViewportSize(width=640, height=800)


async def is_fit(page: Page, *, dark: bool = False) -> bool:
    """Raises AssertionError, naming what is wrong. `dark`: the page has colours of its own for dark screens."""
    await _is_sound(page)
    assert await too_faint(page) == []
    if dark:
        await page.emulate_media(color_scheme="dark")
        assert await too_faint(page) == []
        await page.emulate_media(color_scheme="light")
    await _fits(page, NARROW)
    await _grows(page)
    await page.set_viewport_size(WIDE)
    return True


async def _look(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = await page.evaluate(LOOK)
    return found


async def _is_sound(page: Page) -> None:
    seen = await _look(page)
    assert seen["language"] == "en"
    assert len(seen["headings"]) == seen["mains"] == 1
    assert seen["title"].startswith(f"{seen['headings'][0]} - ")
    for wrong in ("doubled", "astray", "unlabelled"):
        assert seen[wrong] == [], wrong
    assert seen["nameless"] == 0


async def _fits(page: Page, window: ViewportSize) -> list[tuple[str, float]]:
    """Nothing to scroll for sideways, nothing cut off, nothing too small for a finger."""
    await page.set_viewport_size(window)
    seen = await _look(page)
    assert seen["beyond"] <= 0, f"{seen['beyond']} px wider than {window['width']}"
    assert seen["cut"] == []
    assert seen["small"] == []
    return [(text, size) for text, size in seen["sizes"]]


async def _grows(page: Page) -> None:
    """Letters of twice the size: by the reader's own setting, which only relative sizes obey."""
    before = await _fits(page, HALF)
    await page.evaluate("document.documentElement.style.fontSize = '200%'")
    after = await _fits(page, HALF)
    assert after == [(text, 2 * size) for text, size in before]
    await page.evaluate("document.documentElement.style.fontSize = ''")
