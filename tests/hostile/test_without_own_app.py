"""Where the operator has no app of their own, or no Sign in with Slack: nobody is sent to sign in, and a customer's
app still works."""

from pathlib import Path

import pytest

from mip.consent import Purpose, Step
from tests.hostile.browsing import Browser, csrf_of, is_not_valid, is_secure_page
from tests.hostile.linking import CONTOSO, CONTOSO_SECRET, begun, state_of, step_of
from tests.hostile.place import place


@pytest.mark.asyncio
async def test_the_ways_of_linking_that_are_not_there_lead_nowhere(tmp_path: Path) -> None:
    async with place(tmp_path, MIPBOT_CLIENT_ID="", MIPBOT_CLIENT_SECRET=None) as there:
        one, browser = await begun(there), Browser(there)
        before = await state_of(one.account)
        for address in (one.link, f"/slack/identity?code=c&state={one.key}"):
            assert is_not_valid(await browser.get(address), one.key)
        answer = await browser.post(f"{one.link}/begin", {"csrf": "0" * 64})
        assert (answer.status, is_secure_page(answer)) == (403, True)
        assert await state_of(one.account) == before

        own = await begun(there, Purpose.APPROVE)
        address = f"/microsoft/callback?admin_consent=True&tenant={CONTOSO}&state={own.key}"
        assert (await browser.get(address)).status == 200


@pytest.mark.asyncio
async def test_without_sign_in_with_slack_the_link_for_a_secret_opens_its_form(tmp_path: Path) -> None:
    async with place(tmp_path, SLACK_CLIENT_ID="", SLACK_CLIENT_SECRET=None) as there:
        one, browser = await begun(there, Purpose.SECRET), Browser(there)
        page = await browser.get(one.link)
        assert 'type="password"' in page.text
        sent = {"csrf": csrf_of(page), "client_secret": CONTOSO_SECRET}
        assert is_not_valid(await browser.post(f"{one.link}/begin", sent))
        assert is_not_valid(await browser.get("/slack/identity?code=c&state=s"))
        assert await step_of(one.account) == Step.OPEN
        assert (await browser.post(one.link, sent)).status == 200
        assert await step_of(one.account) == Step.DONE
