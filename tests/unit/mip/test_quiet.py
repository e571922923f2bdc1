"""When it is quiet, where somebody lives."""

from datetime import UTC, datetime

import pytest

from mip.quiet import Quiet, known_zone, quiet_until


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """In November of 2026, whose second day is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("quiet", "now", "until"),
    [
        (Quiet.NIGHTS, at(3, 17, 59), None),
        (Quiet.NIGHTS, at(3, 18), at(4, 8)),
        (Quiet.NIGHTS, at(3, 23, 59), at(4, 8)),
        (Quiet.NIGHTS, at(4, 0), at(4, 8)),
        (Quiet.NIGHTS, at(4, 7, 59), at(4, 8)),
        (Quiet.NIGHTS, at(4, 8), None),
        (Quiet.NIGHTS, at(7, 12), None),
        (Quiet.WEEKENDS, at(6, 12), None),
        (Quiet.WEEKENDS, at(6, 18), at(9, 8)),
        (Quiet.WEEKENDS, at(7, 3), at(9, 8)),
        (Quiet.WEEKENDS, at(8, 12), at(9, 8)),
        (Quiet.WEEKENDS, at(9, 7), at(9, 8)),
        (Quiet.WEEKENDS, at(9, 8), None),
        (Quiet.NEVER, at(8, 3), None),
    ],
)
def test_nights_end_at_eight_and_weekends_on_monday(
    quiet: Quiet, now: datetime, until: datetime | None
) -> None:
    assert quiet_until(quiet, "UTC", now) == until


def test_hours_are_those_of_a_place_also_where_its_clocks_change() -> None:
    assert quiet_until(Quiet.NIGHTS, "America/New_York", at(3, 12)) == at(3, 13)
    before = datetime(2026, 10, 24, 20, tzinfo=UTC)
    assert quiet_until(Quiet.NIGHTS, "Europe/Berlin", before) == datetime(2026, 10, 25, 7, tzinfo=UTC)
    assert quiet_until(Quiet.NIGHTS, "Europe/Berlin", before.replace(day=23)) == datetime(
        2026, 10, 24, 6, tzinfo=UTC
    )


@pytest.mark.parametrize(
    "name", ["", "Nowhere/Else", "../../etc/passwd", "/etc/passwd", "Europe", "a\0b", "x" * 300]
)
def test_a_place_that_nobody_knows_keeps_the_time_of_greenwich(name: str) -> None:
    assert known_zone(name) == "UTC"
    assert quiet_until(Quiet.NIGHTS, name, at(3, 20)) == at(4, 8)
    assert known_zone("Europe/Berlin") == "Europe/Berlin"
