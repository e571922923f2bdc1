"""Links and states that were never made, and valid ones in another browser: one page for all of them."""

from urllib.parse import quote

import pytest
from yarl import URL

from mip.changes import Action
from tests.hostile.browsing import (
    Browser,
    is_not_valid,
    without_reference,
)
from tests.hostile.linking import (
    CALLBACKS,
    STEPS,
    back_from_consent,
    begun,
    state_of,
)
from tests.hostile.place import Place
from tests.hostile.wire import exchange, request

pytestmark = pytest.mark.asyncio(loop_scope="module")

STRANGE = {
    "empty": "",
    "unknown": "A" * 43,
    "very long": "A" * 7000,
    "a path": "../../etc/passwd",
    "SQL": "' OR 1=1--",
    "NUL": "abcd\x00efgh",
    "lines": "abcd\r\nSet-Cookie: x=y",
    "markup": "<script>alert(1)</script>",
    "no letters": "\u202e\ud7ff\uffff",
}


@pytest.mark.parametrize("path", CALLBACKS)
@pytest.mark.parametrize("case", STRANGE)
async def test_a_state_that_was_never_made_is_refused_alike(there: Place, path: str, case: str) -> None:
    browser = Browser(there)
    plain = await browser.get(f"{path}?code=canary-code")
    state = STRANGE[case]
    answer = await browser.get(f"{path}?code=canary-code&state={quote(state)}")
    assert is_not_valid(answer, "canary-code", *([state, quote(state)] if len(state) > 3 else []))
    assert without_reference(answer) == without_reference(plain)


@pytest.mark.parametrize(
    "path", ["/microsoft/callback?state=", "/slack/identity?state=", "/connect/", "/secret/", "/certificate/"]
)
@pytest.mark.parametrize("raw", [b"\xff\xfe", b"%ff%fe", b"%ED%A0%80", b"%00", b"%u0041", b"%", b"a%2Fb"])
async def test_bytes_that_are_no_text_are_refused_too(there: Place, path: str, raw: bytes) -> None:
    sent = request("GET", "PATH", [("Host", there.host), ("Connection", "close")])
    answer = await exchange(there.port, sent.replace(b"PATH", path.encode() + raw))
    assert answer.status in {400, 404}
    assert "traceback" not in answer.raw.lower()


@pytest.mark.parametrize(
    "path", ["/connect/{}", "/secret/{}", "/certificate/{}", "/certificate/{}/certificate.pem"]
)
async def test_a_ticket_that_was_never_made_is_refused_alike(there: Place, path: str) -> None:
    browser = Browser(there)
    plain = await browser.get(path.format("A" * 43))
    assert is_not_valid(plain)
    for ticket in ("x", "A" * 5000, quote("' OR 1=1"), quote("<b>")):
        answer = await browser.get(path.format(ticket))
        assert is_not_valid(answer, ticket) if len(ticket) > 3 else is_not_valid(answer)
        assert without_reference(answer) == without_reference(plain)


COOKIES = {
    "none": "",
    "another browser's": "mipbot=" + "A" * 43,
    "quoted": 'mipbot="{value}"',
    "twice the same": "mipbot={value}; mipbot={value}",
    "a second before it": "mipbot=" + "B" * 43 + "; mipbot={value}",
    "a second after it": "mipbot={value}; mipbot=" + "B" * 43,
    "with the prefix of https": "__Host-mipbot={value}",
    "longer": "mipbot={value}A",
    "another name": "MIPBOT={value}",
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("case", COOKIES)
async def test_a_state_is_of_no_use_in_another_browser(there: Place, step: str, case: str) -> None:
    one = await begun(there)
    right = Browser(there)
    back = await STEPS[step](right, one.link)
    before, audited = await state_of(one.account), await there.audited(account=one.account.id)
    cookie = COOKIES[case].format(value=right.cookie.partition("=")[2])
    tokens = await there.exchanges()
    answer = await Browser(there, cookie).get(back)
    assert is_not_valid(answer, *URL(back).query.values())
    assert await state_of(one.account) == before
    assert [action for action, _ in (await there.audited(account=one.account.id))[len(audited) :]] == [
        Action.LINK_REFUSED
    ]
    assert await there.exchanges() == tokens
    assert (await right.get(back)).status in {200, 302}


async def test_two_cookie_headers_count_as_none(there: Place) -> None:
    one, right = await begun(there), Browser(there)
    back = await back_from_consent(right, one.link)
    twice = [("Cookie", right.cookie), ("Cookie", right.cookie)]
    assert is_not_valid(await Browser(there).get(back, twice))
    assert (await right.get(back)).status == 200
