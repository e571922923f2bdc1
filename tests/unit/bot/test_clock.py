"""Whose time it is: this machine's, until something better is known."""

from datetime import UTC, datetime, timedelta

from bot.clock import SystemClock

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
A_MOMENT = timedelta(seconds=5)


def test_once_others_agreed_on_the_time_no_clock_of_this_machine_moves_it() -> None:
    machine = [NOW]
    clock = SystemClock(machine=lambda: machine[0])
    assert clock.wire() == NOW
    clock.agree(NOW + timedelta(hours=1))
    machine[0] += timedelta(days=365)
    assert timedelta(0) <= clock.wire() - (NOW + timedelta(hours=1)) < A_MOMENT
    assert clock.machine() == machine[0]


def test_the_calendar_goes_by_the_same_time() -> None:
    clock = SystemClock(timedelta(days=1), lambda: NOW)
    clock.agree(NOW + timedelta(hours=1))
    assert clock.calendar() - clock.wire() < timedelta(days=1, seconds=1)
    assert clock.calendar() >= NOW + timedelta(days=1, hours=1)
