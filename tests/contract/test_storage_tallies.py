"""What several processes count together."""

import asyncio
from datetime import timedelta

import pytest

from handlers.budget import ACTIONS, Budget
from mip.errors import TryLater
from storage import Storage, retention
from storage.tallies import Tallies
from tests.contract.conftest import NOW, HandClock

pytestmark = pytest.mark.asyncio


async def test_of_twenty_who_note_the_same_one_is_the_first(storage: Storage) -> None:
    tallies = Tallies()
    noted = await asyncio.gather(*(tallies.note("request", NOW) for _ in range(20)))
    assert sorted(noted) == list(range(1, 21))
    assert await tallies.note("another request", NOW) == 1


async def test_what_may_be_forgotten_is(storage: Storage, clock: HandClock) -> None:
    tallies = Tallies()
    await tallies.note("soon over", NOW + timedelta(minutes=1))
    await tallies.note("kept", NOW + timedelta(hours=1))
    clock.pass_(timedelta(minutes=2))
    await retention.purge(clock.wire(), clock.calendar())
    assert await tallies.note("soon over", NOW) == 1
    assert await tallies.note("kept", NOW) == 2


async def test_one_process_alone_writes_nothing_down(storage: Storage, dialect: str) -> None:
    assert (storage.tally is None) == (dialect == "sqlite")


async def test_what_a_workspace_asks_is_counted_whichever_replica_it_asks(storage: Storage) -> None:
    replicas = [Budget(Tallies()) for _ in range(3)]
    for number in range(ACTIONS):
        await replicas[number % 3].spend("T1", NOW)
    for replica in replicas:
        with pytest.raises(TryLater):
            await replica.spend("T1", NOW)
        await replica.spend("T2", NOW)
        await replica.spend("T1", NOW + timedelta(minutes=1))
