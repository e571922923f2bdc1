"""The daily check: whom it asks about, how often, and what it tells."""

from datetime import timedelta

import pytest

from mip.accounts import Reading
from mip.changes import Action, Task, Tell, Work
from mip.checking import checked, is_wanted, unneeded
from mip.errors import SignInAgain, TryLater
from mip.reasons import CREDENTIAL_REFUSED, Reason
from mip.schedule import DAILY, WEEKLY, first_check, next_check
from mip.status import Facts, Retrieval, Validation
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

NO = SignInAgain(Reason.NO_CONSENT)
CALENDAR = moment().calendar
LOST_OFF = Facts(Validation.LOST, Reason.NO_CONSENT, Retrieval.OFF)


def lost(reason: Reason) -> Facts:
    return Facts(Validation.LOST, reason, Retrieval.ON, first_retrieved=True)


def seen(hours: float) -> Reading:
    return Reading(attempted_at=NOW - hours * HOUR)


@pytest.mark.parametrize("facts", [VALIDATED, INACTIVE, LOST, LOST_OFF])
def test_whoever_no_scan_looks_at_is_asked_about_once_a_day(facts: Facts) -> None:
    assert is_wanted(account(facts, reading=seen(24)), NOW)
    assert not is_wanted(account(facts, reading=seen(23.9)), NOW)
    assert is_wanted(account(facts), NOW)


@pytest.mark.parametrize("facts", [PENDING, FAILED])
def test_whoever_was_never_connected_has_nothing_to_lose(facts: Facts) -> None:
    assert not is_wanted(account(facts, reading=seen(1000)), NOW)


@pytest.mark.parametrize("facts", [ACTIVE, FIRST_DUE])
def test_a_scan_is_a_check(facts: Facts) -> None:
    assert not is_wanted(account(facts, reading=seen(1000), interval=timedelta(days=1)), NOW)
    assert is_wanted(account(facts, reading=seen(24), interval=timedelta(days=7)), NOW)


@pytest.mark.parametrize("reason", [*sorted(CREDENTIAL_REFUSED), Reason.TENANT_NOT_FOUND, Reason.WRONG_CLOUD])
def test_what_only_a_person_can_mend_is_tried_once_a_week(reason: Reason) -> None:
    assert not is_wanted(account(lost(reason), reading=seen(24 * 7 - 0.1)), NOW)
    assert is_wanted(account(lost(reason), reading=seen(24 * 7)), NOW)


@pytest.mark.parametrize(
    "reason",
    [
        Reason.NO_CONSENT,
        Reason.APP_NOT_FOUND,
        Reason.PERMISSION_MISSING,
        Reason.APP_DISABLED,
        Reason.BLOCKED_BY_POLICY,
    ],
)
def test_what_can_be_given_again_in_the_portal_is_tried_daily(reason: Reason) -> None:
    assert is_wanted(account(lost(reason), reading=seen(24)), NOW)


def test_a_check_without_an_answer_plans_the_next_and_touches_nothing() -> None:
    for change in (
        unneeded(account(LOST), lease(Task.CHECK), moment()),
        checked(account(LOST), lease(Task.CHECK), TryLater(Reason.NETWORK), moment()),
    ):
        assert change.before == change.after
        assert (change.audit, change.deliveries, change.cancel) == ((), (), ())
        ((work),) = change.work
        assert (work.task, DAILY <= work.due_at - CALENDAR <= 1.1 * DAILY) == (Task.CHECK, True)


@pytest.mark.parametrize("facts", [VALIDATED, INACTIVE])
def test_what_works_is_told_to_nobody(facts: Facts) -> None:
    change = checked(account(facts), lease(Task.CHECK), found(), moment())
    assert (told(change), change.audit, change.cancel) == ([Tell.CARD], (), ())
    assert changed(change).facts == facts
    assert changed(change).reading == Reading(attempted_at=CALENDAR)
    assert [work.task for work in change.work] == [Task.CHECK]


@pytest.mark.parametrize("facts", [VALIDATED, INACTIVE, ACTIVE])
def test_what_was_lost_is_told_once(facts: Facts) -> None:
    first = checked(account(facts), lease(Task.CHECK), NO, moment())
    assert changed(first).facts == Facts(
        Validation.LOST, Reason.NO_CONSENT, facts.retrieval, facts.first_retrieved
    )
    assert (told(first), first.cancel) == ([Tell.CARD, Tell.LOST], (Task.SCAN,))
    assert [entry.action for entry in first.audit] == [Action.VALIDATION_FAILED]

    again = checked(
        changed(first), lease(Task.CHECK), SignInAgain(Reason.APP_NOT_FOUND), moment("S2", hours=24)
    )
    assert (told(again), again.audit) == ([Tell.CARD], ())
    assert changed(again).facts.reason is Reason.APP_NOT_FOUND
    assert changed(again).diagnosis != changed(first).diagnosis


def test_what_works_again_is_told_once_and_scanned_at_once() -> None:
    change = checked(account(LOST), lease(Task.CHECK), found(), moment())
    assert changed(change).facts == ACTIVE
    assert told(change) == [Tell.CARD, Tell.RECOVERED]
    assert change.work[0] == Work("A1", Task.SCAN, CALENDAR)
    assert [work.task for work in change.work] == [Task.SCAN, Task.CHECK]
    assert [entry.action for entry in change.audit] == [Action.VALIDATION_PASSED]


def test_what_was_inactive_is_found_again_without_being_scanned() -> None:
    change = checked(account(LOST_OFF), lease(Task.CHECK), found(), moment())
    assert changed(change).facts == Facts(Validation.OK, None, Retrieval.OFF)
    assert (told(change), [work.task for work in change.work]) == ([Tell.CARD, Tell.RECOVERED], [Task.CHECK])


def test_a_validation_that_somebody_waits_for_goes_on() -> None:
    for answer in (found(), NO):
        change = checked(account(LOST), lease(Task.CHECK), answer, moment())
        assert Task.VALIDATE not in change.cancel
        assert Task.VALIDATE not in {work.task for work in change.work}


def test_the_next_check_is_a_day_after_the_last_attempt_and_a_little() -> None:
    due = next_check("A1", NOW, NOW + 5 * HOUR)
    assert NOW + DAILY <= due <= NOW + 1.1 * DAILY
    stale = next_check("A1", NOW - WEEKLY, NOW)
    assert NOW + DAILY <= stale <= NOW + 1.1 * DAILY
    assert len({next_check(f"A{n}", None, NOW) for n in range(50)}) == 50


def test_checks_that_were_never_planned_are_spread_over_the_day() -> None:
    due = sorted(first_check(f"A{n}", NOW) for n in range(1000))
    assert NOW <= due[0] <= due[-1] < NOW + DAILY
    busiest = max(sum(begin <= each < begin + HOUR for each in due) for begin in due)
    assert busiest < 100
