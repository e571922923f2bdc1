"""Going through a page by the keyboard alone."""

from typing import Any

from playwright.async_api import Page

MOST_STOPS = 60
FOCUSED = """() => {
  const focused = document.activeElement;
  const outlines = [null, "::after"].map((place) => getComputedStyle(focused, place));
  return {
    isAny: focused !== document.body,
    name: (focused.labels?.[0] ?? focused).textContent.trim(),
    isShown: outlines.some((style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2),
  };
}"""

# Chromium gives it a moment after the page.
HAS_ITS_FOCUS = "() => !document.querySelector('[autofocus]') || document.activeElement !== document.body"


async def stops(page: Page) -> list[str]:
    """The names of all the places where Tab stops, in order; each shows that it is there.

    A field that has the focus from the beginning comes first.
    """
    found: list[str] = []
    await page.wait_for_function(HAS_ITS_FOCUS)
    focused = await _focused(page)
    if not focused["isAny"]:
        focused = await _next(page)
    while focused["isAny"]:
        assert focused["isShown"], f"{focused['name']} does not show its focus"
        found.append(focused["name"])
        assert len(found) < MOST_STOPS, f"Tab never ends: {found}"
        focused = await _next(page)
    return found


async def press(page: Page, name: str) -> None:
    """Tab until it is reached, then Enter."""
    for _ in range(MOST_STOPS):
        if (await _focused(page))["name"] == name:
            await page.keyboard.press("Enter")
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {name!r}")


async def _next(page: Page) -> dict[str, Any]:
    await page.keyboard.press("Tab")
    return await _focused(page)


async def _focused(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = await page.evaluate(FOCUSED)
    return found
