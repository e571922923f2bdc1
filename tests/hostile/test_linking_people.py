"""Who may link a tenant: the person who began, who also administers that tenant. Nobody else, whatever they hold."""

import asyncio
from typing import Any

import pytest
from yarl import URL

from mip.changes import Action, Change
from mip.consent import Purpose, Step
from mip.identity import PERSONAL_ACCOUNTS
from sandbox.slack_cast import OUTSIDER
from storage import models
from tests.hostile.browsing import Browser, again_address, csrf_of, is_not_valid, is_secure_page, next_address
from tests.hostile.linking import (
    ADELE,
    ADMIN,
    ARTO,
    CONTOSO,
    FABRIKAM,
    FRIDA,
    GINA,
    MEMBER,
    MONA,
    OWNER,
    PAUL,
    TEAM,
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
    step_of,
    tenant_of,
    to_slack,
)
from tests.hostile.place import Place

pytestmark = pytest.mark.asyncio(loop_scope="module")

NO_ROLE = "You need Global Administrator or Privileged Role Administrator (activate it in PIM first)"


async def grant_to_us(there: Place, tenant: str) -> None:
    """The victim is a customer already: our app is consented there and can read labels."""
    client = there.world.sandbox.options.app_client_id
    await there.world.ask("PUT", f"/microsoft/tenants/{tenant}/consent", {"client_id": client})


# Attack X: a consent that is somebody else's.


async def test_naming_a_tenant_that_trusts_us_does_not_link_it(there: Place) -> None:
    """Mallory administers Fabrikam, and Contoso is our customer: its name in her redirect gets her nothing."""
    await grant_to_us(there, "Contoso")
    one, mallory = await begun(there), Browser(there)
    back = await back_from_consent(mallory, one.link, FRIDA)
    before, audited = await state_of(one.account), len(await there.audited())
    answer = await mallory.get(changed(back, tenant=CONTOSO))
    assert is_not_valid(answer, CONTOSO, URL(back).query["state"])
    assert await state_of(one.account) == before
    assert (await there.audited())[audited:] == [(Action.LINK_REFUSED, "other tenant")]
    assert (await mallory.get(back)).status == 200
    assert await tenant_of(one.account) == FABRIKAM


@pytest.mark.parametrize("step", ["link", "slack", "sign-in"])
async def test_a_made_up_consent_links_nothing_at_any_step(there: Place, step: str) -> None:
    """Her own valid state and her own cookie, without ever having signed in to the victim's tenant."""
    await grant_to_us(there, "Contoso")
    one, mallory = await begun(there), Browser(there)
    state = one.key
    if step == "slack":
        state = URL(await back_from_slack(mallory, one.link)).query["state"]
    if step == "sign-in":
        state = URL(await back_from_sign_in(mallory, one.link)).query["state"]
    before = await state_of(one.account)
    answer = await mallory.get(f"/microsoft/callback?admin_consent=True&tenant={CONTOSO}&state={state}")
    assert is_not_valid(answer, state, CONTOSO)
    assert await state_of(one.account) == before
    assert await tenant_of(one.account) == ""


async def test_an_account_stays_with_its_tenant(there: Place) -> None:
    """Reauthorizing in another tenant is refused by name, and overwrites nothing."""
    one, browser = await begun(there), Browser(there)
    assert (await finished(browser, one.link)).status == 200
    again = await new_link(there, one.account)
    answer = await browser.get(await back_from_sign_in(browser, again, ADELE))
    assert (answer.status, is_secure_page(answer)) == (403, True)
    assert FABRIKAM in answer.text
    assert CONTOSO in answer.text
    assert await tenant_of(one.account) == FABRIKAM


async def test_a_customers_own_app_only_ever_speaks_for_the_stored_tenant(there: Place) -> None:
    one = await begun(there, Purpose.APPROVE)
    before = await state_of(one.account)
    address = f"/microsoft/callback?admin_consent=True&tenant={FABRIKAM}&state={one.key}"
    assert is_not_valid(await Browser(there).get(address), FABRIKAM, one.key)
    assert await state_of(one.account) == before
    assert (await Browser(there).get(changed(f"http://x{address}", tenant=CONTOSO))).status == 200
    assert await tenant_of(one.account) == CONTOSO


# Attack Y: a genuine link, opened by somebody else.


async def told_to(there: Place, account: str) -> set[str]:
    rows = await models.Delivery.filter(account=account, tell="other_person")
    return {row.person for row in rows}


