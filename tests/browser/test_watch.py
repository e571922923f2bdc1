"""The watch over every window sees what it is there for."""

import pytest
from playwright.async_api import Page

from tests.browser.watch import Watch

PAGE = """data:text/html,<meta http-equiv="Content-Security-Policy" content="style-src 'none'">
<style>p { color: red }</style><p>A page of ill manners</p>
<script>console.error("it complains")</script><script>it_breaks()</script><img src="http://example.com/x">"""


@pytest.mark.asyncio(loop_scope="session")
async def test_complaints_errors_broken_policies_and_strange_hosts_are_seen(
    window: Page, watch: Watch
) -> None:
    await window.goto(PAGE)
    seen = "\n".join(watch.wrong)
    watch.expect("")
    for words in ("it complains", "it_breaks", "Content Security Policy", "another machine: GET http://ex"):
        assert words in seen
    assert watch.unexpected() == []
