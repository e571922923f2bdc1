"""A certificate that somebody has to upload: how it is named, when it is waited for, and how it is handed over."""

import hashlib
import ssl
from dataclasses import replace
from typing import Any

import pytest

from mip.accounts import Account, Cloud, Reading, Renewal
from mip.certificates import Upload, awaiting, is_awaited, is_unknown_yet, thumbprint
from mip.changes import Action, Change, Task, Tell, Work
from mip.credentials import Certificate, ClientSecret, Credential, Secret
from mip.errors import SignInAgain, TryLater
from mip.managing import add, recredential
from mip.outcomes import validated
from mip.reasons import CONSENT_MISSING, Reason
from mip.renewing import Proof, expired, renew, renewed
from mip.schedule import RENEWAL_KEPT, until_uploaded
from mip.status import Event, Facts, Validation
from mip.validation import Answer, Verdict, judge
from tests.unit.mip.samples import (
    ACTIVE,
    ADMIN,
    CLIENT,
    FAILED,
    HOUR,
    LOST,
    NOW,
    PENDING,
    TENANT,
    VALIDATED,
    account,
    changed,
    found,
    lease,
    moment,
    told,
)

DER = b"not really a certificate, but the name of one is the hash of its bytes"
PUBLIC = ssl.DER_cert_to_PEM_cert(DER)
MADE = Certificate(Secret("private"), PUBLIC, NOW + 365 * 24 * HOUR)
PRINT = hashlib.sha1(DER, usedforsecurity=False).hexdigest().upper()
REFUSED = SignInAgain(Reason.CERTIFICATE_INVALID)
NOT_UPLOADED = Reason.CERTIFICATE_NOT_UPLOADED


def by_certificate(facts: Facts = PENDING, trouble: Reason | None = NOT_UPLOADED, **more: object) -> Account:
    reading = Reading(trouble=trouble)
    return account(facts, custom=True, has_credential=True, by_certificate=True, reading=reading, **more)


def upload(cloud: Cloud = Cloud.GLOBAL) -> Upload:
    return Upload(cloud, CLIENT, PUBLIC, MADE.expires_at)


def test_it_is_named_as_the_portal_names_it() -> None:
    assert upload().thumbprint == thumbprint(PUBLIC) == PRINT
    assert upload().sha256 == hashlib.sha256(DER).hexdigest().upper()
    assert upload().file_name == f"mipbot-{PRINT[:8]}.pem"
    assert upload().portal.endswith(f"/Credentials/appId/{CLIENT}")


@pytest.mark.parametrize(
    ("cloud", "first"),
    [
        (Cloud.GLOBAL, ()),
        (Cloud.GCC_HIGH, ("az cloud set --name AzureUSGovernment", "az login")),
        (Cloud.DOD, ("az cloud set --name AzureUSGovernment", "az login")),
        (Cloud.CHINA, ("az cloud set --name AzureChinaCloud", "az login")),
    ],
)
def test_the_command_adds_it_to_this_app_in_this_cloud(cloud: Cloud, first: tuple[str, ...]) -> None:
    command = f"az ad app credential reset --id {CLIENT} --append --cert @mipbot-{PRINT[:8]}.pem"
    assert upload(cloud).commands == (*first, command)


@pytest.mark.parametrize("credential", [None, ClientSecret(Secret("s"))])
def test_a_secret_is_not_handed_over(credential: Credential | None) -> None:
    assert Tell.CERTIFICATE not in told(add(account(custom=True), credential, NOW))
    assert Tell.CERTIFICATE not in told(
        renew(account(ACTIVE), CLIENT, ClientSecret(Secret("s")), ADMIN, "C1", NOW)
    )


def test_adding_hands_it_over_and_waits_for_it_without_a_word_more() -> None:
    change = add(account(custom=True), MADE, NOW)
    assert is_handed_over(change, "UADDER", "CNEWS")
    assert (changed(change).facts, changed(change).reading.trouble) == (PENDING, NOT_UPLOADED)
    tries = [work for work in change.work if work.task is Task.VALIDATE]
    assert tries == [Work("A1", Task.VALIDATE, NOW, 2, asked_by="UADDER", asked_in="CNEWS")]
    assert change.credential == MADE


@pytest.mark.parametrize("facts", [PENDING, FAILED])
def test_one_that_never_worked_gets_it_at_once(facts: Facts) -> None:
    before = account(facts, custom=True, has_credential=True)
    change = recredential(before, before.registration, MADE, ADMIN, "CHERE", NOW)
    assert is_handed_over(change, "UADMIN", "CHERE")
    assert (changed(change).facts, changed(change).reading.trouble) == (PENDING, NOT_UPLOADED)
    assert (change.credential, change.renewal, changed(change).credential_version) == (MADE, None, 1)


