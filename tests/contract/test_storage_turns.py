"""Whose turn it is, among thousands: no workspace waits behind another one's."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from mip.changes import Delivery, Task
from storage import Storage, due_work, models
from storage.statements import for_sqlite
from storage.transactions import connection, is_postgres
from tests.contract.conftest import HandClock
from tests.contract.storage_stories import NOW, account, added, given, later, told

pytestmark = pytest.mark.asyncio

PAST = NOW - timedelta(hours=1)


async def filled(storage: Storage, counts: dict[str, int], at: datetime = PAST, **more: Any) -> None:
    """So many accounts of each workspace whose scan is due: the first workspace's have waited longest."""
    made = await models.Account.get(id=(await added(storage)).id)
    await models.Account.filter().delete()
    accounts: list[models.Account] = []
    works: list[models.Work] = []
    for workspace, count in counts.items():
        for number in range(count):
            one = made.clone(pk=f"{workspace}-{number:06d}")
            one.workspace, one.name_key, one.tenant = workspace, f"name {number}", f"{workspace} {number}"
            accounts.append(one)
            works.append(_work(one.id, at + timedelta(milliseconds=len(works)), **more))
    await models.Account.bulk_create(accounts, batch_size=500)
    await models.Work.bulk_create(works, batch_size=500)


def _work(account_id: str, at: datetime, **more: Any) -> models.Work:
    empty = {"activate": False, "consented": False, "asked_by": "", "asked_in": "", "token": ""}
    values = {"task": Task.SCAN.value, "attempt": 1, **empty, **more}
    return models.Work(account_id=account_id, due_at=at, **values)


async def scans(storage: Storage, limit: int = 50) -> Counter[str]:
    """By workspace, of what would be done next."""
    found = await storage.tasks.due(Task.SCAN, NOW, NOW, limit)
    assert len(found) == len(set(found))
    return Counter(each.partition("-")[0] for each in found)


async def test_three_accounts_do_not_wait_behind_three_thousand(storage: Storage) -> None:
    await filled(storage, {"BIG": 3_000, "SMALL": 3})
    assert await scans(storage) == {"BIG": 47, "SMALL": 3}
    assert await scans(storage, 2) == {"BIG": 1, "SMALL": 1}


async def test_among_many_workspaces_each_has_its_turn(storage: Storage) -> None:
    await filled(storage, {"BIG": 500} | {f"W{number}": 5 for number in range(40)})
    found = await scans(storage)
    assert len(found) == 41
    assert max(found.values()) == 2


async def test_what_somebody_asked_for_is_the_first_of_its_workspace(storage: Storage) -> None:
    """All accounts at once are asked for without telling the queue, and are due later than what waits already."""
    await filled(storage, {"BIG": 200})
    await models.Work.filter(account_id="BIG-000150").update(asked_by="U1", due_at=NOW)
    assert (await storage.tasks.due(Task.SCAN, NOW, NOW, 3)) == ["BIG-000150", "BIG-000000", "BIG-000001"]


async def test_what_is_put_off_makes_room_and_comes_back_within_minutes(
    storage: Storage, clock: HandClock
) -> None:
    """Neither what somebody works on nor what people wait for is moved."""
    await filled(storage, {"SLOW": 3, "SMALL": 1})
    await models.Work.bulk_create([_work("SLOW-000001", PAST, task=Task.VALIDATE.value)])
    held = await storage.tasks.lease("SLOW-000000", Task.SCAN, NOW, NOW)
    for account_id in ("SLOW-000000", "SLOW-000001", "SLOW-000002"):
        await storage.tasks.put_off(account_id)
    assert await scans(storage) == {"SMALL": 1}
    assert await storage.tasks.due(Task.VALIDATE, NOW, NOW, 5) == ["SLOW-000001"]
    due = [row.due_at - NOW for row in await models.Work.filter(task="scan", due_at__gt=NOW)]
    assert len(due) == len(set(due)) == 2
    assert timedelta(minutes=1) <= min(due) <= max(due) < timedelta(minutes=5)
    assert held is not None
    assert await storage.tasks.renew(held, NOW)
    clock.pass_(timedelta(minutes=5))
    assert len(await storage.tasks.due(Task.SCAN, clock.wire(), clock.calendar(), 9)) == 4


async def test_one_kind_of_work_takes_no_other_kinds_turn(storage: Storage) -> None:
    await filled(storage, {"T1": 200}, task=Task.CHECK.value)
    await models.Work.bulk_create([_work("T1-000007", NOW)])
    assert await storage.tasks.due(Task.SCAN, NOW, NOW, 5) == ["T1-000007"]


async def test_what_is_being_worked_on_is_nobodys_turn(storage: Storage) -> None:
    await filled(storage, {"BIG": 5, "SMALL": 1})
    assert await storage.tasks.lease("BIG-000000", Task.SCAN, NOW, NOW)
    assert await scans(storage) == {"BIG": 4, "SMALL": 1}


