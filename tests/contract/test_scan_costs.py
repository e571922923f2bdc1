"""What a scan writes: thousands an hour find everything as it was, and those must cost next to nothing."""

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from typing import Any, cast

import pytest
from tortoise.models import Model

from handlers.connections import Connections
from handlers.leased_work import LeasedWork
from handlers.scan import Scan
from mip.accounts import Account, Handover, Renewal
from mip.changes import Change, Task, Work
from mip.credentials import ClientSecret, Secret
from mip.labels import Label
from mip.ports import Labels, Microsoft
from mip.retrieval import Found
from mip.status import Facts, Retrieval, Validation
from storage import Storage, models
from tests.contract.conftest import HandClock
from tests.contract.storage_stories import NOW, WORKSPACE, account, added

pytestmark = pytest.mark.asyncio

ACTIVE = Facts(Validation.OK, retrieval=Retrieval.ON)
ASKED = Handover("U2", "U1", "C1", NOW, NOW + timedelta(days=7))
SET = tuple(Label(f"g{number}", f"Label {number}", extra={"x": number}) for number in range(30))


@dataclass
class PretendMicrosoft:
    labels: tuple[Label, ...]

    async def read_labels(self, _connection: object, *, fresh: bool) -> Found:
        assert not fresh
        return Found(self.labels)


class Unread:
    """Whoever reads a stored label fails."""

    async def of(self, _account: str) -> Any:
        raise AssertionError("the stored labels were read")

    tombstones = of


def scan(storage: Storage, clock: HandClock, microsoft: PretendMicrosoft, labels: object = None) -> Scan:
    work = LeasedWork(storage.accounts.plain, storage.ledger, storage.tasks, clock, asyncio.sleep)
    numbers = count()
    return Scan(
        work,
        cast("Labels", labels or storage.labels),
        Connections(storage.accounts, None),
        cast("Microsoft", microsoft),
        clock,
        lambda: f"scan{next(numbers)}-{clock.calendar_now.isoformat()}",
    )


async def watched(storage: Storage, clock: HandClock) -> Account:
    """An active account whose first scan is done, and whose next one is due."""
    secret = ClientSecret(Secret("not-a-secret"))
    due = Work("a1", Task.SCAN, NOW)
    await added(storage, account(facts=ACTIVE), credential=secret, work=(due,))
    await scan(storage, clock, PretendMicrosoft(SET)).run("a1")
    clock.pass_(timedelta(hours=2))
    return await storage.accounts.get(WORKSPACE, "a1")


async def rows(model: type[Model]) -> list[dict[str, Any]]:
    return list(await model.all().order_by("id").values())


async def test_a_scan_without_changes_writes_one_history_row_and_no_label(
    storage: Storage, clock: HandClock
) -> None:
    before = await watched(storage, clock)
    labels, history, trail = await rows(models.Label), await rows(models.Scan), await rows(models.AuditRow)
    assert len(labels) == len(SET)
    await scan(storage, clock, PretendMicrosoft(SET), Unread()).run("a1")
    after = await storage.accounts.get(WORKSPACE, "a1")
    assert await rows(models.Label) == labels
    assert await rows(models.AuditRow) == trail
    assert [row["outcome"] for row in await rows(models.Scan)] == [
        *[r["outcome"] for r in history],
        "unchanged",
    ]
    assert after.reading.succeeded_at == clock.calendar_now != before.reading.succeeded_at
    assert after.version == before.version


async def test_the_next_scan_takes_the_place_of_the_one_that_ends(storage: Storage, clock: HandClock) -> None:
    await watched(storage, clock)
    await scan(storage, clock, PretendMicrosoft(SET)).run("a1")
    (row,) = await models.Work.filter(account_id="a1", task=Task.SCAN.value)
    assert (row.token, row.attempt) == ("", 1)
    assert row.leased_until is None
    assert row.due_at > clock.calendar_now
    assert await storage.tasks.lease("a1", Task.SCAN, clock.wire_now, clock.calendar_now) is None


async def test_a_changed_set_is_compared_with_what_is_stored(storage: Storage, clock: HandClock) -> None:
    await watched(storage, clock)
    renamed = (replace(SET[0], name="Renamed"), *SET[1:])
    await scan(storage, clock, PretendMicrosoft(renamed)).run("a1")
    (first, last) = await storage.labels.scans("a1", skip=0, most=5)
    assert (first.outcome, last.outcome) == ("changed", "changed")
    assert [(each.before, each.after) for each in first.changes] == [("Label 0", "Renamed")]
    assert (await storage.labels.of("a1"))[0].name == "Renamed"


async def test_what_waits_beside_the_credential_outlives_a_scan(storage: Storage, clock: HandClock) -> None:
    """A scan reads its account without it, and so must not take it for gone."""
    await watched(storage, clock)
    before = await storage.accounts.get(WORKSPACE, "a1")
    aside = replace(before, renewal=Renewal("app", NOW, "U1", "C1"), handovers=(ASKED,))
    new = ClientSecret(Secret("not-a-secret-either"))
    waiting = await storage.ledger.commit(Change(WORKSPACE, before, aside, renewal=new))
    assert waiting is not None
    await scan(storage, clock, PretendMicrosoft(SET)).run("a1")
    after = await storage.accounts.get(WORKSPACE, "a1")
    assert (after.renewal, after.handovers) == (waiting.renewal, waiting.handovers)
    assert after.renewal is not None
    assert after.handovers
