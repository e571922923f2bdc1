"""Proofs of who somebody is that Slack or Microsoft never gave, or gave for something else."""

from typing import Any

import pytest
from yarl import URL

from mip.consent import Step
from tests.hostile.browsing import Browser, is_not_valid, is_secure_page
from tests.hostile.linking import (
    CONTOSO,
    FABRIKAM,
    back_from_sign_in,
    back_from_slack,
    begun,
    changed,
    step_of,
    tenant_of,
    told_to,
)
from tests.hostile.place import Place

pytestmark = pytest.mark.asyncio(loop_scope="module")


SLACK_FORGERIES: dict[str, dict[str, Any]] = {
    "another key": {"wrong_key": True},
    "another audience": {"claims": {"aud": "someone.else"}},
    "another issuer": {"claims": {"iss": "https://slack.com.evil.example"}},
    "another nonce": {"claims": {"nonce": "n"}},
    "no nonce": {"drop": ["nonce"]},
    "expired": {"claims": {"exp": 1_700_000_000}},
    "no end": {"drop": ["exp"]},
    "unsigned": {"algorithm": "none"},
    "signed with the public key": {"algorithm": "HS256"},
    "an unknown key": {"kid": "unknown"},
}


@pytest.mark.parametrize("case", SLACK_FORGERIES)
async def test_a_false_proof_of_slacks_is_refused(there: Place, case: str) -> None:
    one, browser = await begun(there), Browser(there)
    await there.world.ask("POST", "/slack/next-id-token", SLACK_FORGERIES[case])
    back = await back_from_slack(browser, one.link)
    assert is_not_valid(await browser.get(back), *URL(back).query.values())
    assert await step_of(one.account) == Step.BURNED
    assert await told_to(there, one.account.id) == set()


@pytest.mark.parametrize("code", ["", "made-up-code", "A" * 4000])
async def test_a_made_up_code_of_slacks_is_refused(there: Place, code: str) -> None:
    one, browser = await begun(there), Browser(there)
    back = await back_from_slack(browser, one.link)
    assert is_not_valid(await browser.get(changed(back, code=code)), "made-up-code")
    assert await step_of(one.account) == Step.BURNED


async def test_slack_out_of_order_is_said_in_words(there: Place) -> None:
    one, browser = await begun(there), Browser(there)
    back = await back_from_slack(browser, one.link)
    await there.world.ask("POST", "/faults", {"where": "slack.openid.connect.token", "kind": "html"})
    answer = await browser.get(back)
    assert (answer.status, is_secure_page(answer)) == (502, True)
    assert await step_of(one.account) == Step.BURNED


MICROSOFT_FORGERIES: dict[str, dict[str, Any]] = {
    "another key": {"wrong_key": True},
    "another audience": {"claims": {"aud": "11111111-1111-1111-1111-111111111111"}},
    "another tenant's issuer": {"claims": {"iss": f"https://login.microsoftonline.com/{CONTOSO}/v2.0"}},
    "another cloud's issuer": {"claims": {"iss": f"https://login.microsoftonline.us/{FABRIKAM}/v2.0"}},
    "a tenant that is not its issuer's": {"claims": {"tid": CONTOSO}},
    "another nonce": {"claims": {"nonce": "n"}},
    "no nonce": {"drop": ["nonce"]},
    "expired": {"claims": {"exp": 1_700_000_000}},
    "not yet valid": {"claims": {"nbf": 4_000_000_000}},
    "no tenant": {"drop": ["tid"]},
    "a domain for a tenant": {"claims": {"tid": "fabrikam.onmicrosoft.com"}},
    "nobody": {"drop": ["oid"]},
}


@pytest.mark.parametrize("case", MICROSOFT_FORGERIES)
async def test_a_false_proof_of_microsofts_is_refused(there: Place, case: str) -> None:
    one, browser = await begun(there), Browser(there)
    await there.world.ask("POST", "/microsoft/next-id-token", MICROSOFT_FORGERIES[case])
    back = await back_from_sign_in(browser, one.link)
    assert is_not_valid(await browser.get(back), *URL(back).query.values())
    assert await step_of(one.account) == Step.BURNED
    assert await tenant_of(one.account) == ""


async def test_a_made_up_code_of_microsofts_is_refused(there: Place) -> None:
    one, browser = await begun(there), Browser(there)
    back = await back_from_sign_in(browser, one.link)
    assert is_not_valid(await browser.get(changed(back, code="made-up-code")), "made-up-code")
    assert await step_of(one.account) == Step.BURNED


async def test_another_attempts_code_is_refused_by_its_verifier(there: Place) -> None:
    """PKCE: a code only serves whoever asked for it."""
    first, second = await begun(there), await begun(there)
    left, right = Browser(there), Browser(there)
    backs = [await back_from_sign_in(left, first.link), await back_from_sign_in(right, second.link)]
    assert is_not_valid(await left.get(changed(backs[0], code=URL(backs[1]).query["code"])))
    assert await step_of(first.account) == Step.BURNED
