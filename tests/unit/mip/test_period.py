from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mip.period import NoTime, Period, read_note, read_period

NOW = datetime(2026, 11, 28, 15, 30, 20, 500, tzinfo=UTC)
SOON = datetime(2026, 11, 28, 15, 30, 21, tzinfo=UTC)


def at(day: int, hour: int = 0, *, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def end_of(day: int, month: int = 11) -> datetime:
    return datetime(2026, month, day, 23, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "begin", "end"),
    [
        ("2026-11-01", at(1), SOON),
        ("2026-11-01 2026-11-03", at(1), end_of(3)),
        ("2026-11-03 2026-11-01", at(1), end_of(3)),
        ("2026-11-03 2026-11-03", at(3), end_of(3)),
        ("from 2026-11-01 to Yesterday", at(1), end_of(27)),
        ("today", at(28), SOON),
        ("yesterday", at(27), SOON),
        ("7d", SOON - timedelta(days=7), SOON),
        ("24h ago", SOON - timedelta(hours=24), SOON),
        ("24H", SOON - timedelta(hours=24), SOON),
        ("7d 1d", SOON - timedelta(days=7), SOON - timedelta(days=1)),
        ("1d 7d", SOON - timedelta(days=7), SOON - timedelta(days=1)),
        ("0d", SOON, SOON),
        ("2026-11-20 2027-01-01", at(20), SOON),
        ("yesterday tomorrow", at(27), SOON),
        ("2026-11-20 9999-12-31", at(20), SOON),
        ("0001-01-01 today", datetime(1, 1, 1, tzinfo=UTC), SOON),
    ],
)
def test_times_are_read_in_whatever_order_they_come(typed: str, begin: datetime, end: datetime) -> None:
    assert read_period(typed, NOW) == Period(begin, end)


@pytest.mark.parametrize("typed", ["", "  ", "until", "-"])
def test_nothing_typed_asks_for_nothing(typed: str) -> None:
    assert read_period(typed, NOW) is None


@pytest.mark.parametrize(
    "typed",
    ["soon", "2026-13-01", "2026-02-30", "01.11.2026", "7", "d", "7w", "-7d", "\u0667d", "today today today"],
)
def test_what_is_no_time_is_refused_with_the_words(typed: str) -> None:
    with pytest.raises(NoTime) as refused:
        read_period(typed, NOW)
    assert (refused.value.typed, refused.value.is_future) == (typed, False)


@pytest.mark.parametrize("typed", ["2026-11-29", "tomorrow", "2027-01-01 2028-01-01", "9999-12-31"])
def test_a_beginning_that_has_not_come_yet_is_refused(typed: str) -> None:
    with pytest.raises(NoTime) as refused:
        read_period(typed, NOW)
    assert refused.value.is_future


@given(st.text(max_size=30))
def test_whatever_is_typed_is_a_period_or_a_refusal(text: str) -> None:
    try:
        period = read_period(text, NOW)
    except NoTime:
        return
    assert period is None or period.begin <= period.end <= SOON


def test_a_button_carries_a_period_there_and_back() -> None:
    period = Period(at(1), end_of(3))
    assert read_note(period.note()) == period


@pytest.mark.parametrize("note", ["", "1", "1.", "a.b", "1.2.3", "\u0661.2", "123456789012.1"])
def test_a_note_that_we_never_wrote_is_refused(note: str) -> None:
    with pytest.raises(ValueError, match="note"):
        read_note(note)
