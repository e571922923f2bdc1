"""Every block and every element that Slack has, drawn by the page."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.browser.block_pieces import BUTTONS, field, marked, words
from tests.browser.block_stage import Stage, on_stage
from tests.browser.contrast import too_faint
from tests.browser.gallery import FIELDS, HOSTILE, MESSAGE, MODAL

pytestmark = pytest.mark.asyncio(loop_scope="session")

LINK = 'target="_blank" rel="noopener noreferrer"'
MODAL_CONTEXT = {"surface": "modal", **FIELDS}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def stage(chromium: Browser) -> AsyncIterator[Stage]:
    async with on_stage(chromium) as found:
        yield found


async def test_everything_is_shown_and_the_unknown_is_named(stage: Stage) -> None:
    main = await stage.show(*MESSAGE)
    await expect(main.locator(".unknown")).to_have_text(
        ["This page cannot show a block of type \u201ccarousel\u201d."]
    )
    main = await stage.show(*MODAL, **MODAL_CONTEXT)
    await expect(main.locator(".unknown")).to_have_count(0)


async def test_unknown_and_broken_things_are_named_in_their_place(stage: Stage) -> None:
    odd: list[dict[str, Any]] = [
        {"type": "toString"},
        {"type": "section", "text": words("kept"), "accessory": {"type": "hologram"}},
        {"type": "actions", "elements": 5},
        {"type": "rich_text", "elements": [{"type": "rich_text_poem"}]},
        {},
    ]
    main = await stage.show(*odd)
    named = main.locator(".unknown")
    await expect(named).to_have_count(5)
    await expect(named.nth(1)).to_have_text("This page cannot show an element of type \u201chologram\u201d.")
    await expect(named.nth(2)).to_contain_text("This page cannot show a block of type \u201cactions\u201d: ")
    await expect(named.nth(3)).to_contain_text("rich_text_poem")
    await expect(main.get_by_text("kept")).to_be_visible()


@pytest.mark.parametrize("width", [320, 600, 1280])
async def test_nothing_is_wider_than_the_window(stage: Stage, width: int) -> None:
    await stage.page.set_viewport_size({"width": width, "height": 800})
    for blocks, given in ((MESSAGE, {}), (MODAL, MODAL_CONTEXT), (HOSTILE, {})):
        await stage.show(*blocks, **given)
        assert await stage.page.evaluate("document.documentElement.scrollWidth") <= width
        assert await _too_small(stage.page) == []
    await stage.page.set_viewport_size({"width": 900, "height": 800})


async def test_everything_can_be_read(stage: Stage) -> None:
    for blocks, given in ((MESSAGE, {}), (MODAL, MODAL_CONTEXT)):
        await stage.show(*blocks, **given)
        assert await too_faint(stage.page) == []


async def test_every_control_has_a_name(stage: Stage) -> None:
    for blocks, given in ((MESSAGE, {}), (MODAL, MODAL_CONTEXT)):
        main = await stage.show(*blocks, **given)
        tree = await main.aria_snapshot()
        controls = ("button", "textbox", "combobox", "checkbox", "radio", "spinbutton", "link", "listbox")
        nameless = [line for line in tree.splitlines() if line.strip(" -").rstrip(":") in controls]
        assert nameless == []


async def test_hostile_names_do_nothing(stage: Stage) -> None:
    await stage.show(*HOSTILE)
    assert await stage.page.title() == "Blocks"
    assert await stage.page.evaluate("document.querySelectorAll('main img, main script').length") == 0


async def test_plain_text_shows_emoji_unless_told_not_to(stage: Stage) -> None:
    texts = [words(":boom: one\ntwo"), words(":boom: *x* &amp;", emoji=False)]
    main = await stage.show(*({"type": "section", "text": text} for text in texts))
    await expect(main.locator(".section-text").nth(0)).to_have_text("\U0001f4a5 onetwo")
    await expect(main.locator(".section-text br")).to_have_count(1)
    await expect(main.locator(".section-text").nth(1)).to_have_text(":boom: *x* &amp;")


async def test_a_section_has_two_columns_of_fields_and_one_where_there_is_no_room(stage: Stage) -> None:
    fields = {"type": "section", "fields": [marked("*A*\n1"), marked("*B*\n2"), marked("*C*\n3")]}
    main = await stage.show(fields)
    columns = "getComputedStyle(document.querySelector('.fields')).gridTemplateColumns.split(' ').length"
    assert await stage.page.evaluate(columns) == 2
    await main.evaluate("(node) => node.style.setProperty('width', '200px')")
    assert await stage.page.evaluate(columns) == 1
    await main.evaluate("(node) => node.style.removeProperty('width')")


async def test_a_table_has_column_headers(stage: Stage) -> None:
    main = await stage.show(*(block for block in MESSAGE if block["type"] == "table"))
    await expect(main.get_by_role("columnheader")).to_have_text(["Label", "Files"])
    await expect(main.get_by_role("cell")).to_have_text(["Confidential", "12", "Bold", "3"])
    await expect(main.get_by_role("cell", name="12")).to_have_css("text-align", "right")


async def test_rich_text(stage: Stage) -> None:
    found = await stage.html(*(block for block in MESSAGE if block["type"] == "rich_text"))
    for expected in (
        "<strong>bold </strong><em>italic </em><s>strike </s><u>underline </u>",
        "</u><code>code </code><mark>highlight </mark>",
        '>a link</a> <span class="mention">@Olivia Owner</span>',
        '<span class="mention">@S1</span><span class="mention">@here</span>',
        '<span role="img" aria-label="custom">\U0001f510</span>',
        "#10A020<span",
        "> February 18, 2014 15:39</time>",
        "[no_such_inline]",
        '<ol class="rich-list mark-1 bordered" start="3" style="--depth: 1;"><li>Third, set in</li></ol>',
        "<blockquote>Quoted<br>in two lines</blockquote>",
        "<pre>if x:\n    y()</pre>",
    ):
        assert expected in found


async def test_rich_text_styles_are_worn_together(stage: Stage) -> None:
    text = {"type": "text", "text": "x", "style": {"bold": True, "italic": True, "strike": False}}
    section = {"type": "rich_text_section", "elements": [text]}
    assert "<em><strong>x</strong></em>" in await stage.html({"type": "rich_text", "elements": [section]})


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("# One *two*", '<h3 class="header header-1">One <em>two</em></h3>'),
        ("a **b** __c__", "<p>a <strong>b</strong> <strong>c</strong></p>"),
        ("*d* _e_ ~~f~~ `*g*`", "<p><em>d</em> <em>e</em> <s>f</s> <code>*g*</code></p>"),
        ("**bold *both* bold**", "<p><strong>bold <em>both</em> bold</strong></p>"),
        ("snake_case_name 2 * 3 * 4 \\*x\\*", "<p>snake_case_name 2 * 3 * 4 *x*</p>"),
        ("one\ntwo\n\nthree", "<p>one<br>two</p><p>three</p>"),
        ("- a\n  - b\n- c", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"),
        ("3. a\n4. b", '<ol start="3"><li>a</li><li>b</li></ol>'),
        ("- [ ] a\n- [x] b", "<ul><li>\u2610 a</li><li>\u2611 b</li></ul>"),
        ("> a\n> - b", "<blockquote><p>a</p><ul><li>b</li></ul></blockquote>"),
        ("```py\n*x*\n```\nafter", "<pre>*x*</pre><p>after</p>"),
        ("---", "<hr>"),
        ("[x](javascript:alert(1))", "<p><span>x</span></p>"),
        ("<b>x</b> <!here>", "<p>&lt;b&gt;x&lt;/b&gt; &lt;!here&gt;</p>"),
        ("[a](https://a.example/(b))", f'<p><a href="https://a.example/(b)" {LINK}>a</a></p>'),
        (
            "see https://a.example/.",
            f'<p>see <a href="https://a.example/" {LINK}>https://a.example/</a>.</p>',
        ),
    ],
)
async def test_markdown(stage: Stage, text: str, html: str) -> None:
    assert await stage.html({"type": "markdown", "text": text}) == f'<div class="block markdown">{html}</div>'


async def test_a_markdown_table(stage: Stage) -> None:
    main = await stage.show({"type": "markdown", "text": "| A | *B* |\n|---|---|\n| 1 | 2 |\n\nafter"})
    await expect(main.get_by_role("columnheader")).to_have_text(["A", "B"])
    await expect(main.get_by_role("cell")).to_have_text(["1", "2"])
    await expect(main.get_by_role("paragraph")).to_have_text("after")


async def test_an_input_is_named_hinted_and_told_what_is_wrong(stage: Stage) -> None:
    block = field(
        "Account name", {"type": "plain_text_input"}, hint=words("As people call it."), optional=True
    )
    main = await stage.show(block, errors={"plain_text_input": "Another account has this name."})
    box = main.get_by_role("textbox", name="Account name (optional)", exact=True)
    await expect(box).to_have_accessible_description("Another account has this name. As people call it.")
    await expect(box).to_have_attribute("aria-invalid", "true")
    await expect(main.get_by_role("alert")).to_have_text("Another account has this name.")


async def test_what_is_typed_and_not_sent_stands_above_what_slack_holds(stage: Stage) -> None:
    block = field("Name", {"type": "plain_text_input", "initial_value": "first"})
    held = {"block_id": "plain_text_input", "action_id": "plain_text_input", "held": {"value": "held"}}
    box = stage.main.get_by_role("textbox", name="Name")
    await stage.show(block)
    await expect(box).to_have_value("first")
    await stage.show(block, fields=[held])
    await expect(box).to_have_value("held")
    await stage.show(block, fields=[{**held, "held": {"value": None}}])
    await expect(box).to_have_value("")
    await stage.show(block, fields=[held], dirty=[["plain_text_input/plain_text_input", "typed"]])
    await expect(box).to_have_value("typed")


async def test_a_picture_from_here_is_shown_and_one_from_elsewhere_described(stage: Stage) -> None:
    main = await stage.show(*(block for block in MESSAGE if block["type"] == "image"))
    await expect(main.get_by_role("img", name="The mark of the sandbox")).to_be_visible()
    link = main.get_by_role("link", name="A picture from elsewhere")
    await expect(link).to_have_attribute("href", "https://elsewhere.example.com/x.png")


async def test_buttons_are_named_by_their_accessibility_label(stage: Stage) -> None:
    main = await stage.show({"type": "actions", "elements": BUTTONS})
    await expect(main.get_by_role("button", name="Apply: Contoso", exact=True)).to_have_text("Apply")


async def _too_small(page: Page) -> list[str]:
    """Whatever can be pressed is 24 px high and wide, or stands in a line of text."""
    found: list[str] = await page.evaluate("""() =>
      [...document.querySelectorAll("main :is(button, select, input, textarea, a.block-button)")]
        .filter((each) => each.offsetParent && !each.closest("label"))
        .map((each) => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])
        .filter(([, { width, height }]) => width < 24 || height < 24)
        .map(([html]) => html)""")
    return found
