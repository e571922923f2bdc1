"""What somebody who was asked to approve could do with it beyond that, and what others could do with it."""

from dataclasses import replace

import pytest

from mip.accounts import Account
from mip.changes import Action, AuditEntry, Change
from mip.consent import Purpose, Step
from mip.handing_over import LASTS, hand_over, take_back
from mip.people import Person
from tests.hostile.browsing import Browser, csrf_of, is_not_valid, is_secure_page, next_address
from tests.hostile.linking import (
    ADMIN,
    CONTOSO,
    FABRIKAM,
    MEMBER,
    OWNER,
    SECURITY,
    TEAM,
    back_from_slack,
    consented,
    new_account,
    new_link,
    signed_in_to_microsoft,
    step_of,
    tenant_of,
    to_slack,
    told_to,
)
from tests.hostile.place import Place

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def asked(there: Place, purpose: Purpose = Purpose.LINK, by: str = OWNER) -> Account:
    """An account whose approval an admin has handed over to Mia."""
    account = await new_account(there, purpose)
    change = hand_over(account, MEMBER, Person(TEAM, by), SECURITY, there.clock.calendar())
    stored = await there.world.bot.shared.storage.ledger.commit(change)
    assert stored is not None
    return stored


async def ends(there: Place, account: Account, how: str) -> None:
    """The request ends while its person is on the way."""
    storage = there.world.bot.shared.storage
    now = await storage.accounts.get(TEAM, account.id)
    if how == "taken back":
        await storage.ledger.commit(take_back(now, now.handovers[0], Person(TEAM, OWNER)))
    elif how == "run out":
        late = replace(now.handovers[0], until=there.clock.calendar())
        await storage.ledger.commit(Change(TEAM, now, replace(now, handovers=(late,))))
    elif how == "lost their place":
        await there.world.ask("PATCH", f"/slack/people/{MEMBER}", {"is_restricted": True})
    elif how == "left":
        await there.world.ask("PATCH", f"/slack/people/{MEMBER}", {"deleted": True})
    elif how == "asker lost the right":
        await there.world.ask("PATCH", f"/slack/people/{OWNER}", {"is_admin": False, "is_owner": False})
    there.world.forget_people()


async def mended(there: Place) -> None:
    await there.world.ask("PATCH", f"/slack/people/{MEMBER}", {"is_restricted": False, "deleted": False})
    await there.world.ask("PATCH", f"/slack/people/{OWNER}", {"is_admin": True, "is_owner": True})
    there.world.forget_people()


ENDS = ["taken back", "run out", "lost their place", "left", "asker lost the right"]


async def test_whoever_was_asked_finishes_with_a_link_of_their_own(there: Place) -> None:
    account, browser = await asked(there), Browser(there)
    link = await new_link(there, account, MEMBER)
    answer = await browser.get(await back_from_slack(browser, link, MEMBER))
    answer = await browser.get(await signed_in_to_microsoft(there, next_address(answer)))
    assert (await browser.get(await consented(there, next_address(answer)))).status == 200
    assert await tenant_of(account) == FABRIKAM


@pytest.mark.parametrize("somebody", [ADMIN, OWNER])
async def test_the_link_of_whoever_was_asked_is_of_no_use_to_others(there: Place, somebody: str) -> None:
    """Passed on, even to the admin who asked, it is attack Y."""
    account, browser = await asked(there), Browser(there)
    link = await new_link(there, account, MEMBER)
    answer = await browser.get(await back_from_slack(browser, link, somebody))
    assert (answer.status, is_secure_page(answer)) == (403, True)
    assert await step_of(account) == Step.BURNED
    assert MEMBER in await told_to(there, account.id)
    assert await tenant_of(account) == ""


@pytest.mark.parametrize("how", ENDS)
async def test_a_request_that_ended_begins_nothing(there: Place, how: str) -> None:
    account, browser = await asked(there), Browser(there)
    link = await new_link(there, account, MEMBER)
    page = await browser.get(link)
    try:
        await ends(there, account, how)
        answer = await browser.post(f"{link}/begin", {"csrf": csrf_of(page)})
    finally:
        await mended(there)
    assert (answer.status, is_secure_page(answer)) == (403, True)
    assert await step_of(account) == Step.OPEN


@pytest.mark.parametrize("how", ENDS)
async def test_a_request_that_ended_on_the_way_is_not_finished(there: Place, how: str) -> None:
    """Everything is done but Microsoft's last answer."""
    account, browser = await asked(there), Browser(there)
    link = await new_link(there, account, MEMBER)
    answer = await browser.get(await back_from_slack(browser, link, MEMBER))
    answer = await browser.get(await signed_in_to_microsoft(there, next_address(answer)))
    back = await consented(there, next_address(answer))
    try:
        await ends(there, account, how)
        answer = await browser.get(back)
    finally:
        await mended(there)
    assert (answer.status, is_secure_page(answer)) == (403, True)
    assert await step_of(account) == Step.BURNED
    assert await tenant_of(account) == ""
    assert is_not_valid(await browser.get(back))


@pytest.mark.parametrize("how", ENDS)
async def test_a_customers_app_is_not_approved_for_a_request_that_ended(there: Place, how: str) -> None:
    account = await asked(there, Purpose.APPROVE)
    link = await new_link(there, account, MEMBER)
    key = link.partition("state=")[2].partition("&")[0]
    try:
        await ends(there, account, how)
        answer = await Browser(there).get(
            f"/microsoft/callback?admin_consent=True&tenant={CONTOSO}&state={key}"
        )
    finally:
        await mended(there)
    assert (answer.status, is_secure_page(answer)) == (403, True)


async def test_being_asked_about_one_account_says_nothing_of_another(there: Place) -> None:
    await asked(there)
    other, browser = await new_account(there, Purpose.LINK), Browser(there)
    link = await new_link(there, other, MEMBER)
    page = await browser.get(link)
    answer = await browser.post(f"{link}/begin", {"csrf": csrf_of(page)})
    assert (answer.status, is_secure_page(answer)) == (403, True)


async def test_being_asked_to_approve_gives_no_page_for_a_secret(there: Place) -> None:
    account, browser = await asked(there, Purpose.SECRET), Browser(there)
    link = await new_link(there, account, MEMBER)
    page = await browser.get(link)
    answer = await browser.post(f"{link}/begin", {"csrf": csrf_of(page)})
    assert (answer.status, is_secure_page(answer)) == (403, True)
    assert await step_of(account) == Step.OPEN


async def test_an_admin_who_was_asked_by_one_that_left_may_still_go_on(there: Place) -> None:
    """Their own right is enough."""
    admins = there.world.bot.shared.storage.admins
    await admins.add(TEAM, MEMBER, AuditEntry(TEAM, OWNER, Action.ADMIN_ADDED))
    account, browser = await asked(there), Browser(there)
    link = await new_link(there, account, MEMBER)
    try:
        await ends(there, account, "asker lost the right")
        assert await to_slack(browser, link)
    finally:
        await mended(there)
        await admins.remove(TEAM, MEMBER, AuditEntry(TEAM, OWNER, Action.ADMIN_REMOVED))


async def test_the_request_lasts_a_week_of_the_calendar(there: Place) -> None:
    account, browser = await asked(there), Browser(there)
    there.clock.offset += LASTS
    try:
        link = await new_link(there, account, MEMBER)
        page = await browser.get(link)
        answer = await browser.post(f"{link}/begin", {"csrf": csrf_of(page)})
    finally:
        there.clock.offset -= LASTS
    assert answer.status == 403
