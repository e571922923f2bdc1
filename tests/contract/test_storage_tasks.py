"""Work that is due, and the leases on it."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from mip.changes import Task
from storage import Storage, models
from storage.tasks import LEASE
from tests.contract.conftest import HandClock
from tests.contract.storage_stories import NOW, account, added, due, given, later, removed

pytestmark = pytest.mark.asyncio


async def test_scans_are_due_by_the_calendar_and_validations_by_real_time(storage: Storage) -> None:
    work = (due(Task.SCAN, later(hours=1)), due(Task.VALIDATE, later(hours=2)))
    await added(storage, work=work)
    assert not await storage.tasks.due(Task.SCAN, NOW, NOW, 10)
    assert not await storage.tasks.due(Task.SCAN, later(days=9), NOW, 10)
    assert await storage.tasks.due(Task.SCAN, NOW, later(days=9), 10) == ["a1"]
    assert not await storage.tasks.due(Task.VALIDATE, NOW, later(days=9), 10)
    assert await storage.tasks.due(Task.VALIDATE, later(days=9), NOW, 10) == ["a1"]
    assert await storage.tasks.lease("a1", Task.VALIDATE, NOW, later(days=9)) is None
    assert await storage.tasks.lease("a1", Task.SCAN, NOW, later(days=9)) is not None


async def test_the_longest_overdue_come_first_and_no_more_than_asked(storage: Storage) -> None:
    for i, minutes in enumerate((5, 1, 3)):
        one = account(f"Name {i}", f"a{i}")
        await added(storage, one, work=(due(Task.SCAN, later(minutes=minutes), f"a{i}"),))
    assert await storage.tasks.due(Task.SCAN, later(hours=1), later(hours=1), 2) == ["a1", "a2"]


async def test_of_twenty_who_want_a_lease_one_gets_it(storage: Storage) -> None:
    await added(storage, work=(due(Task.SCAN),))
    tries = [storage.tasks.lease("a1", Task.SCAN, NOW, NOW) for _ in range(20)]
    leases = [lease for lease in await asyncio.gather(*tries) if lease]
    assert len(leases) == 1
    assert leases[0].work == due(Task.SCAN)
    assert not await storage.tasks.due(Task.SCAN, NOW, NOW, 10)


async def test_an_expired_lease_goes_to_the_next_and_the_first_has_lost_it(storage: Storage) -> None:
    await added(storage, work=(due(Task.SCAN),))
    first = await storage.tasks.lease("a1", Task.SCAN, NOW, NOW)
    assert first is not None
    assert await storage.tasks.renew(first, later(seconds=60))
    assert await storage.tasks.lease("a1", Task.SCAN, NOW + LEASE, NOW) is None
    expired = later(seconds=60) + LEASE
    assert await storage.tasks.due(Task.SCAN, expired, NOW, 10) == ["a1"]
    second = await storage.tasks.lease("a1", Task.SCAN, expired, NOW)
    assert second is not None
    assert second.token != first.token
    assert not await storage.tasks.renew(first, expired)


async def test_waiting_is_what_was_asked_for_and_is_due_or_what_runs(
    storage: Storage, clock: HandClock
) -> None:
    scan = replace(due(Task.SCAN, later(minutes=1)), asked_by="U1")
    seen = await added(storage, work=(scan,))
    assert not await storage.tasks.waiting("a1")
    clock.pass_(timedelta(minutes=1))
    assert await storage.tasks.waiting("a1") == [Task.SCAN]
    lease = await storage.tasks.lease("a1", Task.SCAN, clock.wire(), clock.calendar())
    assert await storage.tasks.waiting("a1") == [Task.SCAN]
    await given(storage, seen, lease=lease)
    assert not await storage.tasks.waiting("a1")


async def test_what_is_due_on_schedule_is_not_waiting_before_somebody_begins_it(
    storage: Storage, clock: HandClock
) -> None:
    await added(storage, work=(due(Task.SCAN),))
    assert not await storage.tasks.waiting("a1")
    assert await storage.tasks.lease("a1", Task.SCAN, clock.wire(), clock.calendar())
    assert await storage.tasks.waiting("a1") == [Task.SCAN]


async def test_whoever_has_no_check_planned_gets_one_within_the_day(storage: Storage) -> None:
    for i in range(3):
        await added(storage, account(f"Name {i}", f"a{i}"))
    planned = due(Task.CHECK, later(hours=5), "a3")
    await added(storage, account("Planned", "a3"), work=(planned,))
    await removed(storage, await added(storage, account("Gone", "a4")))
    await storage.tasks.plan_checks()
    await storage.tasks.plan_checks()
    rows = {row.account_id: row.due_at for row in await models.Work.filter(task=Task.CHECK.value)}
    assert sorted(rows) == ["a0", "a1", "a2", "a3"]
    assert rows["a3"] == planned.due_at
    assert all(NOW <= at < later(hours=24) for at in rows.values())
    assert len(set(rows.values())) == 4


async def test_a_check_is_due_by_the_calendar(storage: Storage) -> None:
    await added(storage, work=(due(Task.CHECK, later(hours=1)),))
    assert not await storage.tasks.due(Task.CHECK, later(days=9), NOW, 10)
    assert await storage.tasks.due(Task.CHECK, NOW, later(days=9), 10) == ["a1"]


async def test_a_check_of_what_was_removed_meanwhile_is_not_left_behind(storage: Storage) -> None:
    await removed(storage, await added(storage))
    await models.Work.create(
        account_id="a1",
        task="check",
        due_at=NOW,
        attempt=1,
        activate=False,
        consented=False,
        asked_by="",
        asked_in="",
        token="",
    )
    await storage.tasks.plan_checks()
    assert await models.Work.all().count() == 0


async def test_a_thousand_accounts_are_all_planned(storage: Storage) -> None:
    made = await added(storage)
    row = await models.Account.get(id=made.id)
    more = []
    for i in range(1, 1001):
        one = row.clone(pk=f"b{i}")
        one.name_key = f"name {i}"
        more.append(one)
    await models.Account.bulk_create(more)
    await storage.tasks.plan_checks()
    assert await models.Work.filter(task="check").count() == 1001


async def planned(storage: Storage, at: datetime, **more: Any) -> datetime:
    """Where a scan that is due then stands once the plan was moved to two hours from now."""
    seen = await added(storage, work=(due(Task.SCAN, at, **more),))
    await given(storage, seen, replan=(due(Task.SCAN, later(hours=2)),))
    row = await models.Work.get(account_id="a1", task=Task.SCAN.value)
    return row.due_at


async def test_a_scan_on_schedule_is_moved_both_ways(storage: Storage) -> None:
    assert await planned(storage, later(hours=1)) == later(hours=2)
    await models.Account.filter().delete()
    assert await planned(storage, later(hours=9)) == later(hours=2)


@pytest.mark.parametrize("more", [{"attempt": 2}, {"asked_by": "U1"}])
async def test_a_retry_and_what_somebody_asked_for_are_only_moved_forward(
    storage: Storage, more: dict[str, Any]
) -> None:
    assert await planned(storage, later(hours=1), **more) == later(hours=1)
    await models.Account.filter().delete()
    assert await planned(storage, later(hours=9), **more) == later(hours=2)


async def test_what_waits_to_be_done_already_stays(storage: Storage) -> None:
    assert await planned(storage, NOW) == NOW


async def test_moving_the_plan_takes_nobodys_lease(storage: Storage) -> None:
    seen = await added(storage, work=(due(Task.SCAN),))
    lease = await storage.tasks.lease("a1", Task.SCAN, NOW, NOW)
    assert lease is not None
    stored = await given(storage, seen, replan=(due(Task.SCAN, later(hours=2)),))
    await given(storage, stored, lease=lease)
    assert not await models.Work.filter(task=Task.SCAN.value).exists()
