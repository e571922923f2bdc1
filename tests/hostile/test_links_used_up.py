"""Links that were used, ran out, or lost their account: the same page as for those that never were."""

from datetime import timedelta

import pytest

from mip.changes import Change
from mip.consent import LIVES_FOR, OPENS_FOR, Purpose
from tests.hostile.browsing import (
    Browser,
    csrf_of,
    is_not_valid,
    next_address,
)
from tests.hostile.linking import (
    FABRIKAM,
    STEPS,
    back_from_sign_in,
    back_from_slack,
    begun,
    changed,
    consented,
    finished,
    new_link,
    signed_in_to_microsoft,
    state_of,
    tenant_of,
)
from tests.hostile.place import Place

pytestmark = pytest.mark.asyncio(loop_scope="module")

SECOND = timedelta(seconds=1)


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
    there.clock.ahead = OPENS_FOR - SECOND
    page = await browser.get(one.link)
    assert page.status == 200
    there.clock.ahead = OPENS_FOR + SECOND
    assert is_not_valid(await browser.get(one.link))
    assert is_not_valid(await browser.post(f"{one.link}/begin", {"csrf": csrf_of(page)}))


@pytest.mark.parametrize("step", STEPS)
async def test_after_continue_the_attempt_lives_half_an_hour(there: Place, step: str) -> None:
    one, browser = await begun(there), Browser(there)
    back = await STEPS[step](browser, one.link)
    tokens = await there.exchanges()
    there.clock.ahead = LIVES_FOR + SECOND
    assert is_not_valid(await browser.get(back))
    assert await there.exchanges() == tokens


async def test_an_approval_of_a_customers_app_lives_half_an_hour(there: Place) -> None:
    one = await begun(there, Purpose.APPROVE)
    there.clock.ahead = LIVES_FOR + SECOND
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
