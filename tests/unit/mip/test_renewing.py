from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from mip.accounts import Account, Renewal
from mip.changes import SYSTEM, Action, Change, Delivery, Task, Tell, Work
from mip.checks import Check, Mark, read_text
from mip.credentials import ClientSecret, Secret
from mip.errors import SignInAgain, Stale, TryLater
from mip.outcomes import validated
from mip.reasons import ACCESS_MISSING, CREDENTIAL_REFUSED, LINK_HELPS, Reason
from mip.renewing import Proof, expired, renew, renewed
from mip.schedule import after_trouble
from mip.status import Facts, Retrieval, Validation
from mip.validation import Answer
from tests.unit.mip.samples import (
    ACTIVE,
    ADMIN,
    HOUR,
    INACTIVE,
    LOST,
    NOW,
    OTHER_TENANT,
    TENANT,
    account,
    changed,
    found,
    lease,
    moment,
    told,
)

NEW = ClientSecret(Secret("new"))
NEW_APP = "d2d2d2d2-1111-4222-8333-444455556666"
WAITS = Renewal(NEW_APP, NOW, "UGIVER", "CGIVEN")
ASKED: dict[str, Any] = {"asked_by": "UGIVER", "asked_in": "CGIVEN"}
EXPIRED = Facts(Validation.LOST, Reason.SECRET_EXPIRED, Retrieval.ON, first_retrieved=True)
LATER = TryLater(Reason.NETWORK)
NO = SignInAgain(Reason.NO_CONSENT)


def waiting(facts: Facts = ACTIVE, **more: Any) -> Account:
    given = {"custom": True, "has_credential": True, "credential_version": 4, "renewal": WAITS, **more}
    return account(facts, **given)


def proof(answer: Answer, tenant: str = TENANT, renewal: Renewal = WAITS) -> Proof:
    return Proof(renewal, tenant, NEW, answer)


def tried(answer: Answer, subject: Account | None = None, **work: Any) -> Change:
    subject = subject or waiting()
    assert subject.renewal is not None
    done = proof(answer, renewal=subject.renewal)
    return renewed(subject, lease(**{**ASKED, **work}), done, moment())


def whispers(change: Change) -> list[tuple[Tell, str, str]]:
    return [(d.tell, d.user, d.channel) for d in change.deliveries if d.user]


def only(change: Change, tell: Tell) -> Delivery:
    (delivery,) = (each for each in change.deliveries if each.tell is tell)
    return delivery


def test_a_proven_credential_takes_the_place_of_the_one_in_use() -> None:
    subject = waiting(next_scan_at=NOW + HOUR)
    change = tried(found(), subject)
    after = changed(change)
    assert (change.before, change.credential, after.renewal) == (subject, NEW, None)
    assert (after.registration.client_id, after.registration.tenant) == (NEW_APP, TENANT)
    assert after.credential_version == 5
    assert (after.facts, after.next_scan_at, change.work) == (ACTIVE, NOW + HOUR, ())
    assert whispers(change) == [(Tell.RENEWED, "UGIVER", "CGIVEN")]
    assert [(e.action, e.actor) for e in change.audit] == [
        (Action.CREDENTIAL_CHANGED, "UGIVER"),
        (Action.VALIDATION_PASSED, "UGIVER"),
    ]
    assert change.audit[0].details == {"client": NEW_APP}
    assert (change.cancel, change.lease) == ((Task.VALIDATE,), lease(**ASKED))


def test_a_lost_account_is_found_again_by_its_new_credential() -> None:
    change = tried(found(), waiting(EXPIRED))
    assert changed(change).facts == ACTIVE
    assert told(change) == [Tell.CARD, Tell.RECOVERED, Tell.RENEWED]
    assert change.work == (Work("A1", Task.SCAN, moment().calendar),)


def test_a_proof_in_another_tenant_is_none() -> None:
    change = renewed(waiting(), lease(**ASKED), proof(found(), OTHER_TENANT), moment())
    assert (change.credential, changed(change)) == (None, replace(waiting(), renewal=None))
    assert only(change, Tell.RENEWAL_REFUSED).details["reason"] == Reason.WRONG_TENANT


@pytest.mark.parametrize("reason", sorted(set(Reason) - ACCESS_MISSING))
@pytest.mark.parametrize("facts", [ACTIVE, INACTIVE, LOST, EXPIRED])
def test_a_refused_credential_is_dropped_and_nothing_else_changes(facts: Facts, reason: Reason) -> None:
    subject = waiting(facts)
    change = tried(SignInAgain(reason), subject)
    assert changed(change) == replace(subject, renewal=None)
    assert (change.credential, change.renewal, change.work) == (None, None, ())
    assert change.cancel == (Task.VALIDATE,)
    assert whispers(change) == [(Tell.RENEWAL_REFUSED, "UGIVER", "CGIVEN")]
    assert only(change, Tell.RENEWAL_REFUSED).details["reason"] == reason
    assert [(e.action, e.actor, e.details) for e in change.audit] == [
        (Action.CREDENTIAL_REFUSED, SYSTEM, {"reason": reason})
    ]


def test_no_credential_is_refused_for_what_an_admin_can_still_approve() -> None:
    assert not CREDENTIAL_REFUSED & ACCESS_MISSING


def test_whoever_gave_it_hears_how_it_ended_and_so_does_whoever_asked() -> None:
    change = tried(found(), asked_by="U2", asked_in="CHERE")
    assert whispers(change) == [(Tell.RENEWED, "U2", "CHERE"), (Tell.RENEWED, "UGIVER", "CGIVEN")]
    on_schedule = tried(found(), asked_by="", asked_in="")
    assert whispers(on_schedule) == [(Tell.RENEWED, "UGIVER", "CGIVEN")]


