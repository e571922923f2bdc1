"""Attack X, the confused deputy: a consent that is somebody else's, under the name of a tenant that trusts us."""

import pytest
from yarl import URL

from mip.changes import Action
from mip.consent import Purpose
from tests.hostile.browsing import Browser, is_not_valid, is_secure_page
from tests.hostile.linking import (
    ADELE,
    CONTOSO,
    FABRIKAM,
    FRIDA,
    back_from_consent,
    back_from_sign_in,
    back_from_slack,
    begun,
    changed,
    finished,
    grant_to_us,
    new_link,
    state_of,
    tenant_of,
)
from tests.hostile.place import Place

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_naming_a_tenant_that_trusts_us_does_not_link_it(there: Place) -> None:
    """Mallory administers Fabrikam, and Contoso is our customer: its name in her redirect gets her nothing."""
    await grant_to_us(there, "Contoso")
    one, mallory = await begun(there), Browser(there)
    back = await back_from_consent(mallory, one.link, FRIDA)
    before, audited = await state_of(one.account), len(await there.audited(account=one.account.id))
    answer = await mallory.get(changed(back, tenant=CONTOSO))
    assert is_not_valid(answer, CONTOSO, URL(back).query["state"])
    assert await state_of(one.account) == before
    assert (await there.audited(account=one.account.id))[audited:] == [(Action.LINK_REFUSED, "other tenant")]
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