@pytest.mark.parametrize("victim", [ADMIN, MEMBER, OUTSIDER])
async def test_a_link_that_another_person_opened_links_nothing(there: Place, victim: str) -> None:
    """Mallory sends her link to the victim's admin, who opens it and signs in to Slack as themselves."""
    one, browser = await begun(there), Browser(there)
    back = await back_from_slack(browser, one.link, victim)
    _, microsoft = await there.exchanges()
    audited = len(await there.audited())
    answer = await browser.get(back)
    assert (answer.status, is_secure_page(answer)) == (403, True)
    assert (
        "<p>This link was made for olivia in workspace Sandbox. "
        "You are not that person. Nothing was connected.</p>"
    ) in answer.text
    assert not answer.all("location")
    assert await step_of(one.account) == Step.BURNED
    assert await tenant_of(one.account) == ""
    assert (await there.exchanges())[1] == microsoft
    assert (await there.audited())[audited:] == [(Action.LINK_STOLEN, "")]
    assert OWNER in await told_to(there, one.account.id)


async def test_a_stolen_link_is_burned_for_everybody(there: Place) -> None:
    one, victim = await begun(there), Browser(there)
    back = await back_from_slack(victim, one.link, ADMIN)
    assert (await victim.get(back)).status == 403
    for browser in (victim, Browser(there)):
        for address in (one.link, back):
            assert is_not_valid(await browser.get(address))


async def test_the_initiator_and_every_named_admin_are_told(there: Place) -> None:
    await there.world.person("olivia").command(f"admins add <@{ADMIN}>")
    one, browser = await begun(there), Browser(there)
    assert (await browser.get(await back_from_slack(browser, one.link, MEMBER))).status == 403
    assert await told_to(there, one.account.id) == {OWNER, ADMIN}
    name = one.account.name.shown
    for person in ("olivia", "adam"):
        seen = await there.world.person(person).wait_for(name, new=False)
        assert seen.says("Someone else opened your link")
        assert seen.ephemeral or seen.channel.startswith("D")


async def test_the_same_person_of_another_workspace_is_another_person(there: Place) -> None:
    one, browser = await begun(there), Browser(there)
    address = await to_slack(browser, one.link)
    await there.world.ask(
        "POST", "/slack/next-id-token", {"claims": {"https://slack.com/team_id": "T0OTHER001"}}
    )
    answer = await browser.get(await signed_in_to_slack(there, address, OWNER))
    assert answer.status == 403
    assert await step_of(one.account) == Step.BURNED


async def test_whoever_lost_the_right_cannot_go_on(there: Place) -> None:
    """The link was handed out while they were an admin; the right is asked for again when they press."""
    one, browser = await begun(there, user=MEMBER), Browser(there)
    page = await browser.get(one.link)
    answer = await browser.post(f"{one.link}/begin", {"csrf": csrf_of(page)})
    assert (answer.status, is_secure_page(answer)) == (403, True)
    assert await step_of(one.account) == Step.OPEN


# Slack's proof.

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


# Microsoft's proof.

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


# Who is not allowed, and may try again.

NOT_ALLOWED = {
    "a guest, whatever the role": (GINA, {}, "You are a guest in that tenant."),
    "a member without a role": (MONA, {}, NO_ROLE),
    "an Application Administrator": (ARTO, {}, NO_ROLE),
    "roles that are not told": (FRIDA, {"drop": ["wids"]}, NO_ROLE),
    "roles that are no list": (FRIDA, {"claims": {"wids": "62e90394-69f5-4237-9190-012177145e10"}}, NO_ROLE),
    "a personal account": (
        FRIDA,
        {
            "claims": {
                "tid": PERSONAL_ACCOUNTS,
                "iss": f"https://login.microsoftonline.com/{PERSONAL_ACCOUNTS}/v2.0",
            }
        },
        "That is a personal Microsoft account.",
    ),
    "an admin's e-mail address": (
        MONA,
        {"claims": {"email": "frida@fabrikam.example", "preferred_username": "frida@fabrikam.example"}},
        NO_ROLE,
    ),
}


@pytest.mark.parametrize("case", NOT_ALLOWED)
async def test_whoever_may_not_approve_may_sign_in_as_somebody_else(there: Place, case: str) -> None:
    person, alteration, words = NOT_ALLOWED[case]
    one, browser = await begun(there), Browser(there)
    if alteration:
        await there.world.ask("POST", "/microsoft/next-id-token", alteration)
    back = await back_from_sign_in(browser, one.link, person)
    answer = await browser.get(back)
    assert (answer.status, is_secure_page(answer), words in answer.text) == (403, True, True)
    assert (await step_of(one.account), await tenant_of(one.account)) == (Step.MICROSOFT, "")
    assert is_not_valid(await browser.get(back))

    again = await signed_in_to_microsoft(there, again_address(answer), PAUL)
    consent = await consented(there, next_address(await browser.get(again)), PAUL)
    assert (await browser.get(consent)).status == 200
    assert await tenant_of(one.account) == FABRIKAM


