"""Who may approve for a tenant; whoever may not may sign in as somebody else."""

from typing import Any

import pytest
from yarl import URL

from mip.changes import Action
from mip.consent import Step
from mip.identity import PERSONAL_ACCOUNTS
from storage import models
from tests.hostile.browsing import Browser, again_address, is_not_valid, is_secure_page, next_address
from tests.hostile.linking import (
    ARTO,
    FABRIKAM,
    FRIDA,
    GINA,
    MONA,
    PAUL,
    back_from_sign_in,
    back_from_slack,
    begun,
    consented,
    finished,
    signed_in_to_microsoft,
    step_of,
    tenant_of,
)
from tests.hostile.place import Place

pytestmark = pytest.mark.asyncio(loop_scope="module")

NO_ROLE = "You need Global Administrator or Privileged Role Administrator (activate it in PIM first)"


NOT_ALLOWED: dict[str, tuple[str, dict[str, Any], str]] = {
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
    assert (row.details["tenant"], row.details["person"]) == (FABRIKAM, person)


async def test_cancelling_the_sign_in_leaves_the_attempt_open(there: Place) -> None:
    one, browser = await begun(there), Browser(there)
    address = next_address(await browser.get(await back_from_slack(browser, one.link)))
    state = URL(address).query["state"]
    answer = await browser.get(f"/microsoft/callback?error=access_denied&state={state}")
    assert (answer.status, is_secure_page(answer)) == (200, True)
    again = await signed_in_to_microsoft(there, again_address(answer))
    consent = await consented(there, next_address(await browser.get(again)))
    assert (await browser.get(consent)).status == 200
