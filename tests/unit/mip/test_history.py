from datetime import UTC, datetime, timedelta

from mip.changes import ScanRecord
from mip.diff import Kind, LabelChange
from mip.history import runs

NOW = datetime(2026, 11, 28, tzinfo=UTC)
ADDED = LabelChange(Kind.ADDED, "g", "G")


def scans(*outcomes: str) -> list[ScanRecord]:
    return [
        ScanRecord(
            str(n), "a", NOW - timedelta(hours=n), outcome, 1, (ADDED,) if outcome == "changed" else ()
        )
        for n, outcome in enumerate(outcomes)
    ]


def test_what_happens_again_and_again_is_one_run_and_each_change_stands_alone() -> None:
    told = runs(scans("unchanged", "unchanged", "changed", "changed", "unchanged", "throttled", "throttled"))
    assert [(run.outcome, len(run.scans), run.has_changes) for run in told] == [
        ("unchanged", 2, False),
        ("changed", 1, True),
        ("changed", 1, True),
        ("unchanged", 1, False),
        ("throttled", 2, False),
    ]
    assert (told[0].newest.id, told[0].oldest.id) == ("0", "1")


def test_no_scans_are_no_runs() -> None:
    assert runs([]) == []