async def test_a_channel_of_a_small_workspace_does_not_wait_behind_a_hundred_of_a_big_one(
    storage: Storage,
) -> None:
    big = await added(storage)
    await given(storage, big, deliveries=[told(f"k{n}", channel=f"C{n}") for n in range(100)])
    small = await added(storage, account(id_="b1", workspace="T2"))
    await given(storage, small, deliveries=[_in("T2", n) for n in range(3)])
    found = await storage.outbox.places(NOW, 10)
    assert Counter(each.partition("/")[0] for each in found) == {"T1": 7, "T2": 3}
    assert found[:2] == ["T1/C0", "T2/C0"]


def _in(workspace: str, number: int) -> Delivery:
    return replace(told(f"s{number}", channel=f"C{number}", account="b1"), workspace=workspace)


async def test_how_much_is_overdue_and_since_when(storage: Storage, clock: HandClock) -> None:
    nothing = await storage.tasks.overdue(Task.SCAN)
    assert (nothing.count, nothing.oldest) == (0, None)
    await filled(storage, {"T1": 3, "T2": 2})
    await models.Work.bulk_create([_work("T1-000000", later(hours=1), task=Task.VALIDATE.value)])
    found = await storage.tasks.overdue(Task.SCAN)
    assert (found.count, found.oldest) == (5, PAST)
    assert (await storage.tasks.overdue(Task.VALIDATE)).count == 0
    clock.wire_now += timedelta(hours=1)
    assert (await storage.tasks.overdue(Task.VALIDATE)).count == 1


async def test_accounts_of_one_tenant_have_one_name_whatever_their_workspace(storage: Storage) -> None:
    await added(storage)
    await added(storage, account(id_="b1", workspace="T2"))
    await filled_with_none(storage)
    assert await storage.tasks.tenant("a1") == await storage.tasks.tenant("b1") != "a1"
    assert await storage.tasks.tenant("c1") == "c1"
    assert await storage.tasks.tenant("gone") == "gone"


async def filled_with_none(storage: Storage) -> None:
    one = (await models.Account.get(id="a1")).clone(pk="c1")
    one.name_key, one.tenant = "another", ""
    await one.save(force_create=True)


async def test_among_a_hundred_thousand_what_is_due_is_found_by_an_index(storage: Storage) -> None:
    await many(storage, 100_000, workspaces=1_000)
    plan = "\n".join(await plan_of(due_work.IN_TURN, Task.SCAN.value, NOW, NOW, 300))
    assert "idx_work_due" in plan, plan
    assert len(await storage.tasks.due(Task.SCAN, NOW, NOW, 300)) == 300


async def test_of_a_hundred_thousand_that_are_overdue_the_small_workspaces_come_first_all_the_same(
    storage: Storage,
) -> None:
    await many(storage, 100_000, workspaces=200, overdue=100)
    found = await storage.tasks.due(Task.SCAN, NOW, NOW, 300)
    turns = Counter(int(each, 16) % 200 for each in found)
    assert (len(turns), max(turns.values())) == (200, 2)


async def many(storage: Storage, count: int, workspaces: int, overdue: int = 3) -> None:
    """`overdue` of each hundred are due. One statement makes them all."""
    columns = {
        "id": "lpad(to_hex(n), 32, '0')" if is_postgres() else "printf('%032x', n)",
        "workspace": f"'T' || (n % {workspaces})",
        "name_key": "'name ' || n",
        "tenant": "'tenant ' || n",
    }
    await added(storage)
    rows = _numbers(count)
    names = list(models.Account._meta.fields_db_projection.values())
    values = [columns.get(name, f"one.{name}") for name in names]
    await _run(
        f"INSERT INTO mip_account ({', '.join(names)}) SELECT {', '.join(values)} FROM ({rows}) AS numbers, "
        "(SELECT * FROM mip_account WHERE id = 'a1') AS one"
    )
    due_at = f"CASE WHEN n % 100 < {overdue} THEN '{PAST}' ELSE '{later(hours=1)}' END"
    due_at = f"CAST({due_at} AS TIMESTAMPTZ)" if is_postgres() else due_at
    no = "FALSE" if is_postgres() else "0"
    await _run(
        "INSERT INTO mip_work (account_id, task, due_at, attempt, activate, consented, asked_by, asked_in, token) "
        f"SELECT {columns['id']}, 'scan', {due_at}, 1, {no}, {no}, '', '', '' FROM ({rows}) AS numbers"
    )
    await _run("ANALYZE")


def _numbers(count: int) -> str:
    if is_postgres():
        return f"SELECT n FROM generate_series(1, {count}) AS n"
    return f"WITH RECURSIVE up(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up WHERE n < {count}) SELECT n FROM up"


async def _run(query: str) -> None:
    await connection().execute_script(query)


async def plan_of(query: str, *values: Any) -> list[str]:
    """As the database means to go about it."""
    if is_postgres():
        found = await connection().execute_query_dict(f"EXPLAIN {query}", list(values))
        return [str(row["QUERY PLAN"]) for row in found]
    plain = for_sqlite(query, values)
    return [
        str(row["detail"])
        for row in await connection().execute_query_dict(f"EXPLAIN QUERY PLAN {plain[0]}", plain[1])
    ]
