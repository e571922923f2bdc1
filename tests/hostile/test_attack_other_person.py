"""Attack Y, session fixation: a genuine link, sent to somebody who would finish it for the sender."""

import pytest

from mip.changes import Action
from mip.consent import Step
from sandbox.slack_cast import OUTSIDER
from tests.hostile.browsing import Browser, csrf_of, is_not_valid, is_secure_page
from tests.hostile.linking import (
    ADMIN,
    MEMBER,
    OWNER,
    back_from_slack,
    begun,
    signed_in_to_slack,
    step_of,
    tenant_of,
    to_slack,
    told_to,
)
from tests.hostile.place import Place

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize("victim", [ADMIN, MEMBER, OUTSIDER])
async def test_a_link_that_another_person_opened_links_nothing(there: Place, victim: str) -> None:
    """Mallory sends her link to the victim's admin, who opens it and signs in to Slack as themselves."""
    one, browser = await begun(there), Browser(there)
    back = await back_from_slack(browser, one.link, victim)
    _, microsoft = await there.exchanges()
    audited = len(await there.audited(account=one.account.id))
    answer = await browser.get(back)
    assert (answer.status, is_secure_page(answer)) == (403, True)
    assert (
        "<p>This link was made for Olivia Owner in workspace Sandbox. "
        "You are not that person. Nothing was connected.</p>"
    ) in answer.text
    assert not answer.all("location")
    assert await step_of(one.account) == Step.BURNED
    assert await tenant_of(one.account) == ""
    assert (await there.exchanges())[1] == microsoft
    assert (await there.audited(account=one.account.id))[audited:] == [(Action.LINK_STOLEN, "")]
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
        seen = await there.world.person(person).wait_for(
            lambda message: message.says(name) and message.says("Someone else opened your link"), new=False
        )
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
