"""Whether one scan costs more when many accounts are stored: the same number is scanned from few and from many."""

import asyncio
from datetime import timedelta
from pathlib import Path
from statistics import median

from benchmarks import scans
from benchmarks.apart import Speed, apart
from benchmarks.databases import sqlite
from benchmarks.far_side import FarSide, far_side
from benchmarks.filled import fill
from benchmarks.report import Bar, Result
from benchmarks.retrieval import AT_ONCE
from benchmarks.sizes import Sizes

WANTED = 1.2


def measure(sizes: Sizes, folder: Path) -> Result:
    stored = (sizes.few, sizes.accounts)
    urls = {number: sqlite(folder) for number in stored}
    found: dict[int, list[Speed]] = {number: [] for number in stored}
    for number, url in urls.items():
        asyncio.run(fill(url, number, scanned=True))
    with far_side(folder / "far") as far:
        for turn in range(sizes.rounds):
            for number, url in urls.items():
                found[number].append(_scanned(far, url, sizes.few, turn))
    cpu = {number: median(speed.cpu_ms for speed in speeds) for number, speeds in found.items()}
    times = cpu[sizes.accounts] / cpu[sizes.few]
    return Result(
        f"Growth: {sizes.few} rescans on SQLite, few and many accounts stored",
        ("accounts stored", "CPU ms per account", "times"),
        [(f"{number}", f"{each:.1f}", f"{each / cpu[sizes.few]:.2f}") for number, each in cpu.items()],
        [Bar(f"{number} stored", each, WANTED * cpu[sizes.few]) for number, each in cpu.items()],
        "CPU ms per account",
        [f"The median of {sizes.rounds} rounds in turns, the start of connections included."],
        {"cpu_ms": cpu, "times": times},
    )


def _scanned(far: FarSide, url: str, count: int, turn: int) -> Speed:
    later = timedelta(hours=2 * (turn + 1))
    return apart(scans.scan_many, scans.Job(far, url, count, AT_ONCE, later))
