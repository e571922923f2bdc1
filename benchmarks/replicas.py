"""Two replicas on one PostgreSQL beside one, when Microsoft takes its time: as many at once as the product allows."""

import asyncio
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path

from benchmarks.databases import NO_POSTGRES, postgres
from benchmarks.far_side import far_side
from benchmarks.filled import fill
from benchmarks.report import Bar, Result
from benchmarks.scans import Job, share_work
from benchmarks.sizes import Sizes
from bot.background import SCANS_AT_ONCE

LATE = 0.2
WANTED = 1.5
STARTED_WITHIN = 6.0
TITLE = f"Replicas: Microsoft answers in {1000 * LATE:.0f} ms"
COLUMNS = ("replicas", "accounts/s", "times one")


def measure(sizes: Sizes, folder: Path) -> Result:
    with postgres() as url, far_side(folder / "far", late=LATE) as far:
        if url is None:
            return Result(TITLE, COLUMNS, [], notes=[NO_POSTGRES])
        asyncio.run(fill(url, sizes.late_scans, scanned=True))
        job = Job(far, url, sizes.late_scans, SCANS_AT_ONCE, polite=True)
        one = _run(job, 1)
        two = _run(replace(job, later=job.later + timedelta(hours=2)), 2)
    return Result(
        TITLE,
        COLUMNS,
        [("1", f"{one:.1f}", "1"), ("2", f"{two:.1f}", f"{two / one:.2f}")],
        [Bar("one replica", one), Bar("two replicas", two, WANTED * one)],
        "accounts/s",
        [f"{SCANS_AT_ONCE} scans at a time in each replica; every scan asks for a token and for labels."],
        {"one": one, "two": two},
    )


def _run(job: Job, replicas: int) -> float:
    """Accounts per second, from the moment that all are at work until the last one is written."""
    with ProcessPoolExecutor(replicas, mp_context=get_context("spawn")) as pool:
        began = time.time() + STARTED_WITHIN
        found = [pool.submit(share_work, job, number, began) for number in range(replicas)]
        return job.count / max(each.result() for each in found)
