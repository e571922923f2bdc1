"""What a validation means, for both connectors, every answer, and every attempt that differs."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mip.accounts import Account, Reading
from mip.errors import SignInAgain, TryLater
from mip.reasons import ACCESS_MISSING, CREDENTIAL_REFUSED, LINK_HELPS, Reason
from mip.status import Event, Facts
from mip.validation import Verdict, judge, ours
from tests.unit.mip.samples import ACTIVE, FAILED, HOUR, LOST, PENDING, VALIDATED, account, found

SECOND = timedelta(seconds=1)
EVERY_FACTS = [PENDING, FAILED, VALIDATED, ACTIVE, LOST]
EVERY_MISSING = sorted(ACCESS_MISSING)
EVERY_REFUSED = sorted(set(Reason) - ACCESS_MISSING)
NO = SignInAgain(Reason.NO_CONSENT)
LATER = TryLater(Reason.NETWORK)


def troubled(subject: Account, reason: Reason = Reason.NO_CONSENT) -> Account:
    return replace(subject, reading=Reading(trouble=reason))


@pytest.mark.parametrize("facts", EVERY_FACTS)
@pytest.mark.parametrize("custom", [False, True])
@pytest.mark.parametrize("consented", [False, True])
@pytest.mark.parametrize("attempt", [1, 7, 30])
def test_labels_are_the_proof_also_when_there_are_none(
    facts: Facts, custom: bool, consented: bool, attempt: int
) -> None:
    verdict = judge(account(facts, custom=custom), found(), attempt, consented=consented)
    assert verdict == Verdict(Event.PASSED)


@pytest.mark.parametrize("facts", EVERY_FACTS)
@pytest.mark.parametrize("custom", [False, True])
@pytest.mark.parametrize("consented", [False, True])
@pytest.mark.parametrize("attempt", [1, 7])
@pytest.mark.parametrize("reason", EVERY_REFUSED)
def test_a_refusal_that_no_consent_mends_ends_the_trying_at_once(
    facts: Facts, custom: bool, consented: bool, attempt: int, reason: Reason
) -> None:
    subject = account(facts, custom=custom)
    verdict = judge(subject, SignInAgain(reason), attempt, consented=consented)
    assert verdict == Verdict(Event.REFUSED, reason, None, ask=False, tell=True)


@pytest.mark.parametrize(
    ("attempt", "retry", "tell"),
    [
        (1, 5 * SECOND, True),
        (2, 10 * SECOND, False),
        (6, 180 * SECOND, False),
        (7, HOUR, False),
        (30, HOUR, False),
        (31, None, True),
    ],
)
@pytest.mark.parametrize("facts", EVERY_FACTS)
@pytest.mark.parametrize("consented", [False, True])
def test_a_transient_failure_never_changes_the_status_and_is_told_at_both_ends(
    facts: Facts, consented: bool, attempt: int, retry: timedelta | None, tell: bool
) -> None:
    verdict = judge(account(facts), LATER, attempt, consented=consented)
    assert verdict == Verdict(None, Reason.NETWORK, retry, tell=tell)


@pytest.mark.parametrize(
    ("attempt", "after", "retry"),
    [(1, SECOND, 5 * SECOND), (1, 90 * SECOND, 90 * SECOND), (7, 2 * HOUR, 2 * HOUR), (31, SECOND, None)],
)
def test_a_retry_after_is_waited_for_but_never_shortens_the_plan(
    attempt: int, after: timedelta, retry: timedelta | None
) -> None:
    answer = TryLater(Reason.THROTTLED, after=after)
    assert judge(account(), answer, attempt, consented=True).retry == retry


@pytest.mark.parametrize("custom", [False, True])
@pytest.mark.parametrize("facts", EVERY_FACTS)
@pytest.mark.parametrize("reason", EVERY_MISSING)
@pytest.mark.parametrize("attempt", range(1, 7))
def test_right_after_a_consent_missing_access_proves_nothing(
    custom: bool, facts: Facts, reason: Reason, attempt: int
) -> None:
    verdict = judge(account(facts, custom=custom), SignInAgain(reason), attempt, consented=True)
    assert (verdict.event, verdict.reason, verdict.ask) == (None, reason, False)
    assert verdict.retry is not None
    assert verdict.tell is (attempt == 1)


@pytest.mark.parametrize("facts", [PENDING, FAILED])
@pytest.mark.parametrize("reason", EVERY_MISSING)
@pytest.mark.parametrize(("attempt", "consented"), [(1, False), (7, True)])
def test_a_custom_app_without_access_stays_pending_and_gets_its_link(
    facts: Facts, reason: Reason, attempt: int, consented: bool
) -> None:
    verdict = judge(account(facts, custom=True), SignInAgain(reason), attempt, consented=consented)
    assert verdict == Verdict(Event.MISSING, reason, HOUR, ask=reason in LINK_HELPS, tell=True)


@pytest.mark.parametrize("facts", [PENDING, FAILED])
@pytest.mark.parametrize("reason", EVERY_MISSING)
@pytest.mark.parametrize(("attempt", "consented"), [(1, False), (7, True)])
def test_our_own_app_without_access_has_failed_but_is_looked_for(
    facts: Facts, reason: Reason, attempt: int, consented: bool
) -> None:
    verdict = judge(account(facts), SignInAgain(reason), attempt, consented=consented)
    assert verdict == Verdict(Event.REFUSED, reason, HOUR, ask=False, tell=True)


@pytest.mark.parametrize("custom", [False, True])
@pytest.mark.parametrize("facts", [VALIDATED, ACTIVE, LOST])
@pytest.mark.parametrize("attempt", [1, 2, 9])
def test_a_connected_account_without_access_is_lost_and_not_tried_again_by_itself(
    custom: bool, facts: Facts, attempt: int
) -> None:
    verdict = judge(troubled(account(facts, custom=custom)), NO, attempt, consented=False)
    assert verdict == Verdict(Event.MISSING, Reason.NO_CONSENT, None, ask=custom, tell=True)


@pytest.mark.parametrize("custom", [False, True])
def test_a_connected_account_that_was_just_approved_is_tried_on(custom: bool) -> None:
    verdict = judge(account(ACTIVE, custom=custom), NO, 7, consented=True)
    assert verdict == Verdict(Event.MISSING, Reason.NO_CONSENT, HOUR, tell=True)


@pytest.mark.parametrize("custom", [False, True])
@pytest.mark.parametrize(
    ("facts", "consented", "attempts"),
    [
        (PENDING, False, range(2, 26)),
        (PENDING, True, range(8, 32)),
        (LOST, True, range(8, 32)),
    ],
)
def test_the_same_refusal_is_not_told_again_while_it_is_tried_on(
    custom: bool, facts: Facts, consented: bool, attempts: range
) -> None:
    subject = troubled(account(facts, custom=custom))
    verdicts = [judge(subject, NO, attempt, consented=consented) for attempt in attempts]
    assert not [verdict for verdict in verdicts if verdict.tell or verdict.ask]
    assert [verdict.retry for verdict in verdicts] == [HOUR] * (len(verdicts) - 1) + [None]


@pytest.mark.parametrize(("attempt", "consented"), [(2, False), (8, True)])
@pytest.mark.parametrize("custom", [False, True])
def test_a_refusal_that_was_hidden_by_an_outage_is_told_when_it_shows(
    custom: bool, attempt: int, consented: bool
) -> None:
    subject = troubled(account(custom=custom), Reason.NETWORK)
    verdict = judge(subject, NO, attempt, consented=consented)
    assert verdict.tell
    assert verdict.ask is custom


def test_a_refused_credential_of_the_mip_bot_connector_is_the_operators_to_mend() -> None:
    for reason in [*CREDENTIAL_REFUSED, Reason.CREDENTIAL_MISSING]:
        blamed = ours(account(ACTIVE), SignInAgain(reason, request_id="R1"))
        assert isinstance(blamed, TryLater)
        assert (blamed.reason, blamed.request_id) == (Reason.OWN_CREDENTIAL, "R1")


def test_every_other_answer_stays_what_it_is() -> None:
    for reason in set(Reason) - CREDENTIAL_REFUSED - {Reason.CREDENTIAL_MISSING}:
        answer = SignInAgain(reason)
        assert ours(account(ACTIVE), answer) is answer
    for reason in Reason:
        answer = SignInAgain(reason)
        assert ours(account(ACTIVE, custom=True), answer) is answer
    assert ours(account(ACTIVE), LATER) is LATER
