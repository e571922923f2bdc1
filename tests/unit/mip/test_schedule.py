from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mip.schedule import after_consent, hourly, is_soon, next_scan, retry_scan, share, too_soon
from tests.unit.mip.samples import HOUR, NOW

SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)

intervals = st.timedeltas(timedelta(minutes=15), timedelta(days=7))
moments = st.timedeltas(timedelta(), timedelta(days=3650)).map(lambda passed: NOW + passed)


@given(st.text(st.characters(codec="utf-8")))
def test_a_share_is_repeatable_and_below_one(key: str) -> None:
    assert 0 <= share(key) < 1
    assert share(key) == share(key)


def test_shares_are_spread() -> None:
    shares = [share(f"A{number}") for number in range(1000)]
    tenths = [sum(int(s * 10) == tenth for s in shares) for tenth in range(10)]
    assert min(tenths) > 60


@given(st.text("abc", min_size=1), intervals, moments)
def test_the_next_scan_is_one_interval_on_and_at_most_a_tenth_more(
    account: str, interval: timedelta, now: datetime
) -> None:
    due = next_scan(account, interval, now)
    assert now + interval <= due <= now + interval * 1.1 + timedelta(microseconds=1)
    assert due == next_scan(account, interval, now)


def test_accounts_added_together_are_not_scanned_together() -> None:
    assert len({next_scan(f"A{number}", HOUR, NOW) for number in range(50)}) == 50


def test_one_account_is_not_always_as_late() -> None:
    slots = [NOW + number * HOUR for number in range(20)]
    assert len({next_scan("A1", HOUR, slot) - slot for slot in slots}) > 10


@given(st.text("abc", min_size=1), intervals, moments, st.floats(0, 30))
def test_what_was_late_comes_again_within_the_interval_and_a_tenth_and_what_was_not_stays_in_step(
    account: str, interval: timedelta, now: datetime, late: float
) -> None:
    due = next_scan(account, interval, now, now - late * interval)
    first = interval * (0.1 if late > 0.11 else 1 if late < 0.09 else 0.1)
    assert now + first <= due + timedelta(microseconds=1)
    assert due <= now + interval * 1.1 + timedelta(microseconds=1)


def test_ten_thousand_that_are_caught_up_in_minutes_are_spread_evenly_afterwards() -> None:
    """After a day of standstill, forty a second: each tenth of the next interval has its tenth of them."""
    began = NOW + DAY
    nexts = [
        next_scan(f"A{number}", HOUR, began + number * SECOND / 40, NOW + HOUR * share(f"old {number}"))
        for number in range(10_000)
    ]
    minutes = Counter(int((due - began) / MINUTE) for due in nexts)
    # The first and the last minutes are the catching up itself, moved by a tenth.
    full = [minutes[minute] for minute in range(11, 65)]
    assert 110 < min(full) <= max(full) < 225
    assert max(minutes.values()) < 225


@pytest.mark.parametrize(
    ("tries", "wait"), [(1, MINUTE), (2, 5 * MINUTE), (3, 15 * MINUTE), (4, HOUR), (5, HOUR), (500, HOUR)]
)
def test_a_failed_scan_is_tried_again_later_and_later(tries: int, wait: timedelta) -> None:
    assert retry_scan("a1", tries, DAY, None, NOW) == NOW + wait


def test_the_back_off_never_passes_the_next_slot() -> None:
    assert retry_scan("a1", 4, 20 * MINUTE, None, NOW) == NOW + 20 * MINUTE


@pytest.mark.parametrize(
    ("asked", "wait"),
    [(7 * SECOND, 7 * SECOND), (30 * MINUTE, 30 * MINUTE), (HOUR, HOUR), (DAY, HOUR)],
)
def test_a_retry_after_counts_even_past_the_next_slot_but_never_more_than_an_hour(
    asked: timedelta, wait: timedelta
) -> None:
    due = retry_scan("a1", 1, 15 * MINUTE, asked, NOW)
    assert NOW + wait <= due < NOW + wait + 1.5 * MINUTE


def test_those_who_were_sent_away_together_come_back_one_after_the_other() -> None:
    """Whoever is scanned once a week does not wait for a tenth of it."""
    for interval, within in ((HOUR, 6 * MINUTE), (7 * DAY, 6 * MINUTE)):
        due = [retry_scan(f"a{n}", 1, interval, 10 * MINUTE, NOW) - NOW - 10 * MINUTE for n in range(1000)]
        thirds = Counter(int(each / (within / 3)) for each in due)
        assert set(thirds) == {0, 1, 2}
        assert min(thirds.values()) > 250


def test_a_consent_is_looked_for_at_0_5_15_30_60_120_and_300_seconds_then_hourly_for_a_day() -> None:
    waits: list[timedelta] = []
    while (wait := after_consent(len(waits) + 1)) is not None:
        waits.append(wait)
    tries = [sum(waits[:number], timedelta()) for number in range(len(waits) + 1)]
    assert [moment.total_seconds() for moment in tries[:7]] == [0, 5, 15, 30, 60, 120, 300]
    assert {later - earlier for earlier, later in pairwise(tries[6:])} == {HOUR}
    assert len(tries[7:]) == 24


@pytest.mark.parametrize(("attempt", "wait"), [(1, HOUR), (24, HOUR), (25, None)])
def test_what_somebody_may_mend_is_looked_for_hourly_for_a_day(attempt: int, wait: timedelta | None) -> None:
    assert hourly(attempt) == wait


@pytest.mark.parametrize(("attempt", "soon"), [(1, True), (6, True), (7, False), (30, False)])
def test_the_first_minutes_end_with_the_seventh_attempt(attempt: int, soon: bool) -> None:
    assert is_soon(attempt) is soon


@pytest.mark.parametrize(
    ("ended", "wait"),
    [
        (None, None),
        (NOW, 10 * SECOND),
        (NOW - 3 * SECOND, 7 * SECOND),
        (NOW - 9.999 * SECOND, 0.001 * SECOND),
        (NOW - 10 * SECOND, None),
        (NOW - HOUR, None),
    ],
)
def test_a_manual_scan_waits_ten_seconds_after_the_last(
    ended: datetime | None, wait: timedelta | None
) -> None:
    assert too_soon(ended, NOW) == wait
