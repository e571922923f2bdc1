"""Microsoft's consent: what we ask for, and what its answer may and may not mean."""

import asyncio

import pytest
from yarl import URL

from mip.changes import Action
from mip.consent import Purpose, Step
from tests.hostile.browsing import Browser, is_not_valid, is_secure_page, next_address
from tests.hostile.linking import (
    CONTOSO,
    CONTOSO_APP,
    FABRIKAM,
    Begun,
    back_from_consent,
    back_from_sign_in,
    begun,
    changed,
    consented,
    state_of,
    step_of,
    tenant_of,
)
from tests.hostile.place import Place

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def at_the_answer(there: Place, purpose: Purpose) -> tuple[Begun, Browser, str, str]:
    """An attempt whose consent was given, the answer not yet visited; and the tenant it is about."""
    one, browser = await begun(there, purpose), Browser(there)
    if purpose is Purpose.LINK:
        return one, browser, await back_from_consent(browser, one.link), FABRIKAM
    back = f"{there.public}/microsoft/callback?admin_consent=True&tenant={CONTOSO}&state={one.key}"
    return one, browser, back, CONTOSO


BOTH = [Purpose.LINK, Purpose.APPROVE]


@pytest.mark.parametrize("purpose", BOTH)
@pytest.mark.parametrize(
    "tenant",
    [
        pytest.param("no guid at all", id="no GUID"),
        pytest.param("", id="empty"),
        pytest.param("{known}x", id="a letter more"),
        pytest.param("{{{known}}}", id="in braces"),
        pytest.param("402701d0-3333-4eee-aaaa-23456789abcd", id="another tenant"),
        pytest.param("fabrikam.onmicrosoft.com", id="a domain"),
        pytest.param("common", id="a word"),
    ],
)
async def test_a_tenant_only_ever_serves_to_refuse(there: Place, purpose: Purpose, tenant: str) -> None:
    one, browser, back, known = await at_the_answer(there, purpose)
    before, audited = await state_of(one.account), len(await there.audited(account=one.account.id))
    named = tenant.format(known=known)
    answer = await browser.get(changed(back, tenant=named))
    assert is_not_valid(answer, *([named] if named else []), URL(back).query["state"])
    assert await state_of(one.account) == before
    assert (await there.audited(account=one.account.id))[audited:] == [(Action.LINK_REFUSED, "other tenant")]
    assert (await browser.get(back)).status == 200


@pytest.mark.parametrize("purpose", BOTH)
@pytest.mark.parametrize("tenant", ["missing", "upper case"])
async def test_the_known_tenant_counts_however_it_is_named(
    there: Place, purpose: Purpose, tenant: str
) -> None:
    one, browser, back, known = await at_the_answer(there, purpose)
    named = known.upper() if tenant == "upper case" else None
    answer = await browser.get(changed(back, tenant=named))
    assert (answer.status, is_secure_page(answer)) == (200, True)
    assert await tenant_of(one.account) == known


@pytest.mark.parametrize("purpose", BOTH)
@pytest.mark.parametrize("consent", [None, "", "False", "1", "yes"])
async def test_anything_but_a_yes_is_no_answer(there: Place, purpose: Purpose, consent: str | None) -> None:
    one, browser, back, _ = await at_the_answer(there, purpose)
    before = await state_of(one.account)
    assert is_not_valid(await browser.get(changed(back, admin_consent=consent)))
    assert await state_of(one.account) == before


@pytest.mark.parametrize("purpose", BOTH)
@pytest.mark.parametrize("error", ["access_denied", "consent_required", "permission_denied"])
async def test_a_refusal_counts_although_it_says_yes_too(there: Place, purpose: Purpose, error: str) -> None:
    one, browser, back, _ = await at_the_answer(there, purpose)
    tenant = await tenant_of(one.account)
    answer = await browser.get(changed(back, error=error))
    assert (answer.status, is_secure_page(answer)) == (200, True)
    assert "Declined" in answer.text
    assert await step_of(one.account) == Step.BURNED
    assert await tenant_of(one.account) == tenant
    assert (await state_of(one.account))["work"] == []


@pytest.mark.parametrize("purpose", BOTH)
async def test_an_error_that_nobody_decided_links_nothing(there: Place, purpose: Purpose) -> None:
    one, browser, back, _ = await at_the_answer(there, purpose)
    answer = await browser.get(changed(back, error="server_error", error_description="canary"))
    assert (answer.status, is_secure_page(answer), "canary" in answer.raw) == (200, True, False)
    assert (await state_of(one.account))["work"] == []
    assert "Start again from Slack" in answer.text


async def test_an_approval_of_a_customers_app_counts_in_any_browser_once(there: Place) -> None:
    """It moves nothing that was not proven: all it does is ask for a validation against the known tenant."""
    one, _, back, _ = await at_the_answer(there, Purpose.APPROVE)
    answers = await asyncio.gather(*(Browser(there).get(back) for _ in range(20)))
    assert sorted(answer.status for answer in answers) == [200] + [400] * 19
    audited = [action for action, _ in await there.audited(account=one.account.id)]
    assert audited.count(Action.CONSENT_ACCEPTED) >= 1
    assert await step_of(one.account) == Step.DONE
    assert is_not_valid(await Browser(there).get(back))


# What we ask for.


async def test_the_operators_app_asks_the_proven_tenant_for_exactly_this(there: Place) -> None:
    one, browser = await begun(there), Browser(there)
    address = next_address(await browser.get(await back_from_sign_in(browser, one.link)))
    options = there.world.sandbox.options
    url = URL(address)
    assert str(url.origin()) == options.login_url
    assert url.path == f"/{FABRIKAM}/v2.0/adminconsent"
    assert sorted(url.query) == ["client_id", "redirect_uri", "scope", "state"]
    assert url.query["client_id"] == options.app_client_id
    assert url.query["scope"] == "https://graph.microsoft.com/.default"
    assert url.query["redirect_uri"] == f"{there.public}/microsoft/callback"
    assert len(url.query["state"]) == 43
    assert url.fragment == ""


async def test_a_customers_app_is_approved_at_microsoft_itself(there: Place) -> None:
    one = await begun(there, Purpose.APPROVE)
    url = URL(one.link)
    assert str(url.origin()) == there.world.sandbox.options.login_url
    assert url.path == f"/{CONTOSO}/v2.0/adminconsent"
    assert dict(url.query) == {
        "client_id": CONTOSO_APP,
        "scope": "https://graph.microsoft.com/.default",
        "redirect_uri": f"{there.public}/microsoft/callback",
        "state": one.key,
    }
    assert len(one.key) == 43


async def test_every_step_has_a_state_of_its_own(there: Place) -> None:
    one, browser = await begun(there), Browser(there)
    back = await back_from_consent(browser, one.link)
    addresses = [next_address(seen) for seen in browser.seen if seen.all("location") or seen.all("refresh")]
    states = [one.key, *(URL(address).query["state"] for address in addresses)]
    assert len(set(states)) == len(states) == 4
    assert URL(back).query["state"] == states[-1]
    assert await consented(there, addresses[-1])
