from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

from bot.sweeper import EVERY, Sweeper
from mip.changes import Task
from tests.unit.bot.fakes import NOW, HandClock, PaperEngine


@dataclass
class Due:
    """Both tables the sweeper looks at; `asked` are the times it looked for."""

    work: Sequence[tuple[str, Task]] = ()
    waiting_in: Sequence[str] = ()
    broken: bool = False
    asked: tuple[datetime, ...] = ()

    async def due(self, wire: datetime, calendar: datetime, limit: int) -> Sequence[tuple[str, Task]]:
        if self.broken:
            raise OSError
        self.asked = (wire, calendar)
        return self.work[:limit]

    async def places(self, wire: datetime, limit: int) -> Sequence[str]:
        return self.waiting_in[:limit]


def sweeper_of(due: Any, engine: PaperEngine, clock: HandClock) -> Sweeper:
    """It looks at two things of each table and at nothing else."""
    return Sweeper(due, due, engine, clock)


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
