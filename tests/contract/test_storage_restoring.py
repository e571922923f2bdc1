"""Removed accounts on both databases: kept for thirty days of the calendar, brought back once, and then gone."""

import asyncio
from datetime import timedelta

import pytest

from mip.accounts import Account, Reading
from mip.changes import Action, AuditEntry, Change, ScanRecord
from mip.credentials import ClientSecret, Secret
from mip.errors import Rejected, Stale
from mip.labels import Label
from mip.people import Person
from mip.restoring import Removed, restored
from mip.status import Facts, Retrieval, Validation
from storage import Storage, models
from tests.contract.conftest import HandClock
from tests.contract.storage_stories import NOW, WORKSPACE, account, added, changed, removed

pytestmark = pytest.mark.asyncio

OWNER, OTHER = Person(WORKSPACE, "U2"), Person(WORKSPACE, "U3")
FACTS = Facts(Validation.OK, retrieval=Retrieval.ON, first_retrieved=True)
LABELS = tuple(Label(f"g{number}", f"Label {number}") for number in range(3))


async def gone(storage: Storage, id_: str = "a1") -> Removed:
    """It worked, had labels, a history and a credential, and was removed by U1."""
    made = account(facts=FACTS, reading=Reading(NOW, None, NOW, 3, "d" * 64), id_=id_)
    stored = await added(
        storage,
        made,
        labels=LABELS,
        scan=ScanRecord("s1", id_, NOW, "changed", 3),
        credential=ClientSecret(Secret("a-client-secret")),
    )
    entry = AuditEntry(WORKSPACE, "U1", Action.ACCOUNT_REMOVED, id_, {"name": "Contoso"})
    await storage.ledger.commit(Change(WORKSPACE, stored, None, audit=(entry,)))
    (kept,) = await storage.accounts.removed(WORKSPACE, NOW)
    return kept


async def back(storage: Storage, kept: Removed, person: Person = OWNER) -> Account:
    account_ = await storage.ledger.commit(restored(kept, person, "C1", NOW, NOW))
    assert account_ is not None
    return account_


async def test_it_says_who_removed_it_and_until_when_it_is_kept(storage: Storage) -> None:
    kept = await gone(storage)
    assert (kept.by, kept.at, kept.until) == ("U1", NOW, NOW + timedelta(days=30))
    assert kept.account.name.shown == "Contoso"
    assert await storage.accounts.removed("T2", NOW) == []


async def test_it_comes_back_with_labels_and_history_and_without_credential(storage: Storage) -> None:
    lives = await back(storage, await gone(storage))
    assert await storage.accounts.get(WORKSPACE, "a1") == lives
    assert lives.name.skeleton == "contoso"
    assert [label.guid for label in await storage.labels.of("a1")] == ["g0", "g1", "g2"]
    assert await storage.labels.scan("s1") is not None
    assert await storage.accounts.credential(lives) is None
    assert await storage.accounts.removed(WORKSPACE, NOW) == []
    assert lives.version > 1


async def test_of_two_who_restore_it_at_once_one_does(storage: Storage) -> None:
    kept = await gone(storage)
    ended = await asyncio.gather(back(storage, kept), back(storage, kept, OTHER), return_exceptions=True)
    assert sorted(type(each).__name__ for each in ended) == ["Account", "Stale"]


async def test_a_name_that_was_taken_meanwhile_changes_nothing(storage: Storage) -> None:
    kept = await gone(storage)
    other = await added(storage, account("CONTOSO", "a2"))
    with pytest.raises(Rejected):
        await back(storage, kept)
    assert [each.account.id for each in await storage.accounts.removed(WORKSPACE, NOW)] == ["a1"]
    await changed(storage, other, name=account("Other").name)
    await back(storage, kept)


async def test_what_was_restored_and_removed_again_is_not_restored_by_an_old_view_of_it(
    storage: Storage,
) -> None:
    kept = await gone(storage)
    await removed(storage, await back(storage, kept))
    with pytest.raises(Stale):
        await back(storage, kept)


async def test_another_workspace_restores_nothing(storage: Storage) -> None:
    kept = await gone(storage)
    forged = Removed(account(workspace="T2"), kept.by, kept.at)
    with pytest.raises(Stale):
        await storage.ledger.commit(restored(forged, Person("T2", "U9"), "C1", NOW, NOW))


async def test_after_thirty_days_of_the_calendar_it_is_gone_for_good(
    storage: Storage, clock: HandClock
) -> None:
    """By the calendar alone, which a demonstration may move; real time stands still here."""
    kept = await gone(storage)
    clock.calendar_now += timedelta(days=30) - timedelta(seconds=1)
    await storage.purge()
    assert await storage.accounts.removed(WORKSPACE, clock.calendar()) == [kept]

    clock.calendar_now += timedelta(seconds=1)
    assert await storage.accounts.removed(WORKSPACE, clock.calendar()) == []
    with pytest.raises(Stale):
        await back(storage, kept)
    await storage.purge()
    assert await models.Account.all().count() == 0
    assert await models.Label.all().count() == 0
    assert await models.Scan.all().count() == 0
