from dataclasses import replace
from datetime import timedelta

import pytest

from bot.prompt_ledger import PromptLedger
from mip.accounts import Card
from mip.changes import Change, Delivery, Lease, Task, Tell, Work
from mip.errors import Stale
from tests.unit.bot.fakes import NOW, HandClock, PaperEngine, PaperLedger
from tests.unit.mip.samples import account

HOUR = timedelta(hours=1)


def change(*, work: tuple[Work, ...] = (), channels: tuple[str, ...] = ()) -> Change:
    deliveries = tuple(
        Delivery(Tell.CARD, "T1", "A1", channel, f"k{n}") for n, channel in enumerate(channels)
    )
    return Change("T1", account(), account(), work=work, deliveries=deliveries)


async def queued(made: Change, clock: HandClock) -> list[tuple[str, tuple[str, ...], bool]]:
    engine = PaperEngine()
    assert await PromptLedger(PaperLedger(), engine, clock).commit(made) == account()
    return engine.queued


@pytest.mark.asyncio
async def test_what_is_due_now_is_queued_at_once_and_each_channel_once() -> None:
    made = change(
        work=(Work("A1", Task.VALIDATE, NOW), Work("A1", Task.SCAN, NOW + HOUR)), channels=("C2", "C1", "C2")
    )
    assert await queued(made, HandClock()) == [
        ("validate", ("A1",), True),
        ("deliver", ("T1/C1", "T1/C2"), True),
    ]


@pytest.mark.asyncio
@pytest.mark.parametrize(("asked_in", "hurries"), [("C9", True), ("", False)])
async def test_what_work_ends_with_hurries_only_where_somebody_waits_for_it(
    asked_in: str, hurries: bool
) -> None:
    """Ten thousand scans that were overdue must not stand before what one person asked for."""
    work = Work("A1", Task.SCAN, NOW, asked_by="U1" if asked_in else "", asked_in=asked_in)
    made = replace(change(channels=("C1",)), lease=Lease(work, "t"))
    assert await queued(made, HandClock()) == [("deliver", ("T1/C1",), hurries)]


@pytest.mark.asyncio
async def test_a_calendar_that_was_moved_counts_too() -> None:
    made = change(work=(Work("A1", Task.SCAN, NOW + HOUR),))
    assert await queued(made, HandClock(calendar_now=NOW + HOUR)) == [("scan", ("A1",), True)]


@pytest.mark.asyncio
async def test_nothing_is_queued_for_what_was_not_committed() -> None:
    engine = PaperEngine()
    ledger = PromptLedger(PaperLedger(Stale()), engine, HandClock())
    with pytest.raises(Stale):
        await ledger.commit(change(work=(Work("A1", Task.SCAN, NOW),), channels=("C1",)))
    assert engine.queued == []


@pytest.mark.asyncio
async def test_the_place_of_a_card_is_passed_on() -> None:
    below = PaperLedger()
    await PromptLedger(below, PaperEngine(), HandClock()).place_card(account(), Card("C1", "1.1"))
    assert below.placed == [(account(), Card("C1", "1.1"))]
