"""The page where a client secret is typed: for one browser's form, once, and it never comes back."""

import asyncio

import pytest

from mip.changes import Action, Change, Tell
from mip.consent import OPENS_FOR, Purpose, Step
from mip.credentials import ClientSecret, Secret
from mip.reasons import Reason
from mip.status import Facts, Validation
from sandbox.slack_cast import MEMBER
from storage import models
from tests.hostile.browsing import FORM, Browser, csrf_of, is_not_valid, is_secure_page
from tests.hostile.linking import CONTOSO_SECRET, OWNER, TEAM, begun, state_of, step_of
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
    token = csrf_of(await browser.get(one.link))
    answer = await browser.post(one.link, {"csrf": token, "client_secret": typed})
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
    token = csrf_of(await browser.get(one.link))
    held = await there.world.ask("POST", "/faults", {"where": "login.token", "kind": "hold"})
    answer = await browser.post(one.link, {"csrf": token, "client_secret": "Wrong~secret-of-nobody"})
    assert answer.status == 200
    assert await kept_secret(there, one.account.id) == CONTOSO_SECRET
    row = await models.Renewal.get(account_id=one.account.id)
    assert "Wrong~secret" not in row.sealed
    await there.world.ask("DELETE", f"/faults/{held['id']}")
    async with asyncio.timeout(10):
        while await models.Renewal.filter(account_id=one.account.id).exists():  # noqa: ASYNC110 - it is in a table
            await asyncio.sleep(0.05)
    assert await kept_secret(there, one.account.id) == CONTOSO_SECRET
    assert (await models.Account.get(id=one.account.id)).validation == validation
    told = await models.Delivery.filter(account=one.account.id, tell=Tell.RENEWAL_REFUSED.value)
    assert [(each.person, each.details["reason"]) for each in told] == [(OWNER, "secret_invalid")]
    entry = await models.AuditRow.get(account=one.account.id, action=Action.CREDENTIAL_REFUSED.value)
    assert entry.details == {"reason": "secret_invalid"}


async def test_it_works_once(there: Place) -> None:
    one, browser = await begun(there, Purpose.SECRET), Browser(there)
    token = csrf_of(await browser.get(one.link))
    assert (await browser.post(one.link, {"csrf": token, "client_secret": CONTOSO_SECRET})).status == 200
    before = await state_of(one.account)
    assert is_not_valid(await browser.get(one.link))
    assert is_not_valid(await browser.post(one.link, {"csrf": token, "client_secret": "other~secret"}))
    assert (await state_of(one.account))["attempt"] == before["attempt"]
    assert await kept_secret(there, one.account.id) == CONTOSO_SECRET


async def test_of_ten_submits_at_once_one_is_kept(there: Place) -> None:
    one, browser = await begun(there, Purpose.SECRET), Browser(there)
    token = csrf_of(await browser.get(one.link))
    answers = await asyncio.gather(
        *(
            Browser(there, browser.cookie).post(one.link, {"csrf": token, "client_secret": f"secret~{i}"})
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
    token = csrf_of(await browser.get(one.link))
    asked = await there.exchanges()
    before = await state_of(one.account)
    answer = await browser.post(one.link, {"csrf": token, "client_secret": typed})
    assert (answer.status, is_secure_page(answer)) == (400, True)
    assert words in answer.text
    assert "canary" not in answer.raw
    assert "0f1e2d3c" not in answer.raw
    assert await state_of(one.account) == before
    assert await there.exchanges() == asked
    again = {"csrf": csrf_of(answer), "client_secret": CONTOSO_SECRET}
    assert (await browser.post(one.link, again)).status == 200
    assert await kept_secret(there, one.account.id) == CONTOSO_SECRET


async def test_a_megabyte_is_refused(there: Place) -> None:
    one, browser = await begun(there, Purpose.SECRET), Browser(there)
    token = csrf_of(await browser.get(one.link))
    before = await state_of(one.account)
    answer = await browser.post(one.link, {"csrf": token, "client_secret": "a" * 1024 * 1024})
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
    token = csrf_of(await browser.get(one.link))
    there.clock.ahead = OPENS_FOR
    assert is_not_valid(await browser.get(one.link))
    assert is_not_valid(await browser.post(one.link, {"csrf": token, "client_secret": CONTOSO_SECRET}))


async def test_whoever_lost_the_right_cannot_leave_a_secret(there: Place) -> None:
    one, browser = await begun(there, Purpose.SECRET, MEMBER), Browser(there)
    token = csrf_of(await browser.get(one.link))
    answer = await browser.post(one.link, {"csrf": token, "client_secret": CONTOSO_SECRET})
    assert (answer.status, is_secure_page(answer)) == (403, True)
    assert await models.Credential.filter(account_id=one.account.id).count() == 0


async def test_a_removed_account_takes_no_secret(there: Place) -> None:
    one, browser = await begun(there, Purpose.SECRET), Browser(there)
    token = csrf_of(await browser.get(one.link))
    account = await there.world.bot.shared.storage.accounts.get(TEAM, one.account.id)
    await there.world.bot.shared.ledger.commit(Change(TEAM, account, None))
    assert is_not_valid(await browser.get(one.link))
    assert is_not_valid(await browser.post(one.link, {"csrf": token, "client_secret": CONTOSO_SECRET}))


async def test_while_slack_is_silent_nothing_is_lost(there: Place) -> None:
    """Who may is asked again at the moment of saving; the link is still good when Slack cannot say."""
    one, browser = await begun(there, Purpose.SECRET, "U0ADMIN001"), Browser(there)
    token = csrf_of(await browser.get(one.link))
    there.clock.ahead = OPENS_FOR / 2  # what was known of the person is old by now
    await there.world.ask("POST", "/faults", {"where": "slack.users.info", "kind": "html", "times": 0})
    answer = await browser.post(one.link, {"csrf": token, "client_secret": CONTOSO_SECRET})
    assert (answer.status, is_secure_page(answer)) == (502, True)
    await there.world.ask("DELETE", "/faults")
    answer = await browser.post(one.link, {"csrf": token, "client_secret": CONTOSO_SECRET})
    assert answer.status == 200