@pytest.mark.parametrize("facts", [ACTIVE, INACTIVE, EXPIRED])
def test_trouble_that_passes_keeps_it_and_tries_again(facts: Facts) -> None:
    subject = waiting(facts)
    change = tried(LATER, subject)
    assert changed(change) == replace(subject, renewal=replace(WAITS, trouble=Reason.NETWORK))
    assert change.work == (Work("A1", Task.VALIDATE, NOW + timedelta(seconds=5), 2, **ASKED),)
    assert (change.cancel, change.audit, change.credential) == ((), (), None)
    assert whispers(change) == [(Tell.RENEWAL_WAITS, "UGIVER", "CGIVEN")]
    assert only(change, Tell.RENEWAL_WAITS).details["reason"] == Reason.NETWORK


def test_trouble_is_told_once_and_a_later_time_that_was_asked_for_counts() -> None:
    again = tried(TryLater(Reason.THROTTLED, after=2 * HOUR), attempt=2)
    assert told(again) == [Tell.CARD]
    assert [work.due_at for work in again.work] == [NOW + 2 * HOUR]


def test_it_is_tried_every_hour_for_as_long_as_it_waits() -> None:
    assert [after_trouble(attempt) for attempt in (7, 40, 400)] == [HOUR] * 3


@pytest.mark.parametrize("reason", sorted(ACCESS_MISSING))
def test_a_missing_approval_offers_the_link_and_waits(reason: Reason) -> None:
    change = tried(SignInAgain(reason))
    assert changed(change) == waiting(renewal=replace(WAITS, trouble=reason))
    said = Tell.LINK if reason in LINK_HELPS else Tell.RENEWAL_WAITS
    assert whispers(change) == [(said, "UGIVER", "CGIVEN")]
    assert change.work == (Work("A1", Task.VALIDATE, NOW + HOUR, 2, **ASKED),)


def test_the_link_is_offered_once_for_each_reason() -> None:
    known = waiting(renewal=replace(WAITS, trouble=Reason.NO_CONSENT))
    assert told(tried(NO, known, attempt=2)) == [Tell.CARD]
    other = SignInAgain(Reason.PERMISSION_MISSING)
    assert told(tried(other, known, attempt=3)) == [Tell.CARD, Tell.LINK]
    assert told(tried(NO, known)) == [Tell.CARD, Tell.LINK]


def test_right_after_an_approval_a_refusal_may_be_early() -> None:
    early = tried(NO, consented=True)
    assert whispers(early) == [(Tell.RENEWAL_WAITS, "UGIVER", "CGIVEN")]
    assert [work.due_at for work in early.work] == [NOW + timedelta(seconds=5)]
    known = waiting(renewal=replace(WAITS, trouble=Reason.NO_CONSENT))
    assert told(tried(NO, known, consented=True, attempt=6)) == [Tell.CARD]
    assert told(tried(NO, known, consented=True, attempt=7)) == [Tell.CARD, Tell.LINK]
    assert told(tried(NO, known, consented=True, attempt=8)) == [Tell.CARD]


def test_a_link_on_schedule_goes_to_whoever_gave_the_credential() -> None:
    assert whispers(tried(NO, asked_by="", asked_in="")) == [(Tell.LINK, "UGIVER", "CGIVEN")]


@pytest.mark.parametrize("now", [None, replace(WAITS, since=NOW + HOUR)])
def test_the_proof_of_one_credential_is_not_that_of_another(now: Renewal | None) -> None:
    with pytest.raises(Stale):
        renewed(waiting(renewal=now), lease(**ASKED), proof(found()), moment())


def test_another_new_credential_takes_the_place_of_the_one_that_waits() -> None:
    change = renew(waiting(), NEW_APP, NEW, ADMIN, "CHERE", NOW + HOUR)
    assert changed(change).renewal == Renewal(NEW_APP, NOW + HOUR, "UADMIN", "CHERE")
    assert change.renewal == NEW


@pytest.mark.parametrize(("trouble", "why"), [(None, ""), (Reason.NO_CONSENT, Reason.NO_CONSENT)])
def test_what_was_never_proven_goes_and_it_is_told(trouble: Reason | None, why: str) -> None:
    waits = replace(WAITS, trouble=trouble)
    change = expired(waiting(renewal=waits), waits)
    assert changed(change) == waiting(renewal=None)
    assert whispers(change) == [(Tell.RENEWAL_OVER, "UGIVER", "CGIVEN")]
    assert (change.cancel, change.lease) == ((Task.VALIDATE,), None)
    assert [(e.action, e.details) for e in change.audit] == [(Action.CREDENTIAL_UNPROVEN, {"reason": why})]


def test_after_an_activation_the_new_credential_has_its_turn() -> None:
    change = validated(waiting(INACTIVE), lease(activate=True, asked_by="U2"), found(), moment())
    assert Work("A1", Task.VALIDATE, NOW, 2, **ASKED) in change.work
    assert changed(change).renewal == WAITS
    assert Task.VALIDATE not in change.cancel


def test_what_was_found_of_a_refused_credential_is_told_and_not_kept() -> None:
    change = tried(SignInAgain(Reason.SECRET_INVALID))
    seen = read_text(only(change, Tell.RENEWAL_REFUSED).details["found"])
    assert seen is not None
    assert seen.of(Check.CREDENTIAL) is Mark.FAILED
    assert changed(change).diagnosis is None
