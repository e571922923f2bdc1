"""A flood of refused requests does not fill the log, and nobody is left in the dark about how many there were."""

from datetime import UTC, datetime, timedelta

from bot.sampling import BURST, PER_SECOND, Sampling

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_a_few_are_all_told() -> None:
    sampling = Sampling()
    assert [sampling.admit(NOW) for _ in range(int(BURST))] == [0] * int(BURST)


def test_of_a_flood_few_are_told_and_the_next_one_says_how_many_were_not() -> None:
    sampling = Sampling()
    told = [sampling.admit(NOW) for _ in range(5000)]
    assert told.count(None) == 5000 - BURST
    assert sampling.admit(NOW + SECOND) == 5000 - BURST
    assert sampling.admit(NOW + SECOND) == 0


def test_a_flood_that_goes_on_has_ten_lines_a_second() -> None:
    sampling, step = Sampling(), SECOND / 1000
    told = [sampling.admit(NOW + number * step) for number in range(30_000)]
    lines = [each for each in told if each is not None]
    assert len(lines) <= BURST + 30 * PER_SECOND
    assert sum(lines) + len(lines) >= 30_000 - 1000


def test_a_clock_that_is_set_back_opens_no_gate_and_closes_none() -> None:
    sampling = Sampling()
    for _ in range(500):
        sampling.admit(NOW)
    assert sampling.admit(NOW - timedelta(hours=1)) is None
    assert sampling.admit(NOW - timedelta(hours=1) + SECOND) == 500 - BURST + 1
