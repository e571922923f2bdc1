"""What gives a credential or a date also plans the next warning: the ledger cannot forget it, and keeps one row."""

from dataclasses import replace
from datetime import datetime

import pytest

from mip.accounts import Renewal
from mip.changes import Change, Task
from mip.credentials import ClientSecret, Secret
from mip.errors import Stale
from mip.expiry import reminded
from storage import Storage
from tests.contract.storage_stories import NOW, added, changed, due, given, later, removed

pytestmark = pytest.mark.asyncio


async def reminders(storage: Storage, calendar: datetime) -> list[str]:
    return list(await storage.tasks.due(Task.REMIND, NOW, calendar, 10))


async def test_a_credential_with_a_date_plans_its_warning_and_another_one_replaces_it(
    storage: Storage,
) -> None:
    given_now = await added(storage, credential=ClientSecret(Secret("s"), later(days=100)))
    assert given_now.expires_at == later(days=100)
    assert await reminders(storage, later(days=9)) == []
    assert await reminders(storage, later(days=10)) == ["a1"]
    renewed = await given(storage, given_now, credential=ClientSecret(Secret("t"), later(days=200)))
    assert await reminders(storage, later(days=109)) == []
    assert await reminders(storage, later(days=110)) == ["a1"]
    await given(storage, renewed, credential=ClientSecret(Secret("u")))
    assert await reminders(storage, later(days=999)) == []


async def test_a_corrected_date_moves_the_warning_and_takes_it_from_whoever_has_it(storage: Storage) -> None:
    known = await added(storage, credential=ClientSecret(Secret("s"), later(days=100)))
    lease = await storage.tasks.lease("a1", Task.REMIND, NOW, later(days=10))
    assert lease is not None
    corrected = await changed(storage, known, expires_at=later(days=200))
    with pytest.raises(Stale):
        await given(storage, corrected, lease=lease)
    assert await reminders(storage, later(days=109)) == []
    assert await reminders(storage, later(days=110)) == ["a1"]


async def test_a_change_of_something_else_leaves_the_warning_where_it_is(storage: Storage) -> None:
    known = await added(storage, credential=ClientSecret(Secret("s"), later(days=100)))
    snoozed = await given(storage, known, work=(due(Task.REMIND, later(days=50)),))
    await changed(storage, snoozed, channel="C2")
    assert await reminders(storage, later(days=49)) == []
    assert await reminders(storage, later(days=50)) == ["a1"]


async def test_a_renewal_is_warned_of_once_it_is_in_use(storage: Storage) -> None:
    known = await added(storage, credential=ClientSecret(Secret("s")))
    new = ClientSecret(Secret("t"), later(days=100))
    waits = replace(known, renewal=Renewal("client", NOW, "U1", "C1", expires_at=new.expires_at))
    waiting = await storage.ledger.commit(Change("T1", known, waits, renewal=new))
    assert waiting is not None
    assert await reminders(storage, later(days=999)) == []
    await storage.ledger.commit(Change("T1", waiting, replace(waiting, renewal=None), credential=new))
    assert await reminders(storage, later(days=10)) == ["a1"]


async def test_of_a_removed_account_nothing_is_due(storage: Storage) -> None:
    await removed(storage, await added(storage, credential=ClientSecret(Secret("s"), later(days=100))))
    assert await reminders(storage, later(days=999)) == []


async def test_two_who_want_to_tell_the_same_step_tell_it_once(storage: Storage) -> None:
    known = await added(storage, credential=ClientSecret(Secret("s"), later(days=20)))
    at = later(days=7)
    lease = await storage.tasks.lease("a1", Task.REMIND, NOW, at)
    assert lease is not None
    assert await storage.tasks.lease("a1", Task.REMIND, NOW, at) is None
    await storage.ledger.commit(reminded(known, lease, ["U1"], at))
    with pytest.raises(Stale):
        await storage.ledger.commit(reminded(known, lease, ["U1"], at))
    assert set(await storage.outbox.places(NOW, 10)) == {"T1/C1", "T1/U1"}
    assert await reminders(storage, at) == []
    assert await reminders(storage, later(days=13)) == ["a1"]
