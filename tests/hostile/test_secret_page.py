"""The page where a client secret is typed: for one browser's form, once, and it never comes back."""

import asyncio
from datetime import UTC, datetime, time, timedelta

import pytest

from handlers.same_person import form_token
from mip.changes import Action, AuditEntry, Change, Tell
from mip.consent import OPENS_FOR, Purpose, Step
from mip.credentials import ClientSecret, Secret
from mip.reasons import Reason
from mip.status import Facts, Validation
from sandbox.slack_cast import MEMBER, OUTSIDER
from storage import models
from tests.hostile.browsing import FORM, Browser, csrf_of, is_not_valid, is_secure_page, next_address
from tests.hostile.linking import (
    ADMIN,
    CONTOSO_SECRET,
    OWNER,
    TEAM,
    back_from_slack,
    begun,
    changed,
    new_account,
    signed_in_to_slack,
    state_of,
    step_of,
    to_secret_form,
    to_slack,
    told_to,
)
from tests.hostile.place import Place
from tests.hostile.wire import exchange, request

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def kept_secret(there: Place, account: str) -> str:
    storage = there.world.bot.shared.storage
    credential = await storage.accounts.credential(await storage.accounts.get(TEAM, account))
    return credential.value.reveal()  # type: ignore[union-attr] # a client secret, as typed


async def given_and_working(there: Place, account: str, validation: Validation) -> None:
    """Meanwhile somebody gave the secret elsewhere, and it worked."""
    storage = there.world.bot.shared.storage
    before = await storage.accounts.get(TEAM, account)
    reason = Reason.SECRET_EXPIRED if validation is Validation.LOST else None
    after = before.with_facts(Facts(validation, reason))
    secret = ClientSecret(Secret(CONTOSO_SECRET))
    await storage.ledger.commit(Change(TEAM, before, after, credential=secret))


@pytest.mark.parametrize("typed", [CONTOSO_SECRET, f"  {CONTOSO_SECRET}\r\n", f"\t{CONTOSO_SECRET}\n"])
async def test_the_secret_is_kept_without_the_white_space_around_it(there: Place, typed: str) -> None:
    one, browser = await begun(there, Purpose.SECRET), Browser(there)
    form = await to_secret_form(browser, one.link)
    token = csrf_of(await browser.get(form))
    answer = await browser.post(form, {"csrf": token, "client_secret": typed})
    assert (answer.status, is_secure_page(answer)) == (200, True)
    assert CONTOSO_SECRET not in answer.raw
    assert await kept_secret(there, one.account.id) == CONTOSO_SECRET
    row = await models.Credential.get(account_id=one.account.id)
    assert CONTOSO_SECRET not in row.sealed
    assert await step_of(one.account) == Step.DONE


@pytest.mark.parametrize("validation", [Validation.OK, Validation.LOST])
async def test_a_secret_typed_for_what_ever_worked_does_not_touch_the_one_in_use(
    there: Place, validation: Validation
) -> None:
    one, browser = await begun(there, Purpose.SECRET), Browser(there)
    await given_and_working(there, one.account.id, validation)
    form = await to_secret_form(browser, one.link)
    token = csrf_of(await browser.get(form))
    held = await there.world.ask("POST", "/faults", {"where": "login.token", "kind": "hold"})
    answer = await browser.post(form, {"csrf": token, "client_secret": "Wrong~secret-of-nobody"})
    assert answer.status == 200
    assert await kept_secret(there, one.account.id) == CONTOSO_SECRET
    row = await models.Renewal.get(account_id=one.account.id)
    assert "Wrong~secret" not in row.sealed
    await there.world.ask("DELETE", f"/faults/{held['id']}")
    async with asyncio.timeout(30):
        while await models.Renewal.filter(account_id=one.account.id).exists():  # noqa: ASYNC110 - it is in a table
            await asyncio.sleep(0.05)
    assert await kept_secret(there, one.account.id) == CONTOSO_SECRET
    assert (await models.Account.get(id=one.account.id)).validation == validation
    told = await models.Delivery.filter(account=one.account.id, tell=Tell.RENEWAL_REFUSED.value)
    assert [(each.person, each.details["reason"]) for each in told] == [(OWNER, "secret_invalid")]
    entry = await models.AuditRow.get(account=one.account.id, action=Action.CREDENTIAL_REFUSED.value)
    assert entry.details["reason"] == "secret_invalid"


async def test_it_works_once(there: Place) -> None:
    one, browser = await begun(there, Purpose.SECRET), Browser(there)
    form = await to_secret_form(browser, one.link)
    token = csrf_of(await browser.get(form))
    assert (await browser.post(form, {"csrf": token, "client_secret": CONTOSO_SECRET})).status == 200
    before = await state_of(one.account)
    for address in (one.link, form):
        assert is_not_valid(await browser.get(address))
    assert is_not_valid(await browser.post(form, {"csrf": token, "client_secret": "other~secret"}))
    assert (await state_of(one.account))["attempt"] == before["attempt"]
    assert await kept_secret(there, one.account.id) == CONTOSO_SECRET


