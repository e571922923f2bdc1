"""Looking at a link changes nothing: scanners, previews and prefetchers come before people do."""

import pytest

from mip.consent import Purpose
from tests.hostile.browsing import (
    Browser,
    is_secure_page,
)
from tests.hostile.linking import (
    FABRIKAM,
    back_from_consent,
    back_from_sign_in,
    back_from_slack,
    begun,
    finished,
    state_of,
    tenant_of,
)
from tests.hostile.place import Place
from tests.hostile.wire import Headers

pytestmark = pytest.mark.asyncio(loop_scope="module")


SCANNERS: dict[str, tuple[str, Headers]] = {
    "Slack": ("GET", [("User-Agent", "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)")]),
    "a mail filter": ("GET", [("User-Agent", "Mozilla/5.0 (SafeLinks)")]),
    "a look at the headers": ("HEAD", []),
    "a prefetch": ("GET", [("Sec-Purpose", "prefetch"), ("Purpose", "prefetch")]),
    "a preview": ("GET", [("Sec-Fetch-Mode", "no-cors"), ("Sec-Fetch-Site", "cross-site")]),
}


@pytest.mark.parametrize("purpose", [Purpose.LINK, Purpose.SECRET])
@pytest.mark.parametrize("scanner", SCANNERS)
async def test_looking_at_a_link_five_times_changes_nothing(
    there: Place, scanner: str, purpose: Purpose
) -> None:
    method, headers = SCANNERS[scanner]
    one = await begun(there, purpose)
    before = await state_of(one.account)
    for _ in range(5):
        page = await Browser(there).get(one.link, headers, method=method)
        assert (page.status, is_secure_page(page)) == (200, True)
    assert await state_of(one.account) == before


async def test_after_all_that_looking_the_person_succeeds(there: Place) -> None:
    one = await begun(there)
    for method, headers in SCANNERS.values():
        await Browser(there).get(one.link, headers, method=method)
    assert (await finished(Browser(there), one.link)).status == 200
    assert await tenant_of(one.account) == FABRIKAM


async def test_looking_at_the_way_back_uses_nothing_up(there: Place) -> None:
    one, browser = await begun(there), Browser(there)
    for step in (back_from_slack, back_from_sign_in, back_from_consent):
        one = await begun(there)
        back = await step(browser, one.link)
        before = await state_of(one.account)
        assert (await browser.get(back, method="HEAD")).status == 405
        assert await state_of(one.account) == before


async def test_the_link_page_says_whose_it_is(there: Place) -> None:
    one = await begun(there)
    page = await Browser(there).get(one.link)
    for words in ("Sandbox", "Olivia Owner", one.account.name.shown, "UTC", "Not you? Close this page."):
        assert words in page.text