@pytest.mark.parametrize("facts", [ACTIVE, LOST])
def test_beside_one_that_ever_worked_it_waits(facts: Facts) -> None:
    before = account(facts, custom=True, has_credential=True)
    change = recredential(before, before.registration, MADE, ADMIN, "CHERE", NOW)
    assert is_handed_over(change, "UADMIN", "CHERE")
    waits = Renewal(CLIENT, NOW, "UADMIN", "CHERE", NOT_UPLOADED, True, MADE.expires_at)
    assert (changed(change).renewal, changed(change).facts) == (waits, facts)
    assert (change.credential, change.renewal) == (None, MADE)
    assert [work.attempt for work in change.work] == [2]


def is_handed_over(change: Change, user: str, channel: str) -> bool:
    """The file to the person, the link where they are, and the trail knows which one it was."""
    file, link = (each for each in change.deliveries if each.tell in {Tell.CERTIFICATE, Tell.LINK})
    assert (file.tell, file.channel, file.user, file.details) == (
        Tell.CERTIFICATE,
        user,
        "",
        {"thumbprint": PRINT},
    )
    assert (link.tell, link.channel, link.user) == (Tell.LINK, channel, user)
    entry = change.audit[-1]
    assert (entry.action, entry.actor, entry.details) == (
        Action.CERTIFICATE_MADE,
        user,
        {"thumbprint": PRINT},
    )
    return True


def test_two_certificates_are_two_events() -> None:
    other = replace(MADE, public=ssl.DER_cert_to_PEM_cert(b"another one"))
    keys = [
        {each.key for each in renew(account(ACTIVE), CLIENT, made, ADMIN, "C1", NOW).deliveries[1:]}
        for made in (MADE, other)
    ]
    assert not keys[0] & keys[1]


@pytest.mark.parametrize("attempt", [1, 2, 7, 100])
@pytest.mark.parametrize("consented", [False, True])
def test_a_refusal_only_means_that_nobody_uploaded_it(attempt: int, consented: bool) -> None:
    verdict = judge(by_certificate(), REFUSED, attempt, consented=consented)
    assert (verdict.reason, verdict.retry, verdict.ask) == (NOT_UPLOADED, until_uploaded(attempt), False)
    assert verdict.tell is (attempt == 1)
    assert after(verdict) is Validation.PENDING


def after(verdict: Verdict) -> Validation:
    assert verdict.event in {None, Event.MISSING}
    return Validation.PENDING


def test_it_is_tried_for_a_week_and_the_end_is_told() -> None:
    waits, attempt = [], 1
    while (wait := until_uploaded(attempt)) is not None:
        waits.append(wait)
        attempt += 1
    assert sum(waits, start=NOW - NOW) - RENEWAL_KEPT < HOUR
    assert waits[6:] == [HOUR] * 168
    verdict = judge(by_certificate(), REFUSED, attempt, consented=False)
    assert (verdict.retry, verdict.tell) == (None, True)


@pytest.mark.parametrize("trouble", [None, Reason.NETWORK, NOT_UPLOADED])
def test_it_is_not_told_again_after_an_outage(trouble: Reason | None) -> None:
    assert not judge(by_certificate(trouble=trouble), REFUSED, 9, consented=False).tell


@pytest.mark.parametrize("trouble", sorted(CONSENT_MISSING))
def test_once_the_approval_is_there_the_certificate_is_told_to_be_missing(trouble: Reason) -> None:
    assert judge(by_certificate(trouble=trouble), REFUSED, 9, consented=False).tell


@pytest.mark.parametrize("reason", sorted(CONSENT_MISSING))
@pytest.mark.parametrize("consented", [False, True])
def test_once_it_is_uploaded_the_missing_approval_gets_its_link_and_is_waited_for_as_long(
    reason: Reason, consented: bool
) -> None:
    verdict = judge(by_certificate(), SignInAgain(reason), 100, consented=consented)
    assert verdict == Verdict(Event.MISSING, reason, HOUR, ask=True, tell=True)


def test_an_outage_in_the_week_ends_nothing() -> None:
    verdict = judge(by_certificate(), TryLater(Reason.NETWORK), 100, consented=False)
    assert (verdict.event, verdict.retry, verdict.tell) == (None, HOUR, False)


@pytest.mark.parametrize("facts", [VALIDATED, ACTIVE, LOST])
def test_one_that_worked_and_is_refused_is_lost(facts: Facts) -> None:
    verdict = judge(by_certificate(facts), REFUSED, 1, consented=False)
    assert verdict == Verdict(Event.REFUSED, Reason.CERTIFICATE_INVALID)
    assert not is_unknown_yet(by_certificate(facts), Reason.CERTIFICATE_INVALID)


