from datetime import timedelta
from typing import Any

import pytest

from mip.accounts import Account, Reading
from mip.changes import SYSTEM, Action, Change, Delivery, Lease, Task, Tell, Work
from mip.errors import SignInAgain, TryLater
from mip.outcomes import validated
from mip.reasons import Reason
from mip.retrieval import Found
from mip.status import Facts, Retrieval, Validation
from mip.validation import Answer
from tests.unit.mip.samples import (
    ACTIVE,
    FAILED,
    FIRST_DUE,
    HOUR,
    INACTIVE,
    LOST,
    NOW,
    PENDING,
    VALIDATED,
    account,
    changed,
    found,
    lease,
    moment,
    told,
)

ASKED: dict[str, Any] = {"asked_by": "U1", "asked_in": "CHERE"}
NO = SignInAgain(Reason.NO_CONSENT)
EXPIRED = SignInAgain(Reason.SECRET_EXPIRED)
LATER = TryLater(Reason.NETWORK)


def whispers(change: Change) -> list[Delivery]:
    return [delivery for delivery in change.deliveries if delivery.user]


def posts(change: Change) -> list[Tell]:
    return [d.tell for d in change.deliveries if not d.user and d.tell is not Tell.CARD]


def test_a_validated_account_shows_it_and_tells_the_one_who_asked() -> None:
    change = validated(account(), lease(**ASKED), found(), moment())
    assert changed(change).facts == Facts(Validation.OK)
    assert changed(change).reading == Reading(attempted_at=moment().calendar)
    assert told(change) == [Tell.CARD, Tell.VALIDATED]
    assert [(w.user, w.channel) for w in whispers(change)] == [("U1", "CHERE")]
    assert [(e.action, e.actor) for e in change.audit] == [(Action.VALIDATION_PASSED, "U1")]
    assert (change.work, change.cancel) == ((), (Task.VALIDATE,))
    assert change.lease == lease(**ASKED)


def test_activation_switches_on_after_validating_and_retrieves_at_once() -> None:
    change = validated(account(VALIDATED), lease(activate=True, **ASKED), found(), moment())
    assert changed(change).facts == FIRST_DUE
    assert change.work == (Work("A1", Task.SCAN, moment().calendar),)
    assert changed(change).next_scan_at == moment().calendar
    assert told(change) == [Tell.CARD]
    assert [e.action for e in change.audit] == [Action.VALIDATION_PASSED, Action.ACCOUNT_ACTIVATED]


@pytest.mark.parametrize("answer", [NO, EXPIRED, LATER])
def test_activation_that_does_not_validate_switches_nothing_on(answer: Answer) -> None:
    change = validated(account(INACTIVE), lease(activate=True, **ASKED), answer, moment())
    assert changed(change).facts.retrieval is Retrieval.OFF
    assert Action.ACCOUNT_ACTIVATED not in [e.action for e in change.audit]
    assert Task.SCAN not in [work.task for work in change.work]


def test_an_activation_that_has_to_wait_is_still_one_when_it_is_tried_again() -> None:
    (retry,) = validated(account(INACTIVE), lease(activate=True, **ASKED), LATER, moment()).work
    assert retry == Work("A1", Task.VALIDATE, NOW + timedelta(seconds=5), 2, activate=True, **ASKED)


def test_an_account_that_is_already_on_is_not_scanned_for_being_validated() -> None:
    due = NOW + HOUR
    change = validated(account(ACTIVE, next_scan_at=due), lease(**ASKED), found(), moment())
    assert (change.work, changed(change).next_scan_at) == ((), due)
    assert changed(change).facts == ACTIVE


def test_a_recovered_account_is_told_once_and_scanned_at_once() -> None:
    first = validated(account(LOST), lease(), found(), moment())
    assert posts(first) == [Tell.RECOVERED]
    assert changed(first).facts == ACTIVE
    assert first.work == (Work("A1", Task.SCAN, moment().calendar),)
    second = validated(changed(first), lease(), found(), moment("S2"))
    assert posts(second) == []


@pytest.mark.parametrize("answer", [NO, EXPIRED])
def test_a_lost_account_is_told_once_and_scanned_no_more(answer: SignInAgain) -> None:
    before = account(ACTIVE, custom=answer is EXPIRED, next_scan_at=NOW)
    first = validated(before, lease(**ASKED), answer, moment())
    assert changed(first).facts == Facts(Validation.LOST, answer.reason, Retrieval.ON, first_retrieved=True)
    assert posts(first) == [Tell.LOST]
    assert [w.tell for w in whispers(first)] == [Tell.NOT_VALIDATED]
    assert set(first.cancel) == {Task.VALIDATE, Task.SCAN}
    assert changed(first).next_scan_at is None
    assert first.audit[0].details["reason"] == answer.reason
    assert posts(validated(changed(first), lease(), answer, moment("S2"))) == []


def test_a_failed_account_was_never_connected_so_the_channel_hears_nothing() -> None:
    change = validated(account(custom=True), lease(**ASKED), EXPIRED, moment())
    assert changed(change).facts == Facts(Validation.FAILED, Reason.SECRET_EXPIRED)
    assert (posts(change), [w.tell for w in whispers(change)]) == ([], [Tell.NOT_VALIDATED])
    assert [e.action for e in change.audit] == [Action.VALIDATION_FAILED]
    assert (change.work, change.cancel) == ((), (Task.VALIDATE,))


def test_what_only_the_operator_can_mend_is_waited_for() -> None:
    change = validated(account(ACTIVE), lease(**ASKED), EXPIRED, moment())
    assert changed(change).facts == ACTIVE
    assert changed(change).reading.trouble is Reason.OWN_CREDENTIAL
    assert (posts(change), [w.tell for w in whispers(change)]) == ([], [Tell.WAITING])
    assert [each.task for each in change.work] == [Task.VALIDATE]


