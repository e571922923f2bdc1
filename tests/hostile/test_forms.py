"""Forms come from a page of ours in the same browser, or start nothing."""

import pytest

from handlers.same_person import form_token
from mip.consent import Purpose, Step
from tests.hostile.browsing import (
    Browser,
    csrf_of,
    is_secure_page,
)
from tests.hostile.linking import (
    begun,
    state_of,
    step_of,
    to_secret_form,
)
from tests.hostile.place import Place
from tests.hostile.wire import Headers

pytestmark = pytest.mark.asyncio(loop_scope="module")


FOREIGN: dict[str, Headers] = {
    "another origin": [("Origin", "https://evil.example")],
    "the same host by another scheme": [("Origin", "https://{host}")],
    "a cross-site form": [("Sec-Fetch-Site", "cross-site")],
    "a form of a sibling": [("Sec-Fetch-Site", "same-site")],
    "no origin across sites": [("Origin", "null"), ("Sec-Fetch-Site", "cross-site")],
    "no origin from a sibling": [("Origin", "null"), ("Sec-Fetch-Site", "same-site")],
    "no origin from nowhere": [("Origin", "null"), ("Sec-Fetch-Site", "none")],
    "our origin across sites": [("Origin", "http://{host}"), ("Sec-Fetch-Site", "cross-site")],
    "another origin that says same": [("Origin", "https://evil.example"), ("Sec-Fetch-Site", "same-origin")],
    "an unknown word": [("Sec-Fetch-Site", "")],
}
OURS: dict[str, Headers] = {
    "an old browser": [],
    "our origin": [("Origin", "http://{host}")],
    "our origin, and it says so": [("Origin", "http://{host}"), ("Sec-Fetch-Site", "same-origin")],
    "no origin from our own page": [("Origin", "null"), ("Sec-Fetch-Site", "same-origin")],
    "no origin from an old browser": [("Origin", "null")],
}
FORMS = [(Purpose.LINK, "/begin"), (Purpose.SECRET, "/begin"), (Purpose.SECRET, "")]


def filled(headers: Headers, there: Place) -> Headers:
    return [(name, str(value).replace("{host}", there.host)) for name, value in headers]


async def page_of(link: str, browser: Browser, path: str) -> str:
    """Where the form stands: on the link's own page, or behind Slack's sign-in."""
    return link if path else await to_secret_form(browser, link)


@pytest.mark.parametrize(("purpose", "path"), FORMS)
@pytest.mark.parametrize("case", FOREIGN)
async def test_a_form_from_elsewhere_starts_nothing(
    there: Place, case: str, purpose: Purpose, path: str
) -> None:
    one, browser = await begun(there, purpose), Browser(there)
    page = await page_of(one.link, browser, path)
    fields = {"csrf": csrf_of(await browser.get(page)), "client_secret": "abc~def"}
    before = await state_of(one.account)
    answer = await browser.post(page + path, fields, filled(FOREIGN[case], there))
    assert (answer.status, is_secure_page(answer)) == (403, True)
    assert not answer.all("location") + answer.all("refresh") + answer.all("set-cookie")
    assert await state_of(one.account) == before


@pytest.mark.parametrize("case", OURS)
async def test_a_form_from_our_own_page_is_taken(there: Place, case: str) -> None:
    one, browser = await begun(there), Browser(there)
    token = {"csrf": csrf_of(await browser.get(one.link))}
    answer = await browser.post(f"{one.link}/begin", token, filled(OURS[case], there))
    assert (answer.status, is_secure_page(answer)) == (200, True)
    assert await step_of(one.account) == Step.SLACK


@pytest.mark.parametrize(("purpose", "path"), FORMS)
@pytest.mark.parametrize(
    "case", ["none", "empty", "made up", "another ticket's", "another browser's", "twice"]
)
async def test_a_form_without_its_token_starts_nothing(
    there: Place, case: str, purpose: Purpose, path: str
) -> None:
    one, other, browser, stranger = (
        await begun(there, purpose),
        await begun(there, purpose),
        Browser(there),
        Browser(there),
    )
    page, another = await page_of(one.link, browser, path), await page_of(other.link, browser, path)
    real = csrf_of(await browser.get(page))
    strange = await stranger.get(one.link) if path else None
    fields: dict[str, str] = {
        "none": {},
        "empty": {"csrf": ""},
        "made up": {"csrf": "0" * 64},
        "another ticket's": {"csrf": csrf_of(await browser.get(another))},
        "another browser's": {
            "csrf": csrf_of(strange) if strange else form_token("B" * 43, page.rpartition("/")[2])
        },
        "twice": {"csrf": real, "csrf&csrf": real},
    }[case]
    before = await state_of(one.account)
    if case == "twice":
        answer = await browser.post(page + path, {}, kind="application/x-www-form-urlencoded")
    else:
        answer = await browser.post(page + path, {**fields, "client_secret": "abc~def"})
    assert (answer.status, is_secure_page(answer)) == (403, True)
    assert await state_of(one.account) == before


@pytest.mark.parametrize(("purpose", "path"), FORMS)
@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data; boundary=x", ""])
async def test_a_form_in_another_format_starts_nothing(
    there: Place, kind: str, purpose: Purpose, path: str
) -> None:
    one, browser = await begun(there, purpose), Browser(there)
    page = await page_of(one.link, browser, path)
    token = {"csrf": csrf_of(await browser.get(page))}
    before = await state_of(one.account)
    answer = await browser.post(page + path, token, kind=kind)
    assert (answer.status, is_secure_page(answer)) == (403, True)
    assert await state_of(one.account) == before


async def test_a_browser_without_cookies_cannot_begin(there: Place) -> None:
    one, browser = await begun(there), Browser(there)
    token = {"csrf": csrf_of(await browser.get(one.link))}
    answer = await Browser(there).post(f"{one.link}/begin", token)
    assert (answer.status, is_secure_page(answer)) == (403, True)
    assert await step_of(one.account) == Step.OPEN
