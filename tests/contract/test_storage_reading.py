"""What people read while others write: they wait for no transaction, and see all that is committed."""

import asyncio

import pytest
from tortoise.exceptions import OperationalError

from mip.changes import Action, AuditEntry
from mip.labels import Label
from mip.names import read_name
from storage import Storage, models
from storage.reads_apart import reading
from storage.transactions import atomic, connection, is_postgres
from tests.contract.storage_stories import NOW, WORKSPACE, account, added, changed, removed, somebody_writing

pytestmark = pytest.mark.asyncio

SECONDS = 10


async def test_people_read_while_somebody_writes(storage: Storage) -> None:
    await added(storage, labels=(Label("g1", "Secret"),))
    accounts = storage.accounts
    async with somebody_writing(), asyncio.timeout(SECONDS):
        assert (await accounts.listing(WORKSPACE, "", 1, 20)).every == 1
        assert (await accounts.listing(WORKSPACE, "contoso", 1, 20)).found == 1
        assert sum((await accounts.totals(WORKSPACE)).values()) == 1
        assert [each.id for each in await accounts.uneasy(WORKSPACE, NOW)] == ["a1"]
        assert await accounts.names(WORKSPACE) == {"a1": "Contoso"}
        assert await accounts.is_named(WORKSPACE, read_name("contoso"))
        assert (await accounts.get(WORKSPACE, "a1")).name.shown == "Contoso"
        assert [each.id for each in await accounts.all(WORKSPACE)] == ["a1"]
        assert await storage.admins.named(WORKSPACE) == frozenset()
        assert await storage.subscriptions.paused(WORKSPACE) == []
        assert [each.name for each in await storage.labels.of("a1")] == ["Secret"]
        assert list(await storage.labels.scans("a1", skip=0, most=1)) == []
        assert len((await storage.overviews.of(WORKSPACE, "U1")).accounts) == 1
    assert await storage.admins.named(WORKSPACE) == {"U0WRITING"}


async def test_whatever_was_committed_is_read(storage: Storage) -> None:
    """No reader stays in the past: each statement looks anew."""
    stored = await added(storage)
    for number in range(20):
        stored = await changed(storage, stored, name=read_name(f"Contoso {number}"))
        assert (await storage.accounts.get(WORKSPACE, "a1")).version == stored.version
        (seen,) = (await storage.accounts.listing(WORKSPACE, "", 1, 20)).accounts
        assert seen.name == f"Contoso {number}"
    await removed(storage, stored)
    assert (await storage.accounts.listing(WORKSPACE, "", 1, 20)).every == 0
    await storage.admins.add(WORKSPACE, "U5", AuditEntry(WORKSPACE, "U1", Action.ADMIN_ADDED))
    assert await storage.admins.named(WORKSPACE) == {"U5"}


async def test_a_transaction_reads_what_it_has_written(storage: Storage) -> None:
    async def work() -> None:
        await models.Admin.create(workspace=WORKSPACE, person="U6")
        assert await storage.admins.named(WORKSPACE) == {"U6"}
        await models.Account.filter(id="a1").update(name_key="renamed")
        assert not await storage.accounts.is_named(WORKSPACE, read_name("Contoso"))

    await added(storage, account())
    await atomic(work)


async def test_nothing_is_written_by_it(storage: Storage) -> None:
    if is_postgres():
        assert reading() is connection()
        return
    assert reading() is not connection()
    with pytest.raises(OperationalError, match="readonly"):
        await models.Admin.create(workspace=WORKSPACE, person="U7", using_db=reading())
    assert await storage.admins.named(WORKSPACE) == frozenset()
