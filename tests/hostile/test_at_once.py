"""Everybody at once: of many with the same answer one gets on, and a link that was replaced is told as such."""

import asyncio

import pytest

from mip.changes import Action, Change
from mip.consent import Step
from tests.hostile.browsing import Browser, csrf_of, is_not_valid
from tests.hostile.linking import (
    TEAM,
    back_from_consent,
    back_from_sign_in,
    back_from_slack,
    begun,
    new_link,
    step_of,
)
from tests.hostile.place import Place

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize("step", ["slack", "sign-in", "consent"])
async def test_of_twenty_answers_at_once_exactly_one_counts(there: Place, step: str) -> None:
    steps = {"slack": back_from_slack, "sign-in": back_from_sign_in, "consent": back_from_consent}
    one, browser = await begun(there), Browser(there)
    back = await steps[step](browser, one.link)
    before, audited = await there.exchanges(), len(await there.audited(account=one.account.id))
    answers = await asyncio.gather(*(Browser(there, browser.cookie).get(back) for _ in range(20)))
    assert sorted(answer.status for answer in answers) == [302 if step != "consent" else 200] + [400] * 19
    assert all(is_not_valid(answer) for answer in answers if answer.status == 400)
    slack, microsoft = await there.exchanges()
    made = (slack - before[0], microsoft - before[1])
    assert made == {"slack": (1, 0), "sign-in": (0, 1), "consent": (0, 0)}[step]
    actions = [action for action, _ in (await there.audited(account=one.account.id))[audited:]]
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
    await there.is_held()
    if meanwhile == "a new link":
        await new_link(there, one.account)
    else:
        shared = there.world.bot.shared
        account = await shared.storage.accounts.get(TEAM, one.account.id)
        await shared.ledger.commit(Change(TEAM, account, None, burn_attempts=True))
    await there.world.ask("DELETE", "/faults")
    assert is_not_valid(await waiting)
