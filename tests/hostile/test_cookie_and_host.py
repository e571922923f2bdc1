"""The one cookie, and the address a page is for; nothing that a proxy would say is believed."""

import pytest

from tests.hostile.browsing import (
    Browser,
    cookie_attributes,
    csrf_of,
    next_address,
)
from tests.hostile.linking import (
    begun,
    to_slack,
)
from tests.hostile.place import Place
from tests.hostile.wire import Headers

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_on_loopback_the_cookie_has_no_prefix_and_is_not_secure(there: Place) -> None:
    """A browser refuses both over http."""
    one, browser = await begun(there), Browser(there)
    page = await browser.get(one.link)
    (cookie,) = page.all("set-cookie")
    assert cookie.startswith("mipbot=")
    assert len(cookie.partition(";")[0]) == len("mipbot=") + 43
    expected = {"httponly": "", "samesite": "Lax", "path": "/", "max-age": "600"}
    assert cookie_attributes(cookie) == expected
    begun_page = await browser.post(f"{one.link}/begin", {"csrf": csrf_of(page)})
    assert cookie_attributes(begun_page.all("set-cookie")[0]) == {**expected, "max-age": "1800"}


async def test_a_browser_keeps_its_cookie(there: Place) -> None:
    one, browser = await begun(there), Browser(there)
    await browser.get(one.link)
    kept = browser.cookie
    await to_slack(browser, one.link)
    assert browser.cookie == kept
    assert kept != Browser(there, await fresh_cookie(there, one.link)).cookie


async def fresh_cookie(there: Place, link: str) -> str:
    browser = Browser(there)
    await browser.get(link)
    return browser.cookie


@pytest.mark.parametrize("cookie", ["mipbot=" + "é" * 43, "mipbot=", "mipbot=short", "mipbot"])
async def test_a_cookie_that_is_none_of_ours_is_replaced(there: Place, cookie: str) -> None:
    one = await begun(there)
    page = await Browser(there).get(one.link, [("Cookie", cookie.encode())])
    assert (page.status, len(page.all("set-cookie"))) == (200, 1)


PAGES = [
    "/connect/ticket",
    "/secret/ticket",
    "/slack/identity",
    "/microsoft/callback",
    "/style.css",
    "/nowhere",
]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    "host", ["evil.com", "localhost:{port}", "127.0.0.1", "127.0.0.1:1", "", "[::1]", "a b", "%00", "[x"]
)
async def test_a_page_is_for_its_own_address_only(there: Place, path: str, host: str) -> None:
    answer = await Browser(there).get(path, [("Host", host.format(port=there.port))])
    assert answer.status in ({421} if host.isprintable() and " " not in host else {400, 421})
    assert "evil" not in answer.raw
    assert not answer.all("set-cookie")


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
async def test_the_operators_questions_come_by_any_name(there: Place, path: str) -> None:
    answer = await Browser(there).get(path, [("Host", "10.0.0.7:3000")])
    assert answer.status == 200
    assert answer.text in {"ok\n", "ready\n"}


SPOOFED: Headers = [
    ("X-Forwarded-Host", "evil.example"),
    ("X-Forwarded-Proto", "https"),
    ("X-Forwarded-For", "203.0.113.7"),
    ("X-Real-IP", "203.0.113.7"),
    ("Forwarded", "for=203.0.113.7;host=evil.example;proto=https"),
    ("X-Original-URL", "/slack/events"),
    ("X-HTTP-Method-Override", "DELETE"),
]


async def test_what_a_proxy_would_say_is_not_believed(there: Place) -> None:
    one, browser = await begun(there), Browser(there)
    page = await browser.get(one.link, SPOOFED)
    assert (page.status, "evil" in page.raw, "203.0.113" in page.raw) == (200, False, False)
    assert page.get("set-cookie").startswith("mipbot=")
    answer = await browser.post(f"{one.link}/begin", {"csrf": csrf_of(page)}, SPOOFED)
    assert f"redirect_uri=http%3A%2F%2F127.0.0.1%3A{there.port}%2Fslack%2Fidentity" in next_address(answer)


@pytest.mark.parametrize(
    "query", ["next=https://evil.example", "return_to=//evil.example", "redirect_uri=https://evil.example"]
)
async def test_no_page_goes_where_its_address_says(there: Place, query: str) -> None:
    one, browser = await begun(there), Browser(there)
    page = await browser.get(f"{one.link}?{query}", [("Referer", "https://evil.example")])
    answer = await browser.post(f"{one.link}/begin?{query}", {"csrf": csrf_of(page)})
    assert (page.status, answer.status) == (200, 200)
    assert "evil" not in page.raw + answer.raw


async def test_the_way_on_is_the_pages_only_link(there: Place) -> None:
    one, browser = await begun(there), Browser(there)
    page = await browser.get(one.link)
    answer = await browser.post(f"{one.link}/begin", {"csrf": csrf_of(page)})
    slack = there.world.sandbox.options.slack_url
    assert answer.text.count("href=") == 2  # the style sheet, and on
    assert next_address(answer).startswith(f"{slack}/openid/connect/authorize?")
    assert "<script" not in answer.text + page.text
    assert "style=" not in answer.text + page.text