async def test_of_ten_submits_at_once_one_is_kept(there: Place) -> None:
    one, browser = await begun(there, Purpose.SECRET), Browser(there)
    form = await to_secret_form(browser, one.link)
    token = csrf_of(await browser.get(form))
    answers = await asyncio.gather(
        *(
            Browser(there, browser.cookie).post(form, {"csrf": token, "client_secret": f"secret~{i}"})
            for i in range(10)
        )
    )
    assert sorted(answer.status for answer in answers) == [200] + [400] * 9
    rows = await models.AuditRow.filter(account=one.account.id, action=Action.CREDENTIAL_CHANGED)
    assert len(rows) == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (
            "0f1e2d3c-4b5a-6978-8a9b-acbdcedfe0f1",
            "That looks like the Secret ID. Paste the secret&#39;s Value.",
        ),
        ("", "Paste the secret&#39;s Value."),
        ("   ", "Paste the secret&#39;s Value."),
        ("canary secret with a \x07 bell", "That is not a client secret."),
        ("canary-é", "That is not a client secret."),
        ("canary" * 100, "That is not a client secret."),
    ],
)
async def test_after_a_mistake_the_field_is_blank_and_the_link_still_good(
    there: Place, typed: str, words: str
) -> None:
    one, browser = await begun(there, Purpose.SECRET), Browser(there)
    form = await to_secret_form(browser, one.link)
    token = csrf_of(await browser.get(form))
    asked = await there.exchanges()
    before = await state_of(one.account)
    answer = await browser.post(form, {"csrf": token, "client_secret": typed})
    assert (answer.status, is_secure_page(answer)) == (400, True)
    assert words in answer.text
    assert "canary" not in answer.raw
    assert "0f1e2d3c" not in answer.raw
    assert await state_of(one.account) == before
    assert await there.exchanges() == asked
    again = {"csrf": csrf_of(answer), "client_secret": CONTOSO_SECRET}
    assert (await browser.post(form, again)).status == 200
    assert await kept_secret(there, one.account.id) == CONTOSO_SECRET


async def test_a_megabyte_is_refused(there: Place) -> None:
    one, browser = await begun(there, Purpose.SECRET), Browser(there)
    form = await to_secret_form(browser, one.link)
    token = csrf_of(await browser.get(form))
    before = await state_of(one.account)
    answer = await browser.post(form, {"csrf": token, "client_secret": "a" * 1024 * 1024})
    assert (answer.status, answer.body) == (413, b"")
    assert await state_of(one.account) == before


async def test_too_much_is_refused_however_its_length_is_told(there: Place) -> None:
    one, browser = await begun(there, Purpose.SECRET), Browser(there)
    token = csrf_of(await browser.get(one.link)).encode()
    body = b"csrf=" + token + b"&client_secret=" + b"a" * 20_000
    headers = [
        ("Host", there.host),
        ("Content-Type", FORM),
        ("Transfer-Encoding", "chunked"),
        ("Connection", "close"),
        ("Cookie", browser.cookie),
    ]
    path = one.link.removeprefix(there.public)
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    answer = await exchange(there.port, request("POST", path, headers, chunked))
    assert (answer.status, await step_of(one.account)) == (413, Step.OPEN)


@pytest.mark.parametrize(
    "body", [b"csrf=%ff&client_secret=x", b"\xff\xfe", b"csrf", b"&" * 100, b"a=b&" * 50]
)
async def test_a_form_that_is_no_text_is_refused(there: Place, body: bytes) -> None:
    one = await begun(there, Purpose.SECRET)
    length = ("Content-Length", str(len(body)))
    headers = [("Host", there.host), ("Content-Type", FORM), ("Connection", "close"), length]
    sent = request("POST", one.link.removeprefix(there.public), headers, body)
    answer = await exchange(there.port, sent)
    assert (answer.status, is_secure_page(answer)) == (403, True)


async def test_it_opens_for_ten_minutes(there: Place) -> None:
    one, browser = await begun(there, Purpose.SECRET), Browser(there)
    form = await to_secret_form(browser, one.link)
    token = csrf_of(await browser.get(form))
    there.clock.ahead = OPENS_FOR
    assert is_not_valid(await browser.get(one.link))
    assert is_not_valid(await browser.post(form, {"csrf": token, "client_secret": CONTOSO_SECRET}))


