"""Answers with something added, and answers to one step brought to another."""

import pytest
from yarl import URL

from mip.consent import Purpose
from tests.hostile.browsing import (
    Browser,
    csrf_of,
    is_not_valid,
    is_secure_page,
    next_address,
)
from tests.hostile.linking import (
    CALLBACKS,
    FABRIKAM,
    STEPS,
    back_from_slack,
    begun,
    changed,
    consented,
    signed_in_to_microsoft,
    signed_in_to_slack,
    state_of,
    tenant_of,
    to_slack,
)
from tests.hostile.place import Place

pytestmark = pytest.mark.asyncio(loop_scope="module")


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


@pytest.mark.parametrize(("purpose", "page"), [(Purpose.LINK, "secret"), (Purpose.SECRET, "connect")])
async def test_one_page_does_not_begin_what_is_anothers(there: Place, purpose: Purpose, page: str) -> None:
    """A page says what it is for; the ticket of another could be begun without having been told."""
    one, browser = await begun(there, purpose), Browser(there)
    token = csrf_of(await browser.get(one.link))
    before = await state_of(one.account)
    assert is_not_valid(await browser.post(f"/{page}/{one.key}/begin", {"csrf": token}))
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
