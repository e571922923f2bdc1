from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest

from bot.sweeper import EVERY, FEWEST, MOST, Sweeper
from mip.changes import Task
from tests.unit.bot.fakes import NOW, HandClock, PaperEngine


@dataclass
class Due:
    """Both tables the sweeper looks at; `asked` are the times it looked for."""

    work: Sequence[tuple[str, Task]] = ()
    waiting_in: Sequence[str] = ()
    broken: bool = False
    asked: tuple[datetime, ...] = ()

    async def due(self, task: Task, wire: datetime, calendar: datetime, limit: int) -> Sequence[str]:
        if self.broken:
            raise OSError
        self.asked = (wire, calendar)
        return [account for account, kind in self.work if kind is task][:limit]

    async def places(self, wire: datetime, limit: int) -> Sequence[str]:
        return self.waiting_in[:limit]


@dataclass
class Counted:
    """What all replicas note."""

    noted: Counter[str] = field(default_factory=Counter)

    async def note(self, key: str, until: datetime) -> int:
        self.noted[key] += 1
        return self.noted[key]


def sweeper_of(due: Any, engine: PaperEngine, clock: HandClock, tally: Any = None) -> Sweeper:
    """It looks at two things of each table and at nothing else."""
    return Sweeper(due, due, engine, clock, tally)


def swept(engine: PaperEngine) -> int:
    """How many scans the last sweep queued."""
    return len(engine.queued[-1][1]) if engine.queued else 0


@pytest.mark.asyncio
async def test_whatever_the_tables_say_is_due_is_queued_and_may_wait_its_turn() -> None:
    due, engine = Due((("A1", Task.SCAN), ("A2", Task.VALIDATE), ("A3", Task.SCAN)), ("C1",)), PaperEngine()
    clock = HandClock(calendar_now=NOW + EVERY)
    await sweeper_of(due, engine, clock).sweep()
    assert sorted(engine.queued) == [
        ("deliver", ("C1",), False),
        ("scan", ("A1", "A3"), False),
        ("validate", ("A2",), False),
    ]
    assert due.asked == (NOW, NOW + EVERY)


@pytest.mark.asyncio
async def test_it_is_late_until_it_has_looked_and_when_it_has_not_for_long() -> None:
    due, clock = Due(), HandClock()
    sweeper = sweeper_of(due, PaperEngine(), clock)
    assert sweeper.is_late()
    await sweeper.sweep()
    assert not sweeper.is_late()
    clock.pass_(6 * EVERY)
    assert not sweeper.is_late()
    clock.pass_(EVERY)
    assert sweeper.is_late()


@pytest.mark.asyncio
async def test_a_look_that_failed_does_not_count() -> None:
    due = Due(broken=True)
    sweeper = sweeper_of(due, PaperEngine(), HandClock())
    with pytest.raises(OSError, match=r"^$"):
        await sweeper.sweep()
    assert sweeper.is_late()


async def queued_in_turn(done_per_sweep: int, sweeps: int) -> list[int]:
    """How many of ten thousand each sweep queues, while so many are done between two."""
    due, engine, clock = Due([(f"A{n}", Task.SCAN) for n in range(10_000)]), PaperEngine(), HandClock()
    sweeper, queued = sweeper_of(due, engine, clock), []
    for _ in range(sweeps):
        await sweeper.look()
        queued.append(swept(engine))
        due.work = due.work[min(done_per_sweep, queued[-1]) :]
        clock.pass_(EVERY)
    return queued


@pytest.mark.asyncio
async def test_after_a_start_it_is_gentle_and_then_keeps_quick_workers_busy() -> None:
    assert await queued_in_turn(MOST, 7) == [FEWEST] * 3 + [2 * FEWEST, 4 * FEWEST, MOST, MOST]


@pytest.mark.asyncio
async def test_before_slow_workers_no_more_wait_than_ten_seconds_of_work() -> None:
    assert await queued_in_turn(40, 9) == [FEWEST] * 3 + [2 * 40] * 6
    assert max(await queued_in_turn(5, 9)) == FEWEST


@pytest.mark.asyncio
async def test_a_kind_of_work_that_has_thousands_takes_no_other_kinds_place() -> None:
    many = [(f"A{n}", Task.CHECK) for n in range(10_000)]
    engine = PaperEngine()
    await sweeper_of(Due([*many, ("S1", Task.SCAN)]), engine, HandClock()).sweep()
    assert ("scan", ("S1",), False) in engine.queued


@pytest.mark.asyncio
async def test_three_replicas_queue_no_more_than_one() -> None:
    tally, clock, engine = Counted(), HandClock(), PaperEngine()
    due = Due([(f"A{n}", Task.SCAN) for n in range(10_000)])
    replicas = [sweeper_of(due, engine, clock, tally) for _ in range(3)]
    for _ in range(10):
        for replica in replicas:
            await replica.look()
        clock.pass_(EVERY)
    assert len(engine.queued) == 10
    assert not any(replica.is_late() for replica in replicas)


@pytest.mark.asyncio
async def test_where_the_one_whose_turn_it_was_is_gone_another_one_sweeps_next() -> None:
    tally, clock, engine = Counted(), HandClock(), PaperEngine()
    due = Due([("A1", Task.SCAN)])
    await sweeper_of(due, PaperEngine(), clock, tally).look()
    left = sweeper_of(due, engine, clock, tally)
    await left.look()
    assert not engine.queued
    clock.pass_(EVERY)
    await left.look()
    assert swept(engine) == 1
