"""Who was asked to approve: kept with the account, one per person, gone with it."""

from dataclasses import replace

import pytest

from mip.accounts import Account, Handover
from mip.changes import Change
from mip.errors import Stale
from storage import Storage, models
from tests.contract.storage_stories import NOW, WORKSPACE, account, added, later, removed

pytestmark = pytest.mark.asyncio
MIA = Handover("U2", "U1", "C1", NOW, later(days=7))
ADAM = Handover("U3", "U1", "C2", later(hours=1), later(days=7, hours=1))


async def asked(storage: Storage, before: Account, *people: Handover) -> Account:
    stored = await storage.ledger.commit(Change(WORKSPACE, before, replace(before, handovers=people)))
    assert stored is not None
    return stored


async def test_they_are_read_with_the_account_oldest_first(storage: Storage) -> None:
    first = await asked(storage, await added(storage), ADAM)
    both = await asked(storage, first, ADAM, MIA)
    assert both.handovers == (MIA, ADAM)
    assert await storage.accounts.get(WORKSPACE, "a1") == both
    assert list(await storage.accounts.all(WORKSPACE)) == [both]


async def test_asking_somebody_again_takes_the_place_of_their_request(storage: Storage) -> None:
    again = replace(MIA, asked_by="U3", since=later(days=3), until=later(days=10))
    stored = await asked(storage, await asked(storage, await added(storage), MIA, ADAM), ADAM, again)
    assert stored.handovers == (ADAM, again)
    assert await models.Handover.all().count() == 2


async def test_one_ends_without_the_others(storage: Storage) -> None:
    stored = await asked(storage, await asked(storage, await added(storage), MIA, ADAM), ADAM)
    assert stored.handovers == (ADAM,)


async def test_a_change_decided_without_knowing_of_a_request_is_stale(storage: Storage) -> None:
    """Otherwise one could be left open on an account that needs no approval any more."""
    before = await added(storage)
    await asked(storage, before, MIA)
    with pytest.raises(Stale):
        await asked(storage, before, ADAM)
    assert (await storage.accounts.get(WORKSPACE, "a1")).handovers == (MIA,)


async def test_they_go_with_the_account(storage: Storage) -> None:
    stored = await asked(storage, await added(storage), MIA)
    other = await asked(storage, await added(storage, account("Fabrikam", "a2")), ADAM)
    await removed(storage, stored)
    assert [row.account_id for row in await models.Handover.all()] == [other.id]