def test_a_custom_app_without_consent_gets_a_link_for_the_one_who_asked() -> None:
    change = validated(account(FAILED, custom=True), lease(**ASKED), NO, moment())
    assert changed(change).facts == PENDING
    assert [(w.tell, w.user, w.channel) for w in whispers(change)] == [(Tell.LINK, "U1", "CHERE")]


def test_an_outage_keeps_the_status_and_says_that_we_wait() -> None:
    change = validated(account(ACTIVE), lease(**ASKED), LATER, moment())
    assert changed(change).facts == ACTIVE
    assert changed(change).reading.trouble is Reason.NETWORK
    assert [w.tell for w in whispers(change)] == [Tell.WAITING]
    assert (change.audit, change.cancel) == ((), ())


def test_giving_up_after_an_outage_of_a_day_is_told() -> None:
    change = validated(account(), lease(attempt=31, **ASKED), LATER, moment())
    assert [w.tell for w in whispers(change)] == [Tell.NOT_VALIDATED]
    assert (change.work, change.cancel) == ((), (Task.VALIDATE,))


def test_back_off_counts_from_real_time_and_scans_from_the_calendar() -> None:
    change = validated(account(), lease(), LATER, moment())
    assert change.work[0].due_at == NOW + timedelta(seconds=5)
    scan = validated(account(LOST), lease(), found(), moment()).work[0]
    assert scan.due_at == NOW + timedelta(days=30)


@pytest.mark.parametrize("answer", [found(), NO, EXPIRED, LATER])
def test_what_nobody_asked_for_is_whispered_to_nobody(answer: Answer) -> None:
    change = validated(account(custom=True), lease(), answer, moment())
    assert told(change) == [Tell.CARD]
    assert {entry.actor for entry in change.audit} <= {SYSTEM}


def test_a_reading_keeps_the_last_success_beside_the_last_attempt() -> None:
    reading = Reading(NOW, None, NOW, 12, "digest", "v1.0")
    after = changed(validated(account(ACTIVE, reading=reading), lease(), LATER, moment())).reading
    assert after == Reading(moment().calendar, Reason.NETWORK, NOW, 12, "digest", "v1.0")


def played(subject: Account, answers: list[Answer], begin: Lease) -> tuple[Account, list[Change]]:
    """Each answer meets the work that the one before has left, until there is none."""
    changes: list[Change] = []
    for number, answer in enumerate(answers):
        change = validated(subject, begin, answer, moment(f"S{number}", hours=number))
        changes.append(change)
        subject = changed(change)
        retries = [work for work in change.work if work.task is Task.VALIDATE]
        if not retries:
            break
        begin = Lease(retries[0], "token")
    return subject, changes


@pytest.mark.parametrize("custom", [False, True])
@pytest.mark.parametrize("facts", [PENDING, ACTIVE, LOST])
def test_nothing_is_told_twice_over_the_whole_consent_schedule(custom: bool, facts: Facts) -> None:
    subject, changes = played(account(facts, custom=custom), [NO] * 99, lease(consented=True, **ASKED))
    assert len(changes) == 31
    whispered = [w.tell for change in changes for w in whispers(change)]
    asks = Tell.LINK if custom and facts is PENDING else Tell.NOT_VALIDATED
    assert whispered == [Tell.WAITING, asks]
    posted = [tell for change in changes for tell in posts(change)]
    assert posted == ([Tell.LOST] if facts is ACTIVE else [])
    assert subject.facts.validation is not Validation.OK


@pytest.mark.parametrize("custom", [False, True])
def test_nothing_is_told_twice_while_somebody_may_mend_it_in_the_portal(custom: bool) -> None:
    _, changes = played(account(custom=custom), [NO] * 99, lease(**ASKED))
    assert len(changes) == 25
    whispered = [w.tell for change in changes for w in whispers(change)]
    assert whispered == [Tell.LINK if custom else Tell.NOT_VALIDATED]


@pytest.mark.parametrize("late", [1, 5, 6, 7, 20])
@pytest.mark.parametrize("custom", [False, True])
def test_a_consent_that_takes_its_time_is_validated_in_the_end(custom: bool, late: int) -> None:
    answers: list[Answer] = [*([NO] * late), Found(())]
    subject, changes = played(account(custom=custom), answers, lease(consented=True, **ASKED))
    assert subject.facts == Facts(Validation.OK)
    assert [w.tell for w in whispers(changes[-1])] == [Tell.VALIDATED]
    assert changes[-1].cancel == (Task.VALIDATE,)


def test_no_two_deliveries_of_one_account_share_a_key_unless_they_are_its_card() -> None:
    _, changes = played(account(custom=True), [LATER, NO, LATER, EXPIRED], lease(**ASKED))
    keys = [d.key for change in changes for d in change.deliveries if d.tell is not Tell.CARD]
    assert len(keys) == len(set(keys)) >= 3
    assert len({d.key for change in changes for d in change.deliveries if d.tell is Tell.CARD}) == 1


@pytest.mark.parametrize("answer", [found(), NO, EXPIRED, LATER])
@pytest.mark.parametrize("facts", [PENDING, ACTIVE, LOST])
def test_whoever_asked_for_many_at_once_gets_no_message_for_each(facts: Facts, answer: Answer) -> None:
    change = validated(account(facts), lease(asked_by="U1", asked_in=""), answer, moment())
    assert whispers(change) == []
    assert {entry.actor for entry in change.audit} <= {"U1"}
