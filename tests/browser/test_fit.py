"""The measures of a page find what they are there for."""

import pytest
from playwright.async_api import Page

from tests.browser import keys
from tests.browser.fit import is_fit

pytestmark = pytest.mark.asyncio(loop_scope="session")

WHOLE = """<!doctype html><html lang="en"><title>Words - Somebody</title><style>
body { margin: 0; color: #000; background: #fff } button, input { min-width: 2rem; min-height: 2rem; font-size: 1rem }
:focus-visible { outline: 3px solid #00f }
</style><main><h1>Words</h1><p>Some.</p><label for="a">A</label> <input id="a"><button>Go</button></main></html>"""
FAULTS = {
    "no language": (' lang="en"', ""),
    "another title": ("Words - Somebody", "Somebody"),
    "no heading": ("<h1>Words</h1>", "<b>Words</b>"),
    "two headings": ("<p>", "<h1>More</h1><p>"),
    "no main part": ("<main>", "<div>"),
    "no label": (' for="a"', ""),
    "one id twice": ("<p>", '<p id="a">'),
    "described by nothing": ("<input", '<input aria-describedby="b"'),
    "a button without a name": ("Go<", "<"),
    "faint": ("color: #000", "color: #999"),
    "faint in the dark": ("body {", "@media (prefers-color-scheme: dark) { p { color: #eee } } body {"),
    "wider than a small window": ("<p>", '<p style="width: 321px">'),
    "cut off": ("<p>", '<p style="width: 20px; overflow: hidden">'),
    "too small for a finger": ("min-height: 2rem", "height: 1rem; padding: 0"),
    "letters that do not grow": ("<p>", '<p style="font-size: 16px">'),
    "too wide when they grow": ("body {", "@media (min-width: 600px) { p { width: 30rem } } body {"),
}


async def is_refused(window: Page, page: str) -> bool:
    await window.emulate_media(color_scheme="light")
    await window.set_content(page)
    try:
        return not await is_fit(window, dark=True)
    except AssertionError:
        return True


async def test_a_page_that_is_right_is_right(window: Page) -> None:
    assert not await is_refused(window, WHOLE)


async def test_every_fault_of_a_page_is_found(window: Page) -> None:
    for case, (right, wrong) in FAULTS.items():
        assert right in WHOLE
        assert await is_refused(window, WHOLE.replace(right, wrong, 1)), case


async def test_tab_stops_at_what_can_be_used_and_shows_it(window: Page) -> None:
    await window.set_content(WHOLE)
    assert await keys.stops(window) == ["A", "Go"]
    await window.set_content(WHOLE.replace("outline: 3px", "outline: 0"))
    with pytest.raises(AssertionError, match="does not show its focus"):
        await keys.stops(window)


async def test_what_tab_does_not_reach_is_not_pressed(window: Page) -> None:
    await window.set_content(WHOLE.replace("<button", '<button tabindex="-1"'))
    with pytest.raises(AssertionError, match="does not reach 'Go'"):
        await keys.press(window, "Go")
