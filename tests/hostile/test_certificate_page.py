"""The page of a certificate: for whoever has its link, in time, and of one account; and it changes nothing."""

import asyncio
from datetime import timedelta

import pytest
from yarl import URL

from mip.certificates import to_upload
from mip.changes import Change
from mip.consent import OPENS_FOR, Purpose, Step
from mip.credentials import Certificate
from sandbox.slack_cast import MEMBER
from storage import models
from tests.hostile.browsing import (
    SECURE_HEADERS,
    Browser,
    csrf_of,
    is_not_valid,
    is_secure_page,
    without_reference,
)
from tests.hostile.linking import OWNER, TEAM, Begun, begun, new_account, new_link, step_of
from tests.hostile.place import Place
from tests.hostile.wire import Answer

pytestmark = pytest.mark.asyncio(loop_scope="module")

FILE = "/certificate.pem"


async def certificate_of(there: Place, one: Begun) -> Certificate:
    storage = there.world.bot.shared.storage
    found = await storage.accounts.credential(await storage.accounts.get(TEAM, one.account.id))
    assert isinstance(found, Certificate)
    return found


async def pages(browser: Browser, link: str) -> list[Answer]:
    return [await browser.get(link), await browser.get(f"{link}{FILE}")]


async def test_page_and_file_hold_the_public_half_and_nothing_of_the_private_one(there: Place) -> None:
    one, browser = await begun(there, Purpose.CERTIFICATE), Browser(there)
    certificate = await certificate_of(there, one)
    page, file = await pages(browser, one.link)
    assert (page.status, is_secure_page(page)) == (200, True)
    assert file.status == 200
    assert file.text == certificate.public
    lines = [line for line in certificate.private_key.reveal().splitlines() if "-----" not in line]
    assert lines
    assert not [line for line in lines if line in page.raw + file.raw]
    assert "PRIVATE" not in page.raw + file.raw


async def test_the_file_has_every_header_of_a_page_and_an_ascii_name(there: Place) -> None:
    one = await begun(there, Purpose.CERTIFICATE)
    file = await Browser(there).get(f"{one.link}{FILE}")
    for name, value in SECURE_HEADERS.items():
        if name != "content-type":
            assert file.all(name) == [value], name
    assert file.all("content-type") == ["application/x-pem-file; charset=utf-8"]
    (kept,) = file.all("content-disposition")
    assert kept.isascii()
    assert kept.startswith('attachment; filename="mipbot-')
    assert file.all("set-cookie") == []


async def test_it_may_be_looked_at_often_and_by_scanners_and_uses_nothing_up(there: Place) -> None:
    one, browser = await begun(there, Purpose.CERTIFICATE), Browser(there)
    before = await there.rows()
    for _ in range(3):
        assert [each.status for each in await pages(browser, one.link)] == [200, 200]
    assert (await browser.get(one.link, method="HEAD")).status == 200
    assert await there.rows() == before
    assert await step_of(one.account) == Step.OPEN


async def test_it_opens_for_ten_minutes(there: Place) -> None:
    one, browser = await begun(there, Purpose.CERTIFICATE), Browser(there)
    there.clock.ahead = OPENS_FOR - timedelta(seconds=30)
    assert [each.status for each in await pages(browser, one.link)] == [200, 200]
    there.clock.ahead = OPENS_FOR
    for answer in await pages(browser, one.link):
        assert is_not_valid(answer)


@pytest.mark.parametrize("purpose", [Purpose.LINK, Purpose.SECRET, Purpose.APPROVE])
async def test_another_kind_of_link_opens_no_certificate(there: Place, purpose: Purpose) -> None:
    one = await begun(there, purpose)
    unknown = await Browser(there).get(f"/certificate/{'A' * 43}")
    for answer in await pages(Browser(there), f"/certificate/{one.key}"):
        assert is_not_valid(answer, one.key)
        assert without_reference(answer) == without_reference(unknown)


async def test_nor_does_the_link_to_approve_an_app_that_has_one(there: Place) -> None:
    one = await begun(there, Purpose.CERTIFICATE)
    state = URL(await _stuck_on_consent(there, one)).query["state"]
    for answer in await pages(Browser(there), f"/certificate/{state}"):
        assert is_not_valid(answer, state)


ELSEWHERE = {
    "connect": "/connect/{}",
    "secret": "/secret/{}",
    "callback": "/microsoft/callback?code=x&state={}",
}


@pytest.mark.parametrize("path", ELSEWHERE.values(), ids=ELSEWHERE)
async def test_a_certificates_link_does_nothing_elsewhere(there: Place, path: str) -> None:
    one, browser = await begun(there, Purpose.CERTIFICATE), Browser(there)
    before = await there.rows()
    assert is_not_valid(await browser.get(path.format(one.key)), one.key)
    assert await there.rows() == before