def test_a_secret_that_is_refused_has_failed() -> None:
    secret = account(custom=True, has_credential=True)
    assert judge(secret, REFUSED, 1, consented=False).event is Event.REFUSED
    by_cert = judge(by_certificate(), SignInAgain(Reason.BLOCKED_BY_POLICY), 1, consented=False)
    assert by_cert == Verdict(Event.REFUSED, Reason.BLOCKED_BY_POLICY)


@pytest.mark.parametrize(("attempt", "tell"), [(1, Tell.CERTIFICATE_WAITS), (175, Tell.CERTIFICATE_OVER)])
def test_whoever_asks_is_told_in_the_words_of_a_certificate(attempt: int, tell: Tell) -> None:
    asked = lease(attempt=attempt, asked_by="U2", asked_in="CHERE")
    change = validated(by_certificate(), asked, REFUSED, moment())
    assert told(change) == [Tell.CARD, tell]
    assert changed(change).reading.trouble is NOT_UPLOADED
    assert (change.cancel == (Task.VALIDATE,)) is (tell is Tell.CERTIFICATE_OVER)


def test_the_quiet_tries_leave_no_trace_in_the_trail() -> None:
    quiet = validated(by_certificate(), lease(attempt=30, asked_by="U2", asked_in="C"), REFUSED, moment())
    assert (told(quiet), quiet.audit) == ([Tell.CARD], ())


WAITS = Renewal(CLIENT, NOW, "UGIVER", "CGIVEN", NOT_UPLOADED, True, MADE.expires_at)


def tried(answer: Answer, waits: Renewal = WAITS, replaces: str = "", **work: Any) -> Change:
    subject = by_certificate(ACTIVE, None, renewal=waits, credential_version=4)
    asked = lease(**{"asked_by": "UGIVER", "asked_in": "CGIVEN", **work})
    return renewed(subject, asked, Proof(waits, TENANT, MADE, answer, replaces), moment())


def test_the_next_one_is_refused_only_because_nobody_uploaded_it() -> None:
    pressed = tried(REFUSED)
    assert changed(pressed).renewal == WAITS
    assert (told(pressed), pressed.audit) == ([Tell.CARD, Tell.CERTIFICATE_WAITS], ())
    quiet = tried(REFUSED, attempt=9)
    assert told(quiet) == [Tell.CARD]
    assert [work.due_at for work in quiet.work] == [NOW + HOUR]
    approved = tried(REFUSED, replace(WAITS, trouble=Reason.NO_CONSENT), attempt=9)
    assert told(approved) == [Tell.CARD, Tell.CERTIFICATE_WAITS]


def test_the_next_one_may_lack_its_approval_too() -> None:
    assert told(tried(SignInAgain(Reason.APP_NOT_FOUND), attempt=2)) == [Tell.CARD, Tell.LINK]


def test_the_next_one_is_refused_for_good_for_what_no_upload_mends() -> None:
    change = tried(SignInAgain(Reason.BLOCKED_BY_POLICY))
    assert changed(change).renewal is None
    told_of = {key: change.deliveries[-1].details[key] for key in ("kind", "reason")}
    assert told_of == {"kind": "certificate", "reason": "blocked_by_policy"}


def test_a_promotion_tells_which_one_to_delete() -> None:
    change = tried(found(), replaces=PRINT)
    assert changed(change).renewal is None
    assert (change.credential, change.deliveries[-1].tell) == (MADE, Tell.RENEWED)
    assert change.deliveries[-1].details == {"kind": "certificate", "replaces": PRINT}


def test_the_end_of_its_week_is_told_as_a_certificates() -> None:
    change = expired(by_certificate(ACTIVE, renewal=WAITS), WAITS)
    assert [each.details for each in change.deliveries if each.user] == [{"kind": "certificate"}]


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        (by_certificate(), True),
        (by_certificate(trouble=None), True),
        (by_certificate(trouble=Reason.NETWORK), True),
        (by_certificate(trouble=Reason.NO_CONSENT), False),
        (account(custom=True, has_credential=True), False),
        (by_certificate(ACTIVE, None), False),
        (by_certificate(LOST, None), False),
        (by_certificate(Facts(Validation.LOST, Reason.CERTIFICATE_INVALID)), True),
        (by_certificate(ACTIVE, renewal=WAITS), True),
        (by_certificate(ACTIVE, renewal=replace(WAITS, trouble=Reason.PERMISSION_MISSING)), False),
        (by_certificate(ACTIVE, renewal=replace(WAITS, by_certificate=False)), False),
    ],
)
def test_what_to_do_next_is_to_upload_it_unless_something_else_is_known_to_be_missing(
    subject: Account, expected: bool
) -> None:
    assert is_awaited(subject) is expected


def test_waiting_takes_back_a_failure() -> None:
    assert awaiting(account(FAILED)).facts == PENDING
