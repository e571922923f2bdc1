"""What the running bot keeps in memory, and how soon it is ready."""

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks import answers
from benchmarks.databases import sqlite
from benchmarks.far_side import FarSide, far_side
from benchmarks.filled import fill
from benchmarks.report import Bar, Result
from benchmarks.served import Served, the_bot, the_busy_bot
from benchmarks.sizes import Sizes

# Megabytes and seconds.
WANTED_IDLE = 150.0
WANTED_BUSY = 300.0
WANTED_READY = 2.0
SETTLED = 3.0


@dataclass(frozen=True)
class Taken:
    """`most` is the peak of resident memory, in megabytes."""

    what: str
    ready: float
    most: float
    wanted: float


def measure(sizes: Sizes, folder: Path) -> Result:
    with far_side(folder / "far") as far:
        found = [
            _idle("nothing stored, idle", sqlite(folder), far, sizes),
            _idle(f"{sizes.accounts} accounts, idle", _filled(folder, sizes), far, sizes),
            _busy(f"{sizes.accounts} accounts, all being scanned", _filled(folder, sizes), far, sizes),
        ]
    return Result(
        f"Memory and start: {answers.LABELS} labels per account",
        ("what", "ready after s", "memory, MB", "wanted, MB"),
        [(each.what, f"{each.ready:.1f}", f"{each.most:.0f}", f"{each.wanted:.0f}") for each in found],
        [Bar(each.what, each.most, each.wanted) for each in found],
        "resident memory at its peak, MB",
        [f"Ready is wanted within {WANTED_READY:.0f} s of the start of the process, imports included."],
        {"taken": [vars(each) for each in found]},
    )


def _filled(folder: Path, sizes: Sizes) -> str:
    url = sqlite(folder)
    asyncio.run(fill(url, sizes.accounts, scanned=True))
    return url


def _idle(what: str, url: str, far: FarSide, sizes: Sizes) -> Taken:
    with the_bot(far, url) as bot:
        time.sleep(min(SETTLED, sizes.watched_seconds))
        return Taken(what, bot.started, _peak(bot), WANTED_IDLE)


def _busy(what: str, url: str, far: FarSide, sizes: Sizes) -> Taken:
    with the_busy_bot(far, url, sizes.accounts) as bot:
        time.sleep(sizes.watched_seconds)
        return Taken(what, bot.started, _peak(bot), WANTED_BUSY)


def _peak(bot: Served) -> float:
    """The system's own high-water mark, in kB there."""
    lines = Path(f"/proc/{bot.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))