async def test_whoever_lost_the_right_cannot_leave_a_secret(there: Place) -> None:
    """It is asked for again when they continue, and when they save."""
    admins = there.world.bot.shared.storage.admins
    one, browser = await begun(there, Purpose.SECRET, MEMBER), Browser(there)
    page = await browser.get(one.link)
    answer = await browser.post(f"{one.link}/begin", {"csrf": csrf_of(page)})
    assert (answer.status, is_secure_page(answer)) == (403, True)
    await admins.add(TEAM, MEMBER, AuditEntry(TEAM, OWNER, Action.ADMIN_ADDED))
    form = await to_secret_form(browser, one.link, MEMBER)
    token = csrf_of(await browser.get(form))
    await admins.remove(TEAM, MEMBER, AuditEntry(TEAM, OWNER, Action.ADMIN_REMOVED))
    answer = await browser.post(form, {"csrf": token, "client_secret": CONTOSO_SECRET})
    assert (answer.status, is_secure_page(answer)) == (403, True)
    assert await models.Credential.filter(account_id=one.account.id).count() == 0


async def test_a_removed_account_takes_no_secret(there: Place) -> None:
    one, browser = await begun(there, Purpose.SECRET), Browser(there)
    form = await to_secret_form(browser, one.link)
    token = csrf_of(await browser.get(form))
    account = await there.world.bot.shared.storage.accounts.get(TEAM, one.account.id)
    await there.world.bot.shared.ledger.commit(Change(TEAM, account, None))
    assert is_not_valid(await browser.get(one.link))
    assert is_not_valid(await browser.post(form, {"csrf": token, "client_secret": CONTOSO_SECRET}))


async def test_while_slack_is_silent_nothing_is_lost(there: Place) -> None:
    """Who may is asked again at the moment of saving; the link is still good when Slack cannot say."""
    one, browser = await begun(there, Purpose.SECRET, ADMIN), Browser(there)
    form = await to_secret_form(browser, one.link, ADMIN)
    token = csrf_of(await browser.get(form))
    there.clock.ahead = OPENS_FOR / 2  # what was known of the person is old by now
    await there.world.ask("POST", "/faults", {"where": "slack.users.info", "kind": "html", "times": 0})
    answer = await browser.post(form, {"csrf": token, "client_secret": CONTOSO_SECRET})
    assert (answer.status, is_secure_page(answer)) == (502, True)
    await there.world.ask("DELETE", "/faults")
    answer = await browser.post(form, {"csrf": token, "client_secret": CONTOSO_SECRET})
    assert answer.status == 200


async def test_before_the_person_is_proven_there_is_no_field_and_nothing_is_taken(there: Place) -> None:
    one, browser = await begun(there, Purpose.SECRET), Browser(there)
    page = await browser.get(one.link)
    assert 'type="password"' not in page.text
    for said in (one.account.name.shown, "Olivia Owner", "Sandbox"):
        assert said in page.text
    before = await state_of(one.account)
    answer = await browser.post(one.link, {"csrf": csrf_of(page), "client_secret": CONTOSO_SECRET})
    assert is_not_valid(answer)
    assert await state_of(one.account) == before


@pytest.mark.parametrize("somebody", [ADMIN, MEMBER, OUTSIDER])
async def test_another_person_gets_no_field_and_everybody_hears_of_it(there: Place, somebody: str) -> None:
    """Attack Y with a page for secrets: the sender's account would get a secret of the victim's."""
    storage = there.world.bot.shared.storage
    await storage.admins.add(TEAM, ADMIN, AuditEntry(TEAM, OWNER, Action.ADMIN_ADDED))
    one, browser = await begun(there, Purpose.SECRET), Browser(there)
    back = await back_from_slack(browser, one.link, somebody)
    audited = len(await there.audited())
    answer = await browser.get(back)
    assert (answer.status, is_secure_page(answer)) == (403, True)
    assert (
        "<p>This link was made for Olivia Owner in workspace Sandbox. "
        "You are not that person. Nothing was kept.</p>"
    ) in answer.text
    assert not answer.all("location")
    assert await step_of(one.account) == Step.BURNED
    assert (await there.audited())[audited:] == [(Action.LINK_STOLEN, "")]
    assert await told_to(there, one.account.id) == {OWNER, ADMIN}
    assert await models.Credential.filter(account_id=one.account.id).count() == 0
    for address in (one.link, back):
        assert is_not_valid(await browser.get(address))


