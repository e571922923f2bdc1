"""Slack's mrkdwn in the page: https://docs.slack.dev/messaging/formatting-message-text"""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.browser.block_stage import Stage, on_stage

pytestmark = pytest.mark.asyncio(loop_scope="session")

MARKS = {
    "*bold*": "<strong>bold</strong>",
    "_italic_ and ~struck~": "<em>italic</em> and <s>struck</s>",
    "*_both_*": "<strong><em>both</em></strong>",
    "_*both* here_": "<em><strong>both</strong> here</em>",
    "*a _b_ ~c~ d*.": "<strong>a <em>b</em> <s>c</s> d</strong>.",
    "(*bold*), \u201c*bold*\u201d": "(<strong>bold</strong>), \u201c<strong>bold</strong>\u201d",
    "*bold*\u2026": "<strong>bold</strong>\u2026",
    "*two words*: end": "<strong>two words</strong>: end",
    "snake_case_name": "snake_case_name",
    "_snake_case_name_": "<em>snake_case_name</em>",
    "2*3*4": "2*3*4",
    "2 * 3 * 4": "2 * 3 * 4",
    "* not bold*": "* not bold*",
    "*not bold *": "*not bold *",
    "*no end": "*no end",
    "*a*b c*": "<strong>a*b c</strong>",
    "a*b*": "a*b*",
    "**": "**",
    "**not bold**": "**not bold**",
    "*\u00fcber*e": "*\u00fcber*e",
    "\uff0anot bold\uff0a": "\uff0anot bold\uff0a",
    "*over\ntwo lines*": "*over<br>two lines*",
    "*a **b*": "<strong>a **b</strong>",
}
CODE = {
    "`code *as is* _too_ :lock:`": "<code>code *as is* _too_ :lock:</code>",
    "*`code` in bold*": "<strong><code>code</code> in bold</strong>",
    "no`code`here": "no`code`here",
    "`&lt;a&gt; &amp;amp;`": "<code>&lt;a&gt; &amp;amp;</code>",
    "``` *x*\n  y```": "<pre> *x*\n  y</pre>",
    "before\n```\nx\n```\nafter": "before<pre>x</pre>after",
    "```>>> x```": "<pre>&gt;&gt;&gt; x</pre>",
    "```no end": "```no end",
    "`see <https://a.example/|here>`": '<code>see <a href="https://a.example/" target="_blank" '
    'rel="noopener noreferrer">here</a></code>',
}
LINES = {
    "one\ntwo": "one<br>two",
    "one\n\ntwo": "one<br><br>two",
    "> quoted *bold*\n>more\nafter": "<blockquote>quoted <strong>bold</strong><br>more</blockquote>after",
    "&gt; quoted": "<blockquote>quoted</blockquote>",
    "not > quoted": "not &gt; quoted",
    "before\n>>> all\n\nof it\n```code```\nthis": "before<blockquote>all<br><br>of it<pre>code</pre>this</blockquote>",
    "\u2022 a\n- b\n1. c": "\u2022 a<br>- b<br>1. c",
    "   leading": "leading",
    "\u2022 \u2003*deep*": "\u2022 \u2003<strong>deep</strong>",
    "": "",
}
LINK = 'target="_blank" rel="noopener noreferrer"'
ANGLES = {
    "<https://a.example/x?a=1&amp;b=2|here>": f'<a href="https://a.example/x?a=1&amp;b=2" {LINK}>here</a>',
    "<https://a.example/>": f'<a href="https://a.example/" {LINK}>https://a.example/</a>',
    "<https://a.example/_a_*b*|*x*>": f'<a href="https://a.example/_a_*b*" {LINK}>*x*</a>',
    "*<https://a.example/a*b|x>*": f'<strong><a href="https://a.example/a*b" {LINK}>x</a></strong>',
    "<mailto:a@b.example|write>": f'<a href="mailto:a@b.example" {LINK}>write</a>',
    "<mailto:a@b.example>": f'<a href="mailto:a@b.example" {LINK}>a@b.example</a>',
    "<@U1> <@U9|nick> <@U9>": '<span class="mention">@Olivia Owner</span> <span class="mention">@nick</span> '
    '<span class="mention">@U9</span>',
    "<#C1>": '<button type="button" class="mention mention-channel">#security</button>',
    "<#C9|far> <#C9>": '<span class="mention">#far</span> <span class="mention">#unknown-channel</span>',
    "<!here> <!channel> <!everyone>": '<span class="mention">@here</span> <span class="mention">@channel</span> '
    '<span class="mention">@everyone</span>',
    "<!subteam^S1|@team> <!subteam^S1>": '<span class="mention">@team</span> <span class="mention">@S1</span>',
    "<!something|words>": '<span class="mention">words</span>',
    "&lt;@U1&gt; &amp;lt; &quot;": "&lt;@U1&gt; &amp;lt; &amp;quot;",
    "<not a link> < and >": "&lt;not a link&gt; &lt; and &gt;",
}
HARMLESS = {
    "<javascript:alert(1)|x>": "&lt;javascript:alert(1)|x&gt;",
    "<data:text/html,x|x>": "&lt;data:text/html,x|x&gt;",
    "<file:///etc/passwd>": "&lt;file:///etc/passwd&gt;",
    "<JavaScript://a.example/%0aalert(1)>": "&lt;JavaScript://a.example/%0aalert(1)&gt;",
    "<img src=x onerror=alert(1)>": "&lt;img src=x onerror=alert(1)&gt;",
    "</strong><script>alert(1)</script>": "&lt;/strong&gt;&lt;script&gt;alert(1)&lt;/script&gt;",
    '<https://a.example/"onclick="x|y>': f'<a href="https://a.example/%22onclick=%22x" {LINK}>y</a>',
    "<!date^x^{date}|soon>": "<span>soon</span>",
    "<!date^99999999999999999^{date}|never>": "<span>never</span>",
    "<@__proto__> :constructor:": '<span class="mention">@__proto__</span> :constructor:',
}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def stage(chromium: Browser) -> AsyncIterator[Stage]:
    async with on_stage(chromium) as found:
        yield found


