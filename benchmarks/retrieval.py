"""Reading the labels of many tenants: the product's scans beside the bare loop, in turns."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median

from benchmarks import answers, floor, scans
from benchmarks.apart import Speed, apart
from benchmarks.databases import NO_POSTGRES, postgres, sqlite
from benchmarks.far_side import FarSide, far_side
from benchmarks.filled import fill
from benchmarks.report import Bar, Result
from benchmarks.sizes import Sizes

AT_ONCE = 50
WANTED = 0.15
FIRST = timedelta(hours=2)
# An interval and a half after the last one.
AGAIN = timedelta(hours=4)


@dataclass(frozen=True)
class Round:
    """One kind of scan, with the floor measured right before and right after it."""

    what: str
    before: Speed
    mine: Speed
    after: Speed

    @property
    def floor(self) -> float:
        return (self.before.per_second + self.after.per_second) / 2

    @property
    def ratio(self) -> float:
        return self.mine.per_second / self.floor

    @property
    def cpu_ratio(self) -> float:
        return (self.before.cpu_ms + self.after.cpu_ms) / 2 / self.mine.cpu_ms


def measure(sizes: Sizes, folder: Path) -> Result:
    with far_side(folder / "far") as far, _databases(folder) as urls:
        ceiling = [apart(floor.read_many, far, sizes.floor, AT_ONCE).per_second for _ in range(2)]
        rounds = [found for name, url in urls for found in _on(name, url, far, sizes)]
        return _result(far, ceiling, rounds, sizes, has_postgres=len(urls) > 1)


@contextmanager
def _databases(folder: Path) -> Iterator[Sequence[tuple[str, str]]]:
    with postgres() as url:
        yield [("SQLite", sqlite(folder)), *([("PostgreSQL", url)] if url else [])]


def _on(name: str, url: str, far: FarSide, sizes: Sizes) -> Iterator[Round]:
    """First scans write thirty labels each, rescans find everything as it was."""
    asyncio.run(fill(url, sizes.accounts, scanned=False))
    yield _round(f"{name}, first scans", url, far, sizes, FIRST)
    yield _round(f"{name}, rescans", url, far, sizes, AGAIN)


def _round(what: str, url: str, far: FarSide, sizes: Sizes, later: timedelta) -> Round:
    before = apart(floor.read_many, far, sizes.floor, AT_ONCE)
    mine = apart(scans.scan_many, scans.Job(far, url, sizes.scanned, AT_ONCE, later, again=later == AGAIN))
    return Round(what, before, mine, apart(floor.read_many, far, sizes.floor, AT_ONCE))


def _result(
    far: FarSide, ceiling: Sequence[float], rounds: Sequence[Round], sizes: Sizes, *, has_postgres: bool
) -> Result:
    return Result(
        f"Retrieval: {sizes.scanned} of {sizes.accounts} accounts with {answers.LABELS} labels, {AT_ONCE} at a time",
        (
            "what",
            "accounts/s",
            "floor, accounts/s",
            "ratio",
            "CPU ms per account",
            "floor, CPU ms",
            "CPU ratio",
        ),
        [_row(each) for each in rounds],
        [Bar(each.what, each.ratio, WANTED) for each in rounds],
        "share of the bare loop's throughput",
        [
            f"The far side is {far.kind}; the bare loop reads {median(ceiling):.0f} accounts/s from it.",
            *([] if has_postgres else [NO_POSTGRES]),
        ],
        {"far_side": far.kind, "ceiling": ceiling, "rounds": [_figures(each) for each in rounds]},
    )


def _row(each: Round) -> Sequence[str]:
    floor_cpu = (each.before.cpu_ms + each.after.cpu_ms) / 2
    return (
        each.what,
        f"{each.mine.per_second:.0f}",
        f"{each.floor:.0f}",
        f"{each.ratio:.3f}",
        f"{each.mine.cpu_ms:.1f}",
        f"{floor_cpu:.2f}",
        f"{each.cpu_ratio:.3f}",
    )


def _figures(each: Round) -> dict[str, object]:
    return {"what": each.what, "ratio": each.ratio, "cpu_ratio": each.cpu_ratio, "mine": vars(each.mine)}
