"""What is due, and who has it. A validation is due by real time, a scan by the calendar."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from tortoise.expressions import Q, Subquery

from mip.changes import REAL, Lease, Task, Work
from mip.ports import Clock, Overdue
from mip.schedule import first_check, when_put_off
from storage import due_work, models, rows
from storage.serving import UNSERVED
from storage.statements import fetch, insert, replacing, update, update_and_read
from storage.transactions import atomic

# Twice the deadline of a scan's slowest step; renewed every 30 seconds while the work goes on.
LEASE = timedelta(seconds=120)
TOKEN_BYTES = 16
FREE = f"""
account_id = $1 AND task = $2 AND due_at <= $3 AND (leased_until IS NULL OR leased_until <= $4)
AND NOT EXISTS (SELECT 1 FROM mip_account account
                 WHERE account.id = mip_work.account_id AND account.workspace IN {UNSERVED})
"""  # noqa: S608 - of our own words
HELD = "account_id = $1 AND task = $2 AND token = $3"
_FREED = {"token": "", "leased_until": None}
ON_SCHEDULE = (Task.SCAN.value, Task.CHECK.value)
PLANNED_AT_ONCE = 500


class Tasks:
    def __init__(self, clock: Clock, chance: Callable[[int], str]) -> None:
        self._clock = clock
        self._chance = chance

    async def due(self, task: Task, wire: datetime, calendar: datetime, limit: int) -> Sequence[str]:
        """One account of each workspace, then another one of each; within one, what people asked for, then
        whatever has waited longest."""
        return await due_work.in_turn(task, _now(task, wire, calendar), wire, limit)

    async def overdue(self, task: Task) -> Overdue:
        return await due_work.overdue(task, _now(task, self._clock.wire(), self._clock.calendar()))

    async def lease(self, account: str, task: Task, wire: datetime, calendar: datetime) -> Lease | None:
        token = self._chance(TOKEN_BYTES)
        taken = {"token": token, "leased_until": wire + LEASE}
        known = (account, task.value, _now(task, wire, calendar), wire)
        held = await update_and_read(models.Work, taken, FREE, *known)
        return Lease(_work(held[0]), token) if held else None

    async def renew(self, lease: Lease, wire: datetime) -> bool:
        return await _changed(lease, {"leased_until": wire + LEASE})

    async def release(self, lease: Lease) -> None:
        await _changed(lease, _FREED)

    async def put_off(self, account: str) -> None:
        wire, calendar = self._clock.wire(), self._clock.calendar()
        due = models.Work.filter(account_id=account, task__in=ON_SCHEDULE, due_at__lte=calendar)
        await due.filter(_is_free(wire)).update(due_at=when_put_off(account, calendar))

    async def waiting(self, account: str) -> Sequence[Task]:
        wire, calendar = self._clock.wire(), self._clock.calendar()
        # Behind ten thousand others something may be due for long: whoever asks for it does not wait with it.
        on_schedule = Q(task__in=ON_SCHEDULE, asked_by="")
        asked = (_is_due(wire, calendar) & ~on_schedule) | Q(leased_until__gt=wire)
        found = await models.Work.filter(asked, account_id=account).order_by("id")
        return [Task(row.task) for row in found]

    async def tenant(self, account: str) -> str:
        """A name for whom Microsoft knows: the account's own while its tenant is not known."""
        found = await fetch("SELECT cloud, tenant FROM mip_account WHERE id = $1", account)
        return next((f"{row['cloud']}/{row['tenant']}" for row in found if row["tenant"]), account)

    async def plan_checks(self) -> None:
        """Every living account has a check planned. Whoever has none gets one: it was added before there were any,
        or its row was lost. One that was removed at just that moment loses it again."""
        gone = Subquery(models.Account.filter(removed_at__not_isnull=True).values("id"))
        await models.Work.filter(task=Task.CHECK.value, account_id__in=gone).delete()
        while await atomic(self._plan_some):
            pass

    async def _plan_some(self) -> int:
        planned = Subquery(models.Work.filter(task=Task.CHECK.value).values("account_id"))
        lacking = models.Account.filter(**rows.LIVING).exclude(id__in=planned)
        # In one order: two replicas that do this at once must not wait for each other crosswise.
        lacking = lacking.order_by("id").limit(PLANNED_AT_ONCE)
        now = self._clock.calendar()
        ids = [str(account) for (account,) in await lacking.values_list("id")]
        works = [_row(Work(account, Task.CHECK, first_check(account, now))) for account in ids]
        await models.Work.bulk_create(works, ignore_conflicts=True)
        return len(works)

    async def attempt(self, account: str, task: Task) -> int:
        row = await models.Work.get_or_none(account_id=account, task=task.value)
        return row.attempt if row else 1


def _now(task: Task, wire: datetime, calendar: datetime) -> datetime:
    """Back-off is real time; everything else keeps the calendar."""
    return wire if task in REAL else calendar


def _is_due(wire: datetime, calendar: datetime) -> Q:
    real = Q(task__in=[task.value for task in REAL])
    return (real & Q(due_at__lte=wire)) | (~real & Q(due_at__lte=calendar))


def _is_free(wire: datetime) -> Q:
    return Q(leased_until=None) | Q(leased_until__lte=wire)


async def _changed(lease: Lease, values: Mapping[str, Any]) -> bool:
    """Of the row, while it is what the lease was given for."""
    work = lease.work
    return await update(models.Work, values, HELD, work.account, work.task.value, lease.token) == 1


async def is_ended(lease: Lease, then: Work | None) -> bool:
    """Takes the row away, inside a transaction, if the lease still is what it was given for; or makes it the next
    one of its kind, by one statement."""
    if then is not None:
        return await _changed(lease, {**_values(then), **_FREED})
    work = lease.work
    held = models.Work.filter(account_id=work.account, task=work.task.value, token=lease.token)
    return await held.delete() == 1


async def put(work: Sequence[Work]) -> None:
    """One row per account and task, inside a transaction. Whoever leased the row before has lost it."""
    for one in work:
        await insert(_row(one), REPLACED)


async def move(work: Sequence[Work], wire: datetime, calendar: datetime) -> None:
    """Inside a transaction. Nobody's lease is taken; what waits already stays, and so does a sooner retry."""
    for one in work:
        on_schedule = Q(attempt=1, asked_by="", due_at__gt=calendar)
        row = models.Work.filter(account_id=one.account, task=one.task.value)
        movable = row.filter(_is_free(wire)).filter(Q(due_at__gt=one.due_at) | on_schedule)
        await movable.update(due_at=one.due_at)


async def cancel(account: str, tasks: Sequence[Task]) -> None:
    if tasks:
        await models.Work.filter(account_id=account, task__in=[task.value for task in tasks]).delete()


async def release_all() -> None:
    """When one process has the database and starts: whoever held a lease is dead."""
    await models.Work.exclude(token="").update(token="", leased_until=None)


_CHANGED = ("due_at", "attempt", "activate", "consented", "asked_by", "asked_in")
REPLACED = replacing("account_id, task", (*_CHANGED, "token", "leased_until"))


def _row(work: Work) -> models.Work:
    of = {"account_id": work.account, "task": work.task.value}
    return models.Work(**of, **_values(work), token="", leased_until=None)


def _values(work: Work) -> dict[str, Any]:
    return {name: getattr(work, name) for name in _CHANGED}


def _work(row: models.Work) -> Work:
    return Work(row.account_id, Task(row.task), **{name: getattr(row, name) for name in _CHANGED})
