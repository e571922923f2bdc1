"""The scans of an account as people read them: what happens again and again is one line."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from mip.changes import CHANGED, HELD, ScanRecord


@dataclass(frozen=True)
class Run:
    """Scans that ended alike, one after the other, newest first; never empty."""

    scans: Sequence[ScanRecord]

    @property
    def newest(self) -> ScanRecord:
        return self.scans[0]

    @property
    def oldest(self) -> ScanRecord:
        return self.scans[-1]

    @property
    def outcome(self) -> str:
        return self.newest.outcome

    @property
    def has_changes(self) -> bool:
        return self.outcome in {CHANGED, HELD} and bool(self.newest.changes)


def runs(scans: Sequence[ScanRecord]) -> list[Run]:
    """`scans` newest first, and so are the runs. What changed something is told one by one."""
    return [Run(tuple(alike)) for _, alike in groupby(scans, key=_ending)]


def _ending(scan: ScanRecord) -> str:
    return scan.id if scan.outcome == CHANGED else scan.outcome
