"""Forms come from a page of ours in the same browser, or start nothing."""

import pytest

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
FORMS = [(Purpose.LINK, "/begin"), (Purpose.SECRET, "")]


def filled(headers: Headers, there: Place) -> Headers:
    return [(name, str(value).replace("{host}", there.host)) for name, value in headers]


@pytest.mark.parametrize(("purpose", "path"), FORMS)
@pytest.mark.parametrize("case", FOREIGN)
async def test_a_form_from_elsewhere_starts_nothing(
    there: Place, case: str, purpose: Purpose, path: str
) -> None:
    one, browser = await begun(there, purpose), Browser(there)
    fields = {"csrf": csrf_of(await browser.get(one.link)), "client_secret": "abc~def"}
    before = await state_of(one.account)
    answer = await browser.post(one.link + path, fields, filled(FOREIGN[case], there))
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
    real = csrf_of(await browser.get(one.link))
    fields: dict[str, str] = {
        "none": {},
        "empty": {"csrf": ""},
        "made up": {"csrf": "0" * 64},
        "another ticket's": {"csrf": csrf_of(await browser.get(other.link))},
        "another browser's": {"csrf": csrf_of(await stranger.get(one.link))},
        "twice": {"csrf": real, "csrf&csrf": real},
    }[case]
    before = await state_of(one.account)
    if case == "twice":
        answer = await browser.post(one.link + path, {}, kind="application/x-www-form-urlencoded")
    else:
        answer = await browser.post(one.link + path, {**fields, "client_secret": "abc~def"})
    assert (answer.status, is_secure_page(answer)) == (403, True)
    assert await state_of(one.account) == before


@pytest.mark.parametrize(("purpose", "path"), FORMS)
@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data; boundary=x", ""])
async def test_a_form_in_another_format_starts_nothing(
    there: Place, kind: str, purpose: Purpose, path: str
) -> None:
    one, browser = await begun(there, purpose), Browser(there)
    token = {"csrf": csrf_of(await browser.get(one.link))}
    answer = await browser.post(one.link + path, token, kind=kind)
    assert (answer.status, is_secure_page(answer)) == (403, True)
    assert (await state_of(one.account))["attempt"][0]["step"] == Step.OPEN


async def test_a_browser_without_cookies_cannot_begin(there: Place) -> None:
    one, browser = await begun(there), Browser(there)
    token = {"csrf": csrf_of(await browser.get(one.link))}
    answer = await Browser(there).post(f"{one.link}/begin", token)
    assert (answer.status, is_secure_page(answer)) == (403, True)
    assert await step_of(one.account) == Step.OPEN