@pytest.mark.parametrize(
    "cases", [MARKS, CODE, LINES, ANGLES, HARMLESS], ids=["marks", "code", "lines", "angles", "harmless"]
)
async def test_verbatim_mrkdwn_reads_as_slack_documents_it(stage: Stage, cases: dict[str, str]) -> None:
    assert dict(zip(cases, await stage.mrkdwn(list(cases), verbatim=True), strict=True)) == cases


async def test_verbatim_leaves_bare_addresses_and_channels_alone(stage: Stage) -> None:
    bare = ["https://a.example/", "#security", "a@b.example", "contoso.com"]
    assert await stage.mrkdwn(bare, verbatim=True) == bare


async def test_bare_addresses_become_links_otherwise(stage: Stage) -> None:
    cases = {
        "see https://a.example/x_y_z.": f'see <a href="https://a.example/x_y_z" {LINK}>https://a.example/x_y_z</a>.',
        "*https://a.example/*": f'<strong><a href="https://a.example/" {LINK}>https://a.example/</a></strong>',
        "https://a.example/?a=1&amp;b=2&gt;": f'<a href="https://a.example/?a=1&amp;b=2" {LINK}>'
        "https://a.example/?a=1&amp;b=2</a>&gt;",
        "a@b.example": f'<a href="mailto:a@b.example" {LINK}>a@b.example</a>',
        "contoso.com, notes.txt": f'<a href="http://contoso.com/" {LINK}>contoso.com</a>, notes.txt',
        "#security #nowhere": '<button type="button" class="mention mention-channel">#security</button> #nowhere',
        "`https://a.example/`": "<code>https://a.example/</code>",
    }
    assert dict(zip(cases, await stage.mrkdwn(list(cases)), strict=True)) == cases


async def test_the_text_of_a_message_links_addresses_but_no_channels(stage: Stage) -> None:
    found = await stage.message_text(["*x* #security", "https://a.example/"])
    assert found == [
        "<strong>x</strong> #security",
        f'<a href="https://a.example/" {LINK}>https://a.example/</a>',
    ]


async def test_emoji_by_name(stage: Stage) -> None:
    assert await stage.mrkdwn([":lock:", "10:30:45 :no_such_one:"]) == [
        '<span role="img" aria-label="lock">\U0001f512</span>',
        "10:30:45 :no_such_one:",
    ]


async def test_a_colour_has_a_square_of_it_in_messages_only(stage: Stage) -> None:
    text = ["red (#FF0000), #12345, a#FF0000, `#00FF00`"]
    square = '<span class="swatch" aria-hidden="true" style="background-color: rgb(255, 0, 0);"></span>'
    assert await stage.mrkdwn(text) == [f"red (#FF0000{square}), #12345, a#FF0000, <code>#00FF00</code>"]
    assert "swatch" not in (await stage.mrkdwn(text, surface="modal"))[0]


async def test_a_channel_opens(stage: Stage) -> None:
    main = await stage.show_text("go to <#C1>")
    await main.get_by_role("button", name="#security").click()
    assert await stage.told() == [["open", "C1"]]


async def test_long_and_turned_around_names_stay_in_their_place(stage: Stage) -> None:
    main = await stage.show_text(f"*\u202egnp.exe* {'W' * 3000}\n<https://a.example/{'x' * 2000}>")
    await expect(main).to_contain_text("gnp.exe")
    assert await stage.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("unit", ["*", "*a ", "_*~", "`", "<", "a.", "&amp;", ":a", "```", "> ", "\ud83d"])
async def test_no_text_takes_long(stage: Stage, unit: str) -> None:
    took = await stage.page.evaluate(
        "(text) => { const from = performance.now(); stage.mrkdwn([text]); return performance.now() - from; }",
        (unit * 3000)[:3000],
    )
    assert took < 1000