@pytest.mark.parametrize("person", [FRIDA, PAUL])
async def test_either_role_is_enough_and_acct_may_be_missing(there: Place, person: str) -> None:
    one, browser = await begun(there), Browser(there)
    await there.world.ask("POST", "/microsoft/next-id-token", {"drop": ["acct"]})
    assert (await finished(browser, one.link, person)).status == 200
    assert await tenant_of(one.account) == FABRIKAM
    row = await models.AuditRow.filter(account=one.account.id, action=Action.CONSENT_ACCEPTED).get()
    assert row.details == {"tenant": FABRIKAM, "person": person}


async def test_cancelling_the_sign_in_leaves_the_attempt_open(there: Place) -> None:
    one, browser = await begun(there), Browser(there)
    address = next_address(await browser.get(await back_from_slack(browser, one.link)))
    state = URL(address).query["state"]
    answer = await browser.get(f"/microsoft/callback?error=access_denied&state={state}")
    assert (answer.status, is_secure_page(answer)) == (200, True)
    again = await signed_in_to_microsoft(there, again_address(answer))
    consent = await consented(there, next_address(await browser.get(again)))
    assert (await browser.get(consent)).status == 200


# Everybody at once.


@pytest.mark.parametrize("step", ["slack", "sign-in", "consent"])
async def test_of_twenty_answers_at_once_exactly_one_counts(there: Place, step: str) -> None:
    steps = {"slack": back_from_slack, "sign-in": back_from_sign_in, "consent": back_from_consent}
    one, browser = await begun(there), Browser(there)
    back = await steps[step](browser, one.link)
    before, audited = await there.exchanges(), len(await there.audited())
    answers = await asyncio.gather(*(Browser(there, browser.cookie).get(back) for _ in range(20)))
    assert sorted(answer.status for answer in answers) == [302 if step != "consent" else 200] + [400] * 19
    assert all(is_not_valid(answer) for answer in answers if answer.status == 400)
    slack, microsoft = await there.exchanges()
    made = (slack - before[0], microsoft - before[1])
    assert made == {"slack": (1, 0), "sign-in": (0, 1), "consent": (0, 0)}[step]
    actions = [action for action, _ in (await there.audited())[audited:]]
    assert actions.count(Action.LINK_REUSED) >= 1
    if step == "consent":
        assert actions.count(Action.CONSENT_ACCEPTED) == 1


async def test_of_twenty_presses_at_once_exactly_one_begins(there: Place) -> None:
    one, browser = await begun(there), Browser(there)
    token = {"csrf": csrf_of(await browser.get(one.link))}
    answers = await asyncio.gather(
        *(Browser(there, browser.cookie).post(f"{one.link}/begin", token) for _ in range(20))
    )
    assert sorted(answer.status for answer in answers) == [200] + [400] * 19
    assert await step_of(one.account) == Step.SLACK


@pytest.mark.parametrize("where", ["slack.openid.connect.token", "login.token"])
@pytest.mark.parametrize("meanwhile", ["a new link", "the account removed"])
async def test_a_link_replaced_while_we_ask_is_refused_in_words(
    there: Place, where: str, meanwhile: str
) -> None:
    """The answer to our own question comes when the attempt is no longer the account's."""
    steps = {"slack.openid.connect.token": back_from_slack, "login.token": back_from_sign_in}
    one, browser = await begun(there), Browser(there)
    back = await steps[where](browser, one.link)
    await there.world.ask("POST", "/faults", {"where": where, "kind": "hold"})
    waiting = asyncio.create_task(browser.get(back))
    while not any(fault["held"] for fault in await there.world.ask("GET", "/faults")):
        await asyncio.sleep(0.02)
    if meanwhile == "a new link":
        await new_link(there, one.account)
    else:
        shared = there.world.bot.shared
        account = await shared.storage.accounts.get(TEAM, one.account.id)
        await shared.ledger.commit(Change(TEAM, account, None, burn_attempts=True))
    await there.world.ask("DELETE", "/faults")
    assert is_not_valid(await waiting)
