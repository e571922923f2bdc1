"""Links and answers that are unknown, used, expired, altered or in another browser: one page for all of them."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from yarl import URL

from mip.changes import Action, Change
from mip.consent import LIVES_FOR, OPENS_FOR, Purpose
from tests.hostile.browsing import (
    Browser,
    csrf_of,
    is_not_valid,
    is_secure_page,
    next_address,
    without_reference,
)
from tests.hostile.linking import (
    FABRIKAM,
    back_from_consent,
    back_from_sign_in,
    back_from_slack,
    begun,
    changed,
    consented,
    finished,
    new_link,
    signed_in_to_microsoft,
    signed_in_to_slack,
    state_of,
    tenant_of,
    to_slack,
)
from tests.hostile.place import Place
from tests.hostile.wire import exchange, request

pytestmark = pytest.mark.asyncio(loop_scope="module")

CALLBACKS = ["/microsoft/callback", "/slack/identity"]
SECOND = timedelta(seconds=1)
STEPS = {"slack": back_from_slack, "sign-in": back_from_sign_in, "consent": back_from_consent}
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
    "path", ["/microsoft/callback?state=", "/slack/identity?state=", "/connect/", "/secret/"]
)
@pytest.mark.parametrize("raw", [b"\xff\xfe", b"%ff%fe", b"%ED%A0%80", b"%00", b"%u0041", b"%", b"a%2Fb"])
async def test_bytes_that_are_no_text_are_refused_too(there: Place, path: str, raw: bytes) -> None:
    sent = request("GET", "PATH", [("Host", there.host), ("Connection", "close")])
    answer = await exchange(there.port, sent.replace(b"PATH", path.encode() + raw))
    assert answer.status in {400, 404}
    assert "traceback" not in answer.raw.lower()


@pytest.mark.parametrize("path", ["/connect/{}", "/secret/{}"])
async def test_a_ticket_that_was_never_made_is_refused_alike(there: Place, path: str) -> None:
    browser = Browser(there)
    plain = await browser.get(path.format("A" * 43))
    assert is_not_valid(plain)
    for ticket in ("x", "A" * 5000, quote("' OR 1=1"), quote("<b>")):
        answer = await browser.get(path.format(ticket))
        assert is_not_valid(answer, ticket) if len(ticket) > 3 else is_not_valid(answer)
        assert without_reference(answer) == without_reference(plain)


# A valid state in another browser.

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
    before, audited = await state_of(one.account), await there.audited()
    cookie = COOKIES[case].format(value=right.cookie.partition("=")[2])
    tokens = await there.exchanges()
    answer = await Browser(there, cookie).get(back)
    assert is_not_valid(answer, *URL(back).query.values())
    assert await state_of(one.account) == before
    assert [action for action, _ in (await there.audited())[len(audited) :]] == [Action.LINK_REFUSED]
    assert await there.exchanges() == tokens
    assert (await right.get(back)).status in {200, 302}


async def test_two_cookie_headers_count_as_none(there: Place) -> None:
    one, right = await begun(there), Browser(there)
    back = await back_from_consent(right, one.link)
    twice = [("Cookie", right.cookie), ("Cookie", right.cookie)]
    assert is_not_valid(await Browser(there).get(back, twice))
    assert (await right.get(back)).status == 200


# Used, expired, gone.


@pytest.mark.parametrize("step", STEPS)
async def test_an_answer_works_once(there: Place, step: str) -> None:
    one, browser = await begun(there), Browser(there)
    back = await STEPS[step](browser, one.link)
    assert (await browser.get(back)).status in {200, 302}
    before = await state_of(one.account)
    tokens = await there.exchanges()
    assert is_not_valid(await browser.get(back))
    after = await state_of(one.account)
    assert after["attempt"] == before["attempt"]
    assert await there.exchanges() == tokens


async def test_nothing_of_a_finished_link_works_again(there: Place) -> None:
    one, browser = await begun(there), Browser(there)
    slack = await back_from_slack(browser, one.link)
    sign_in = await signed_in_to_microsoft(there, next_address(await browser.get(slack)))
    consent = await consented(there, next_address(await browser.get(sign_in)))
    assert (await browser.get(consent)).status == 200
    assert await tenant_of(one.account) == FABRIKAM
    for address in (one.link, slack, sign_in, consent):
        assert is_not_valid(await browser.get(address))


async def test_nothing_of_a_failed_link_works_again(there: Place) -> None:
    one, browser = await begun(there), Browser(there)
    sign_in = await back_from_sign_in(browser, one.link)
    consent = next_address(await browser.get(sign_in))
    declined = await consented(there, consent, answer="cancel")
    assert (await browser.get(declined)).status == 200
    for address in (one.link, sign_in, declined, changed(declined, error=None)):
        assert is_not_valid(await browser.get(address))
    assert await tenant_of(one.account) == ""


async def test_a_ticket_opens_for_ten_minutes(there: Place) -> None:
    one, browser = await begun(there), Browser(there)
    there.clock.bend = OPENS_FOR - SECOND
    page = await browser.get(one.link)
    assert page.status == 200
    there.clock.bend = OPENS_FOR + SECOND
    assert is_not_valid(await browser.get(one.link))
    assert is_not_valid(await browser.post(f"{one.link}/begin", {"csrf": csrf_of(page)}))


@pytest.mark.parametrize("step", STEPS)
async def test_after_continue_the_attempt_lives_half_an_hour(there: Place, step: str) -> None:
    one, browser = await begun(there), Browser(there)
    back = await STEPS[step](browser, one.link)
    tokens = await there.exchanges()
    there.clock.bend = LIVES_FOR + SECOND
    assert is_not_valid(await browser.get(back))
    assert await there.exchanges() == tokens


async def test_an_approval_of_a_customers_app_lives_half_an_hour(there: Place) -> None:
    one = await begun(there, Purpose.APPROVE)
    there.clock.bend = LIVES_FOR + SECOND
    answer = await Browser(there).get(f"/microsoft/callback?admin_consent=True&state={one.key}")
    assert is_not_valid(answer, one.key)


@pytest.mark.parametrize("step", ["link", *STEPS])
async def test_a_removed_account_takes_its_links_with_it(there: Place, step: str) -> None:
    one, browser = await begun(there), Browser(there)
    back = one.link if step == "link" else await STEPS[step](browser, one.link)
    account = await there.world.bot.shared.storage.accounts.get(one.account.workspace, one.account.id)
    await there.world.bot.shared.ledger.commit(Change(account.workspace, account, None, burn_attempts=True))
    assert is_not_valid(await browser.get(back))
    assert (await state_of(one.account))["attempt"] == []


async def test_a_new_link_replaces_the_old_one(there: Place) -> None:
    one, browser = await begun(there), Browser(there)
    back = await back_from_sign_in(browser, one.link)
    second = await new_link(there, one.account)
    assert is_not_valid(await browser.get(one.link))
    assert is_not_valid(await browser.get(back))
    assert (await finished(browser, second)).status == 200


# Altered.


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(
    "more",
    [
        "&state={state}",
        "&state=other-value",
        "&code=other-value&code=again-value",
        "&error=access_denied&code=other-value",
        "&tenant=t-one&tenant=t-two",
        "&state%00=canary-value",
        "".join(f"&p{i}=canary-{i}" for i in range(200)),
        "&x=" + "A" * 4097,
        "&x=canary%00value",
    ],
)
async def test_an_altered_query_is_refused_and_uses_nothing_up(there: Place, step: str, more: str) -> None:
    one, browser = await begun(there), Browser(there)
    back = await STEPS[step](browser, one.link)
    before = await state_of(one.account)
    answer = await browser.get(back + more.format(state=URL(back).query["state"]))
    assert is_not_valid(answer, "other-value", "canary", URL(back).query["state"])
    assert await state_of(one.account) == before
    assert (await browser.get(back)).status in {200, 302}


@pytest.mark.parametrize("path", CALLBACKS)
async def test_an_oversized_query_is_refused(there: Place, path: str) -> None:
    answer = await Browser(there).get(f"{path}?state=" + "A" * 16384)
    assert answer.status in {400, 414}


@pytest.mark.parametrize(
    "name", ["state", "code", "error", "error_description", "tenant", "admin_consent", "x"]
)
@pytest.mark.parametrize("value", ["%0d%0aSet-Cookie:%20evil=1", "%00", "%0d%0a%0d%0a<html>", "%E2%80%A8x"])
async def test_no_line_of_ours_can_be_written_through_a_query(there: Place, name: str, value: str) -> None:
    for path in CALLBACKS:
        answer = await Browser(there).get(f"{path}?{name}={value}")
        assert is_not_valid(answer, "evil", "<html>\n")


@pytest.mark.parametrize("valid", [True, False])
@pytest.mark.parametrize("step", STEPS)
async def test_what_an_error_says_is_never_repeated(there: Place, step: str, valid: bool) -> None:
    one, browser = await begun(there), Browser(there)
    back = URL(await STEPS[step](browser, one.link))
    error = {
        "error": "<script>canary()</script>",
        "error_description": '"><img src=x onerror=canary()>',
        "error_uri": "javascript:canary()",
        "error_subcode": "canary",
        "state": back.query["state"] if valid else "A" * 43,
    }
    answer = await browser.get(str(back.with_query(error)))
    assert is_secure_page(answer)
    assert answer.status == (200 if valid else 400)
    told = answer.raw.lower()
    assert not any(word in told for word in ("canary", "<script", "<img", "javascript:"))


@pytest.mark.parametrize("step", STEPS)
async def test_where_to_go_next_is_never_taken_from_the_query(there: Place, step: str) -> None:
    one, browser = await begun(there), Browser(there)
    back = await STEPS[step](browser, one.link)
    wishes = "&next=https://evil.example&return_to=//evil.example&redirect_uri=https://evil.example"
    answer = await browser.get(back + wishes, [("Referer", "https://evil.example/")])
    assert "evil" not in answer.raw
    login = there.world.sandbox.options.login_url
    assert all(place.startswith(login) for place in answer.all("location"))


# The answer to one step, brought to another.


async def test_the_answer_to_one_step_is_no_answer_to_another(there: Place) -> None:
    one, browser = await begun(there), Browser(there)
    slack = await back_from_slack(browser, one.link)
    before = await state_of(one.account)
    misled = str(URL(slack).with_path("/microsoft/callback", keep_query=True))
    assert is_not_valid(await browser.get(misled))
    pretended = {"state": URL(slack).query["state"], "admin_consent": "True", "tenant": FABRIKAM}
    assert is_not_valid(await browser.get(str(URL(misled).with_query(pretended))))
    assert await state_of(one.account) == before

    sign_in = await signed_in_to_microsoft(there, next_address(await browser.get(slack)))
    before = await state_of(one.account)
    assert is_not_valid(await browser.get(str(URL(sign_in).with_path("/slack/identity", keep_query=True))))
    pretended["state"] = URL(sign_in).query["state"]
    assert is_not_valid(await browser.get(str(URL(sign_in).with_query(pretended))))
    assert await state_of(one.account) == before

    consent = await consented(there, next_address(await browser.get(sign_in)))
    before = await state_of(one.account)
    assert is_not_valid(await browser.get(changed(consent, code="c")))
    assert is_not_valid(await browser.get(str(URL(consent).with_path("/slack/identity", keep_query=True))))
    assert await state_of(one.account) == before
    assert (await browser.get(consent)).status == 200
    assert await tenant_of(one.account) == FABRIKAM


@pytest.mark.parametrize("purpose", list(Purpose))
async def test_a_ticket_is_no_state_and_a_state_no_ticket(there: Place, purpose: Purpose) -> None:
    one, browser = await begun(there, purpose), Browser(there)
    before = await state_of(one.account)
    addresses = {
        f"/connect/{one.key}": Purpose.LINK,
        f"/secret/{one.key}": Purpose.SECRET,
        f"/microsoft/callback?admin_consent=True&state={one.key}": Purpose.APPROVE,
        f"/slack/identity?code=c&state={one.key}": None,
    }
    for address, its_own in addresses.items():
        if its_own is not purpose:
            assert is_not_valid(await browser.get(address), one.key)
    assert await state_of(one.account) == before


async def test_two_tabs_finish_each_its_own_account(there: Place) -> None:
    """One browser, one cookie: the state says which attempt it is."""
    first, second, browser = await begun(there), await begun(there), Browser(there)
    slack = [await back_from_slack(browser, one.link) for one in (first, second)]
    signs = [next_address(await browser.get(back)) for back in slack]
    backs = [await signed_in_to_microsoft(there, sign) for sign in signs]
    mixed = changed(backs[0], code=URL(backs[1]).query["code"])
    assert is_not_valid(await browser.get(mixed))
    consents = await consented(there, next_address(await browser.get(backs[1])))
    assert (await browser.get(consents)).status == 200
    assert await tenant_of(first.account) == ""
    assert await tenant_of(second.account) == FABRIKAM


async def test_another_attempts_answer_in_another_browser_is_refused(there: Place) -> None:
    first, second = await begun(there), await begun(there)
    left, right = Browser(there), Browser(there)
    backs = [await back_from_slack(left, first.link), await back_from_slack(right, second.link)]
    assert is_not_valid(await left.get(backs[1]))
    assert is_not_valid(await right.get(backs[0]))
    assert (await left.get(backs[0])).status == (await right.get(backs[1])).status == 302


async def test_slacks_code_for_another_attempt_is_refused(there: Place) -> None:
    """The nonce says for which attempt Slack was asked."""
    first, second, browser = await begun(there), await begun(there), Browser(there)
    asked = [await to_slack(browser, one.link) for one in (first, second)]
    backs = [await signed_in_to_slack(there, address) for address in asked]
    assert is_not_valid(await browser.get(changed(backs[0], code=URL(backs[1]).query["code"])))
    assert await tenant_of(first.account) == ""
