"""The measure of contrast: what it finds, what it leaves alone, and that its numbers are those of WCAG."""

import pytest
from playwright.async_api import Page

from tests.browser.contrast import too_faint

pytestmark = pytest.mark.asyncio(loop_scope="session")

FAINT = {
    "a text": '<p style="color: #777">x</p>',
    "a text on its own ground": '<p style="color: #000; background: #444">x</p>',
    "a text on the ground of one far above": '<div style="background: #000"><b><i style="color: #555">x</i></b></div>',
    "a text that lets its ground through": '<p style="color: rgb(0 0 0 / 40%)">x</p>',
    "a ground that lets the one below through": '<p style="background: rgb(0 0 0 / 60%); color: #000">x</p>',
    "a pale parent": '<div style="opacity: .4"><p>x</p></div>',
    "a colour in another notation": '<p style="color: oklch(0.6 0 0)">x</p>',
    "a mixed colour": '<p style="color: color-mix(in srgb, black 40%, white)">x</p>',
    "large, but not enough so": '<p style="font-size: 23px; color: #777">x</p>',
    "large, and still": '<p style="font-size: 24px; color: #959595">x</p>',
    "what is typed": '<input value="x" style="color: #777; background: #fff">',
    "what a field hints at": '<input placeholder="x"><style>::placeholder { color: #999 }</style>',
    "a sign of the style sheet": '<p>x</p><style>p::before { content: "!"; color: #aaa }</style>',
    "a link in a button": '<button style="background: #0067b8; color: #222">x</button>',
}
CLEAR = {
    "black on white": "<p>x</p>",
    "just enough": '<p style="color: #767676">x</p>',
    "large": '<p style="font-size: 24px; color: #949494">x</p>',
    "large and bold": '<p style="font-size: 19px; font-weight: 700; color: #949494">x</p>',
    "not there": '<p style="color: #fff" hidden>x</p>',
    "invisible": '<p style="color: #fff; visibility: hidden">x</p>',
    "folded": '<details><summary>y</summary><p style="color: #fff">x</p></details>',
    "for screen readers": '<b style="position: absolute; width: 1px; height: 1px; overflow: hidden; color: #fff">x</b>',
    "disabled": '<button disabled style="color: #ccc; background: #fff">x</button>',
    "white on dark": '<div style="background: #222"><p style="color: #fff">x</p></div>',
}


async def draw(window: Page, body: str) -> list[str]:
    await window.set_content(f'<!doctype html><body style="background: #fff; color: #000">{body}')
    return await too_faint(window)


async def test_what_cannot_be_read_is_named(window: Page) -> None:
    assert {case: len(await draw(window, body)) for case, body in FAINT.items()} == dict.fromkeys(FAINT, 1)


async def test_what_can_be_read_or_is_not_shown_is_left_alone(window: Page) -> None:
    assert {case: await draw(window, body) for case, body in CLEAR.items()} == {case: [] for case in CLEAR}


async def test_the_numbers_are_those_of_the_standard(window: Page) -> None:
    assert await draw(window, '<p style="color: #777">Pale words</p>') == [
        "Pale words: 4.48 of 4.5, rgb(119, 119, 119) on 255,255,255,1"
    ]
