"""An account that was never connected: when it is reminded of, when it goes, and what keeps it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mip.abandoning import KEPT_FOR, REMIND, REMINDED_BEFORE, REMOVE, due, ends_at, link_asked, plan, watched
from mip.changes import SYSTEM, Action, AuditEntry, Change, Task, Tell
from tests.unit.mip.samples import ACTIVE, ADMIN, FAILED, LOST, NOW, PENDING, VALIDATED, lease, told
from tests.unit.mip.samples import account as an_account


def acted(by: str = ADMIN.user) -> Change:
    account = an_account()
    entry = AuditEntry(account.workspace, by, Action.ACCOUNT_EDITED, account.id)
    return Change(account.workspace, account, account, audit=(entry,))


def test_two_weeks_begin_anew_with_whatever_a_person_does() -> None:
    (work,) = watched(acted(), NOW).work

    assert (work.task, work.due_at, work.attempt) == (Task.ABANDON, NOW + KEPT_FOR - REMINDED_BEFORE, REMIND)
    assert ends_at(work.due_at, work.attempt) == NOW + KEPT_FOR


def test_what_the_bot_does_by_itself_moves_nothing() -> None:
    by_itself = acted(SYSTEM)
    unaudited = replace(by_itself, audit=())

    assert watched(by_itself, NOW) == by_itself
    assert watched(unaudited, NOW) == unaudited


@pytest.mark.parametrize("facts", [VALIDATED, ACTIVE])
def test_a_connection_lifts_it_for_good(facts: object) -> None:
    change = acted()
    assert change.before is not None
    connected = change.before.with_facts(facts)  # type: ignore[arg-type] # parametrized

    assert watched(replace(change, after=connected), NOW).cancel == (Task.ABANDON,)
    later = replace(change, before=connected, after=connected)
    assert watched(later, NOW) == later


def test_a_removed_account_is_not_planned_for() -> None:
    removed = replace(acted(), after=None)

    assert watched(removed, NOW) == removed


def test_asking_for_a_link_counts() -> None:
    change = watched(link_asked(an_account(), ADMIN.user), NOW)

    assert [work.task for work in change.work] == [Task.ABANDON]
    assert told(change) == [Tell.CARD]


@pytest.mark.parametrize("facts", [PENDING, FAILED])
def test_it_is_reminded_of_once_with_three_days_left(facts: object) -> None:
    account = replace(an_account(), facts=facts)  # type: ignore[arg-type] # parametrized
    change = due(account, lease(Task.ABANDON, attempt=REMIND), NOW)

    assert told(change) == [Tell.CARD, Tell.ABANDON_SOON]
    (work,) = change.work
    assert (work.attempt, work.due_at) == (REMOVE, NOW + REMINDED_BEFORE)


def test_then_it_is_removed_like_by_a_person_and_its_adder_hears_of_it() -> None:
    account = an_account()
    change = due(account, lease(Task.ABANDON, attempt=REMOVE), NOW)

    assert (change.after, change.burn_attempts, set(change.cancel)) == (None, True, set(Task))
    assert told(change) == [Tell.REMOVED, Tell.ABANDONED]
    assert change.deliveries[1].channel == account.added_by
    assert [(entry.actor, entry.action) for entry in change.audit] == [(SYSTEM, Action.ACCOUNT_ABANDONED)]


@pytest.mark.parametrize("facts", [VALIDATED, ACTIVE, LOST])
@pytest.mark.parametrize("attempt", [REMIND, REMOVE])
def test_one_that_was_ever_connected_never_goes(facts: object, attempt: int) -> None:
    account = replace(an_account(), facts=facts)  # type: ignore[arg-type] # parametrized
    change = due(account, lease(Task.ABANDON, attempt=attempt), NOW)

    assert (change.after, change.deliveries, change.work) == (account, (), ())


def test_the_reminder_is_due_three_days_before_the_end() -> None:
    assert timedelta(days=14) == KEPT_FOR
    assert plan("a1", NOW).due_at == NOW + timedelta(days=11)