async def test_the_form_is_shown_in_the_browser_of_the_sign_in_only(there: Place) -> None:
    one, browser, other = await begun(there, Purpose.SECRET), Browser(there), Browser(there)
    form = await to_secret_form(browser, one.link)
    token = csrf_of(await browser.get(form))
    for stranger in (other, Browser(there, "mipbot=" + "A" * 43)):
        assert is_not_valid(await stranger.get(form))
        mine = form_token(stranger.cookie.partition("=")[2], form.rpartition("/")[2])
        answer = await stranger.post(form, {"csrf": mine, "client_secret": CONTOSO_SECRET})
        assert answer.status in {400, 403}
        assert await step_of(one.account) == Step.PROVEN
    assert (await browser.post(form, {"csrf": token, "client_secret": CONTOSO_SECRET})).status == 200


async def test_slacks_answer_counts_in_the_browser_that_began_only(there: Place) -> None:
    one, browser = await begun(there, Purpose.SECRET), Browser(there)
    back = await back_from_slack(browser, one.link)
    assert is_not_valid(await Browser(there).get(back))
    assert next_address(await browser.get(back)).startswith("/secret/")
    assert is_not_valid(await browser.get(back))


async def test_the_ten_minutes_are_not_begun_again_on_the_way(there: Place) -> None:
    one, browser = await begun(there, Purpose.SECRET), Browser(there)
    there.clock.ahead = OPENS_FOR * 0.4
    form = await to_secret_form(browser, one.link)
    there.clock.ahead = OPENS_FOR * 0.9
    assert (await browser.get(form)).status == 200
    there.clock.ahead = OPENS_FOR
    assert is_not_valid(await browser.get(form))


async def test_an_answer_of_slacks_that_is_forged_opens_no_form(there: Place) -> None:
    one, browser = await begun(there, Purpose.SECRET), Browser(there)
    address = await to_slack(browser, one.link)
    await there.world.ask("POST", "/slack/next-id-token", {"wrong_key": True})
    assert is_not_valid(await browser.get(await signed_in_to_slack(there, address)))
    assert await step_of(one.account) == Step.BURNED


async def test_whoever_does_not_sign_in_leaves_nothing(there: Place) -> None:
    one, browser = await begun(there, Purpose.SECRET), Browser(there)
    back = changed(await back_from_slack(browser, one.link), code=None, error="access_denied")
    assert "Cancelled" in (await browser.get(back)).text
    assert await step_of(one.account) == Step.BURNED


async def test_the_day_of_expiry_is_kept_with_the_secret(there: Place) -> None:
    one, browser = await begun(there, Purpose.SECRET), Browser(there)
    form = await to_secret_form(browser, one.link)
    token = csrf_of(await browser.get(form))
    day = there.clock.calendar().date() + timedelta(days=90)
    fields = {"csrf": token, "client_secret": CONTOSO_SECRET, "expires_on": day.isoformat()}
    assert (await browser.post(form, fields)).status == 200
    row = await models.Account.get(id=one.account.id)
    assert row.expires_at == datetime.combine(day, time(23, 59, 59), UTC)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2020-01-31", "That day is over."),
        ("2999-01-31", "no client secret last longer than 24 months"),
        ("canary<b>", "That is not a date."),
    ],
)
async def test_a_day_that_cannot_be_is_refused_and_the_secret_is_typed_again(
    there: Place, day: str, words: str
) -> None:
    one, browser = await begun(there, Purpose.SECRET), Browser(there)
    form = await to_secret_form(browser, one.link)
    token = csrf_of(await browser.get(form))
    fields = {"csrf": token, "client_secret": CONTOSO_SECRET, "expires_on": day}
    answer = await browser.post(form, fields)
    assert (answer.status, is_secure_page(answer)) == (400, True)
    assert words in answer.text
    for typed in (CONTOSO_SECRET, "canary"):
        assert typed not in answer.raw
    assert (await browser.post(form, {**fields, "expires_on": ""})).status == 200


async def test_the_page_renews_the_secret_of_an_account_that_has_one(there: Place) -> None:
    """It is asked for in the form Reauthorize, and what is typed is proven first."""
    account = await new_account(there, Purpose.APPROVE)
    await given_and_working(there, account.id, Validation.OK)
    links = there.world.bot.shared.links
    storage = there.world.bot.shared.storage
    message = await links.secret_page(await storage.accounts.get(TEAM, account.id), OWNER, account.channel)
    (link,) = [each["url"] for block in message.blocks for each in block.get("elements", ()) if "url" in each]
    browser = Browser(there)
    form = await to_secret_form(browser, link)
    token = csrf_of(await browser.get(form))
    held = await there.world.ask("POST", "/faults", {"where": "login.token", "kind": "hold"})
    fields = {"csrf": token, "client_secret": "A~new-secret-of-nobody"}
    assert (await browser.post(form, fields)).status == 200
    assert await kept_secret(there, account.id) == CONTOSO_SECRET
    assert await models.Renewal.filter(account_id=account.id).count() == 1
    await there.world.ask("DELETE", f"/faults/{held['id']}")