@pytest.mark.parametrize("path", ["connect/{}/begin", "secret/{}", "certificate/{}"])
async def test_no_form_takes_its_ticket(there: Place, path: str) -> None:
    one, other, browser = await begun(there, Purpose.CERTIFICATE), await begun(there), Browser(there)
    token = csrf_of(await browser.get(other.link))
    before = await there.rows()
    answer = await browser.post(f"/{path.format(one.key)}", {"csrf": token, "client_secret": "s"})
    assert answer.status in {403, 405}
    assert await there.rows() == before


@pytest.mark.parametrize(
    "name",
    ["/", "/certificate", "/certificate.key", "/key.pem", "/..%2fcertificate.pem", "/certificate.pem/x"],
)
async def test_there_is_one_file_and_no_other(there: Place, name: str) -> None:
    one = await begun(there, Purpose.CERTIFICATE)
    answer = await Browser(there).get(f"{one.link}{name}")
    assert (answer.status, answer.body) == (404, b"")
    assert answer.all("cache-control") == ["no-store"]


async def test_each_link_shows_its_own_account(there: Place) -> None:
    one, other = await begun(there, Purpose.CERTIFICATE), await begun(there, Purpose.CERTIFICATE)
    mine, theirs = await pages(Browser(there), one.link), await pages(Browser(there), other.link)
    assert one.account.name.shown in mine[0].text
    assert other.account.name.shown not in mine[0].text
    assert mine[1].text != theirs[1].text
    assert mine[1].text == (await certificate_of(there, one)).public


async def test_a_new_link_ends_the_one_before_and_no_other_kind_does(there: Place) -> None:
    one, browser = await begun(there, Purpose.CERTIFICATE), Browser(there)
    approves = await _stuck_on_consent(there, one)
    assert [each.status for each in await pages(browser, one.link)] == [200, 200]
    await _stuck_on_nothing(one)
    account = await there.world.bot.shared.storage.accounts.get(TEAM, one.account.id)
    second = await new_link(there, account)
    for answer in await pages(browser, one.link):
        assert is_not_valid(answer)
    assert (await browser.get(second)).status == 200
    assert await models.Attempt.filter(account_id=account.id, purpose="approve", step="consent").count() == 1
    assert approves.startswith("http")


async def _stuck_on_consent(there: Place, one: Begun) -> str:
    await models.Account.filter(id=one.account.id).update(trouble="no_consent")
    account = await there.world.bot.shared.storage.accounts.get(TEAM, one.account.id)
    return await new_link(there, account)


async def _stuck_on_nothing(one: Begun) -> None:
    await models.Account.filter(id=one.account.id).update(trouble="certificate_not_uploaded")


async def test_what_was_replaced_or_removed_is_shown_no_more(there: Place) -> None:
    storage, ledger = there.world.bot.shared.storage, there.world.bot.shared.ledger
    one, browser = await begun(there, Purpose.CERTIFICATE), Browser(there)
    account = await storage.accounts.get(TEAM, one.account.id)
    await models.Credential.filter(account_id=account.id).update(kind="client_secret", public="")
    for answer in await pages(browser, one.link):
        assert is_not_valid(answer)
    await ledger.commit(Change(TEAM, account, None))
    for answer in await pages(browser, one.link):
        assert is_not_valid(answer)


async def test_the_names_on_it_are_text(there: Place) -> None:
    account = await new_account(there, Purpose.CERTIFICATE)
    await models.Account.filter(id=account.id).update(name="<img src=x>")
    stored = await there.world.bot.shared.storage.accounts.get(TEAM, account.id)
    page = await Browser(there).get(await new_link(there, stored))
    assert "&lt;img src=x&gt;" in page.text
    assert "<img" not in page.text


async def test_whoever_lost_the_right_gets_no_file(there: Place) -> None:
    shared = there.world.bot.shared
    account = await new_account(there, Purpose.CERTIFICATE)
    certificate = await shared.storage.accounts.credential(account)
    assert isinstance(certificate, Certificate)
    sent = await files_sent(there)
    for user in (MEMBER, OWNER):
        now = await shared.storage.accounts.get(TEAM, account.id)
        handed = to_upload(Change(TEAM, now, now), now, certificate, user, account.channel)
        await shared.ledger.commit(handed)
    async with asyncio.timeout(10):
        while await models.Delivery.filter(account=account.id, state__in=("new", "sending")).exists():  # noqa: ASYNC110 - a table
            await asyncio.sleep(0.05)
    files = models.Delivery.filter(account=account.id, tell="certificate")
    ends = await files.values_list("channel", "state")
    assert sorted(ends) == sorted([(MEMBER, "dead"), (OWNER, "sent")])
    assert await files_sent(there) == sent + 1


async def files_sent(there: Place) -> int:
    return int((await there.world.ask("GET", "/counts")).get("slack.files.completeUploadExternal", 0))
