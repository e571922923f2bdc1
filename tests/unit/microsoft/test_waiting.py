import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict

from microsoft.answers import Unusable
from microsoft.limits import Limits
from microsoft.waiting import LONGEST, SHORTEST, Patience, retry_after
from mip.errors import TryLater
from mip.reasons import Reason

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


def asked(value: str, date: str = "") -> float | None:
    headers = CIMultiDict({"retry-after": value, **({"date": date} if date else {})})
    wait = retry_after(headers, NOW)
    return None if wait is None else wait.total_seconds()


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7),
        (" 7 ", 7),
        ("0", 1),
        ("-5", 1),
        ("1.5", 2),
        ("99999999999999999999", 3600),
        ("9" * 400, 3600),
        ("-" + "9" * 400, 1),
        ("999999", 3600),
        ("", None),
        ("abc", None),
        ("7, 9", None),
        ("٣", None),
        ("NaN", None),
        ("1e3", None),
        ("Mon, 99 Foo 2026 25:00:00 GMT", None),
    ],
)
def test_retry_after_in_all_its_forms(value: str, seconds: float | None) -> None:
    assert asked(value) == seconds


def test_no_retry_after_asks_for_nothing() -> None:
    assert retry_after(CIMultiDict(), NOW) is None


def test_a_date_counts_from_the_answers_own_clock() -> None:
    skewed = NOW + timedelta(hours=5)
    value = format_datetime(skewed + timedelta(seconds=20), usegmt=True)
    assert asked(value, format_datetime(skewed, usegmt=True)) == 20


def test_a_date_counts_from_our_clock_when_the_answer_has_none() -> None:
    assert asked(format_datetime(NOW + timedelta(seconds=20), usegmt=True)) == 20


def test_a_date_in_the_past_means_the_shortest_wait() -> None:
    assert asked(format_datetime(NOW - timedelta(days=1), usegmt=True)) == 1


@given(st.text(), st.text())
def test_no_header_ever_raises_or_leaves_the_bounds(value: str, date: str) -> None:
    wait = retry_after({"Retry-After": value, "Date": date}, NOW)
    assert wait is None or SHORTEST <= wait <= LONGEST


class Failing:
    """Raises `trouble` for the first `times` calls; notes what was slept."""

    def __init__(self, trouble: TryLater, times: int = 99) -> None:
        self.trouble, self.times = trouble, times
        self.calls = 0
        self.slept: list[float] = []
        self.takes, self.time = 0.0, 0.0

    async def __call__(self) -> str:
        self.calls += 1
        self.time += self.takes
        if self.calls <= self.times:
            raise self.trouble
        return "done"

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def persist(self, retries: int) -> str:
        return asyncio.run(
            Patience(Limits(), self.sleep, lambda: 0.5, lambda: self.time).persist(self, retries)
        )


def test_it_sleeps_what_was_asked_and_goes_on() -> None:
    failing = Failing(TryLater(Reason.THROTTLED, after=timedelta(seconds=7)), times=1)
    assert failing.persist(4) == "done"
    assert failing.slept == [7.0]


def test_it_gives_up_after_four_more_tries() -> None:
    failing = Failing(TryLater(Reason.PROVIDER_ERROR))
    with pytest.raises(TryLater):
        failing.persist(4)
    assert failing.calls == 5
    assert failing.slept == [0.5, 1.0, 2.0, 4.0]


@pytest.mark.parametrize(("takes", "calls"), [(1.0, 5), (3.0, 3), (9.0, 1)])
def test_what_has_taken_long_already_is_not_tried_again(takes: float, calls: int) -> None:
    """Whoever keeps silent up to the end of our patience keeps a worker for one answer, not for five."""
    failing = Failing(TryLater(Reason.NETWORK))
    failing.takes = takes
    with pytest.raises(TryLater):
        failing.persist(4)
    assert failing.calls == calls


def test_it_does_not_sleep_through_a_long_wait() -> None:
    failing = Failing(TryLater(Reason.THROTTLED, after=timedelta(seconds=121)))
    with pytest.raises(TryLater) as caught:
        failing.persist(4)
    assert failing.calls == 1
    assert caught.value.after == timedelta(seconds=121)


@pytest.mark.parametrize("again", [0, 1])
def test_an_unusable_answer_is_asked_for_as_often_as_it_says(again: int) -> None:
    failing = Failing(Unusable("broken", again=again))
    with pytest.raises(Unusable):
        failing.persist(4)
    assert failing.calls == 1 + again
