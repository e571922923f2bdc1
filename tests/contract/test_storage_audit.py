"""The audit trail and the admins whose coming and going it records."""

import asyncio

import pytest

from mip.changes import Action, AuditEntry
from storage import Storage, models
from tests.contract.storage_stories import NOW, WORKSPACE

pytestmark = pytest.mark.asyncio


def entry(word: str = "x", workspace: str = WORKSPACE) -> AuditEntry:
    return AuditEntry(workspace, "U1", Action.ADMIN_ADDED, "", {"person": word, "\u00e9": "\u20ac"})


async def test_a_chain_of_concurrent_writers_does_not_fork(storage: Storage) -> None:
    await asyncio.gather(*(storage.audit.write(entry(str(i), f"T{i % 2}")) for i in range(30)))
    for workspace in ("T0", "T1"):
        assert await models.AuditRow.filter(workspace=workspace).count() == 15
        assert await storage.audit.verify(workspace) is None
    assert await storage.audit.verify("nobody") is None


@pytest.mark.parametrize(
    "altered",
    [
        {"actor": "U2"},
        {"details": {}},
        {"hash": "0" * 64},
        {"prev_hash": "1" * 64},
        {"at": NOW.replace(day=2)},
    ],
)
async def test_an_altered_row_is_found(storage: Storage, altered: dict[str, object]) -> None:
    for i in range(5):
        await storage.audit.write(entry(str(i)))
    await models.AuditRow.filter(seq=3).update(**altered)
    assert await storage.audit.verify(WORKSPACE) == 3


async def test_a_missing_row_is_found(storage: Storage) -> None:
    for i in range(5):
        await storage.audit.write(entry(str(i)))
    await models.AuditRow.filter(seq=2).delete()
    assert await storage.audit.verify(WORKSPACE) == 2


async def test_rows_cut_off_at_the_end_show_against_an_earlier_anchor(storage: Storage) -> None:
    for i in range(3):
        await storage.audit.write(entry(str(i)))
    anchor = await storage.audit.heads()
    await models.AuditRow.filter(seq=3).delete()
    assert await storage.audit.verify(WORKSPACE) is None
    assert anchor[WORKSPACE][0] == 3
    assert await storage.audit.heads() != anchor


async def test_admins_come_and_go_with_a_row_each(storage: Storage) -> None:
    assert await storage.admins.add(WORKSPACE, "U7", entry())
    assert not await storage.admins.add(WORKSPACE, "U7", entry())
    assert await storage.admins.named(WORKSPACE) == {"U7"}
    assert await storage.admins.named("T2") == frozenset()
    assert await storage.admins.remove(WORKSPACE, "U7", entry())
    assert not await storage.admins.remove(WORKSPACE, "U7", entry())
    assert await storage.admins.named(WORKSPACE) == frozenset()
    assert await models.AuditRow.all().count() == 2
