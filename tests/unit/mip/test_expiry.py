"""On which days people are warned, what counts of several that were slept through, and what no snooze may hide."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mip.accounts import Account
from mip.changes import Action, Change, Task, Tell, Work
from mip.credentials import ClientSecret, Secret
from mip.errors import Rejected
from mip.expiry import (
    EXPIRES_FIELD,
    OVER,
    PAST,
    READ_ITSELF,
    SNOOZED_FOR,
    STEPS,
    TOO_FAR,
    after_snooze,
    dated,
    days_left,
    is_over,
    is_soon,
    next_due,
    planned,
    read_day,
    reminded,
    snooze,
    step_at,
)
from mip.managing import recredential
from tests.unit.mip.samples import ACTIVE, ADMIN, NOW, PENDING, account, changed, lease, told

DAY = timedelta(days=1)
LAST = datetime(2027, 6, 30, 23, 59, 59, tzinfo=UTC)
LAST_DAY = datetime(2027, 6, 30, tzinfo=UTC)
ends = st.datetimes(
    LAST_DAY.replace(tzinfo=None), LAST_DAY.replace(tzinfo=None) + 900 * DAY, timezones=st.just(UTC)
).filter(lambda end: end.time() != time())
waits = st.timedeltas(timedelta(), timedelta(days=200))


def before(days: int) -> datetime:
    return LAST_DAY - days * DAY


def a_secret(expires_at: datetime | None = LAST, **more: object) -> Account:
    return account(ACTIVE, custom=True, has_credential=True, expires_at=expires_at, **more)


@pytest.mark.parametrize("step", STEPS)
def test_a_step_comes_when_its_day_begins(step: int) -> None:
    moment = before(step)
    assert step_at(LAST, moment) == step
    assert step_at(LAST, moment - timedelta(seconds=1)) != step
    assert next_due(LAST, moment - timedelta(seconds=1)) == moment


def test_there_is_one_more_step_when_it_is_over() -> None:
    assert next_due(LAST, LAST_DAY) == LAST
    assert step_at(LAST, LAST) == OVER
    assert next_due(LAST, LAST) is None


def test_before_the_first_step_nothing_is_told() -> None:
    assert step_at(LAST, before(91)) is None


def test_of_steps_that_were_slept_through_only_the_latest_counts() -> None:
    assert step_at(LAST, before(20)) == 30
    assert step_at(LAST, LAST + 400 * DAY) == OVER


@given(end=ends, began=waits)
def test_whoever_wakes_at_each_due_time_tells_every_step_once(end: datetime, began: timedelta) -> None:
    """From any moment on: never one twice, never one left out."""
    start, steps = end - began, []
    due = next_due(end, start)
    while due is not None:
        steps.append(step_at(end, due))
        due = next_due(end, due)
    everything = [*STEPS, OVER]
    assert steps == everything[len(everything) - len(steps) :]


@given(end=ends, began=waits)
def test_a_snooze_lasts_seven_days_but_never_beyond_the_last_day(end: datetime, began: timedelta) -> None:
    now = end - began
    until = after_snooze(end, now)
    last_day = datetime.combine(end.date(), datetime.min.time(), UTC)
    if now >= last_day:
        assert until is None
        return
    assert until is not None
    assert now < until <= last_day
    assert until >= now + SNOOZED_FOR or until == last_day
    # What wakes then has not been told before.
    following = next_due(end, now)
    assert following is not None
    assert until >= following


def test_a_step_that_falls_into_a_snooze_is_told_at_its_end() -> None:
    pressed = before(14) + timedelta(hours=10)
    assert after_snooze(LAST, pressed) == before(7) + timedelta(hours=10)
    assert step_at(LAST, before(7) + timedelta(hours=10)) == 7


@pytest.mark.parametrize(
    ("days", "left", "soon", "over"),
    [(30, 30, False, False), (29, 29, True, False), (0, 0, True, False), (-1, -1, True, True)],
)
def test_how_near_it_is(days: int, left: int, soon: bool, over: bool) -> None:
    now = before(days) + timedelta(hours=12)
    assert (days_left(LAST, now), is_soon(LAST, now), is_over(LAST, now)) == (left, soon, over)


def test_what_never_ends_is_never_near() -> None:
    assert not is_soon(None, NOW)


def test_a_day_means_its_end_in_utc() -> None:
    assert read_day(NOW)("2027-06-30") == LAST
    assert read_day(NOW)("") is None
    assert read_day(LAST_DAY + timedelta(hours=23))("2027-06-30") == LAST


@pytest.mark.parametrize(
    ("now", "text", "words"),
    [
        (LAST + timedelta(seconds=1), "2027-06-30", PAST),
        (datetime(2026, 2, 28, 9, tzinfo=UTC), "2028-03-02", TOO_FAR),
        (datetime(2026, 2, 28, 9, tzinfo=UTC), "9999-12-31", TOO_FAR),
        (NOW, "2027-02-30", "not a date"),
        (NOW, "tomorrow", "not a date"),
    ],
)
def test_a_day_that_cannot_be_is_refused(now: datetime, text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_day(now)(text)


@pytest.mark.parametrize(
    ("now", "longest"),
    [
        (datetime(2026, 3, 2, tzinfo=UTC), "2028-03-03"),
        (datetime(2026, 2, 27, tzinfo=UTC), "2028-02-28"),
        (datetime(2028, 2, 28, tzinfo=UTC), "2030-02-28"),
    ],
)
def test_twenty_four_months_are_taken_even_where_it_is_tomorrow_already(now: datetime, longest: str) -> None:
    assert read_day(now)(longest) is not None
    following = (datetime.fromisoformat(longest) + DAY).date().isoformat()
    with pytest.raises(ValueError, match="24 months"):
        read_day(now)(following)


def test_a_new_date_plans_its_next_step_and_not_one_that_is_over() -> None:
    now = before(20)
    assert planned(None, a_secret(), now) == (Work("A1", Task.REMIND, before(14)),)
    assert planned(a_secret(LAST + 90 * DAY), a_secret(), now) == (Work("A1", Task.REMIND, before(14)),)


def test_without_a_new_date_nothing_is_planned_anew() -> None:
    assert planned(a_secret(), a_secret(), NOW) is None
    assert planned(None, a_secret(None), NOW) is None


def test_a_date_that_is_not_known_any_more_ends_the_warnings() -> None:
    assert planned(a_secret(), a_secret(None), NOW) == ()
    assert planned(a_secret(), a_secret(NOW - DAY), NOW) == ()


def test_a_date_that_waits_for_its_secret_warns_of_nothing() -> None:
    waiting = account(PENDING, custom=True, expires_at=LAST)
    assert planned(None, waiting, NOW) is None
    assert planned(waiting, replace(waiting, has_credential=True), NOW) == (
        Work("A1", Task.REMIND, before(90)),
    )


def test_a_warning_goes_to_the_channel_and_to_each_person_and_plans_the_next() -> None:
    change = reminded(a_secret(), lease(Task.REMIND), {"UADDER", "UADMIN"}, before(30))
    assert told(change) == [Tell.CARD, Tell.EXPIRES, Tell.EXPIRES, Tell.EXPIRES]
    warnings = change.deliveries[1:]
    assert [each.channel for each in warnings] == ["CNEWS", "UADDER", "UADMIN"]
    assert len({each.key for each in warnings}) == 3
    assert change.work == (Work("A1", Task.REMIND, before(14)),)
    assert change.lease == lease(Task.REMIND)
    assert [entry.action for entry in change.audit] == [Action.EXPIRY_TOLD]


def test_after_the_last_warning_nothing_is_planned() -> None:
    assert reminded(a_secret(), lease(Task.REMIND), set(), LAST + DAY).work == ()


def test_keys_differ_by_step_and_by_date() -> None:
    def keys(change: Change) -> set[str]:
        return {each.key for each in change.deliveries if each.tell is Tell.EXPIRES}

    first = reminded(a_secret(), lease(Task.REMIND), set(), before(30))
    second = reminded(a_secret(), lease(Task.REMIND), set(), before(14))
    other = reminded(a_secret(LAST + DAY), lease(Task.REMIND), set(), before(30))
    assert not keys(first) & keys(second)
    assert not keys(first) & keys(other)


def test_without_a_date_there_is_nothing_to_tell() -> None:
    change = reminded(a_secret(None), lease(Task.REMIND), {"U1"}, NOW)
    assert (change.deliveries, change.work, change.audit) == ((), (), ())


@pytest.mark.parametrize(("pressed_in", "tells"), [("CNEWS", []), ("D1", [Tell.SNOOZED])])
def test_a_snooze_moves_the_next_warning_and_the_channel_hears_who(
    pressed_in: str, tells: list[Tell]
) -> None:
    change = snooze(a_secret(), before(7), ADMIN, pressed_in)
    assert change.work == (Work("A1", Task.REMIND, before(7)),)
    assert told(change) == tells
    assert [(entry.actor, entry.action) for entry in change.audit] == [("UADMIN", Action.EXPIRY_SNOOZED)]


def reauthorized(was: Account, secret: ClientSecret | None = None) -> Change:
    return recredential(was, was.registration, secret, ADMIN, "CHERE", NOW)


def test_a_date_alone_corrects_that_of_the_secret_in_use() -> None:
    was = a_secret(LAST - 30 * DAY)
    change = dated(reauthorized(was), LAST, ADMIN)
    assert changed(change).expires_at == LAST
    assert change.credential is None
    entry = change.audit[-1]
    assert (entry.action, entry.details["expires"]) == (Action.CREDENTIAL_DATED, LAST.isoformat())
    assert entry.details["before"] == (LAST - 30 * DAY).isoformat()


def test_a_certificate_is_not_given_a_date_by_hand() -> None:
    with pytest.raises(Rejected) as refused:
        dated(reauthorized(a_secret(by_certificate=True)), LAST, ADMIN)
    assert refused.value.fields == {EXPIRES_FIELD: READ_ITSELF}


def test_the_date_of_the_form_is_that_of_the_secret_typed_on_the_private_page() -> None:
    waiting = account(PENDING, custom=True, expires_at=LAST)
    assert reauthorized(waiting, ClientSecret(Secret("s"))).credential == ClientSecret(Secret("s"), LAST)
    other = LAST + DAY
    given_twice = reauthorized(waiting, ClientSecret(Secret("s"), other))
    assert given_twice.credential == ClientSecret(Secret("s"), other)


def test_a_new_secret_without_a_date_does_not_inherit_the_old_one() -> None:
    was = account(PENDING, custom=True, has_credential=True, expires_at=LAST)
    assert reauthorized(was, ClientSecret(Secret("s"))).credential == ClientSecret(Secret("s"))


def test_a_date_may_wait_for_a_secret_that_is_still_to_come() -> None:
    was = account(PENDING, custom=True)
    assert changed(dated(reauthorized(was), LAST, ADMIN)).expires_at == LAST
