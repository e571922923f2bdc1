"""The audit trail and the admins whose coming and going it records."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from mip.changes import Action, AuditEntry
from storage import Storage, models
from storage.chains import Anchor, Chain, check_chains, read_anchor
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


async def test_what_an_anchor_knows_must_still_be_there_and_the_same(storage: Storage, url: str) -> None:
    for i in range(3):
        await storage.audit.write(entry(str(i)))
    number, last = (await storage.audit.heads())[WORKSPACE]
    held = read_anchor(f"{WORKSPACE}:{number}:{last}")
    await storage.audit.write(entry("later"))
    (chain,) = await in_another_thread(url, held)
    assert chain.broken == ""
    (chain,) = await in_another_thread(url, replace(held, hash="0" * 64))
    assert chain.broken == "row 3 is not the one that an anchor knows"
    await models.AuditRow.filter(seq__gte=3).delete()
    (chain,) = await in_another_thread(url, held)
    assert chain.broken == "row 3 is missing: an anchor knows 3 rows"
    await models.AuditRow.filter().delete()
    (chain,) = await in_another_thread(url, held)
    assert (chain.workspace, chain.broken) == (WORKSPACE, "row 1 is missing: an anchor knows 3 rows")


@pytest.mark.parametrize(
    "text", ["", "T1", "T1:3", "T1:0:" + "a" * 64, "T1:3:" + "g" * 64, "T 1:3:" + "a" * 64]
)
async def test_what_is_no_anchor_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="WORKSPACE:NUMBER:HASH"):
        read_anchor(text)


async def test_every_chain_is_looked_over_while_the_bot_runs(storage: Storage, url: str) -> None:
    for workspace in ("T1", "T2"):
        for i in range(3):
            await storage.audit.write(entry(str(i), workspace))
    heads = await storage.audit.heads()
    chains = await in_another_thread(url)
    assert chains == [Chain(workspace, 3, heads[workspace][1]) for workspace in ("T1", "T2")]


async def test_what_is_broken_is_named_by_workspace_and_number(storage: Storage, url: str) -> None:
    for workspace in ("T1", "T2", "T3", "T4"):
        for i in range(3):
            await storage.audit.write(entry(str(i), workspace))
    await models.AuditRow.filter(workspace="T2", seq=3).update(actor="U9")
    await models.AuditRow.filter(workspace="T3", seq=2).delete()
    await models.AuditRow.filter(workspace="T4", seq=1).delete()
    chains = await in_another_thread(url)
    assert [(chain.workspace, chain.rows, chain.broken) for chain in chains] == [
        ("T1", 3, ""),
        ("T2", 2, "row 3 was altered"),
        ("T3", 1, "row 2 is missing"),
        ("T4", 0, "row 1 is missing"),
    ]


async def test_where_there_are_no_tables_there_is_no_trail(empty_url: str) -> None:
    assert await in_another_thread(empty_url) == []


async def in_another_thread(url: str, *anchors: Anchor) -> Sequence[Chain]:
    """As another process would: with a loop and connections of its own."""
    return await asyncio.to_thread(lambda: asyncio.run(check_chains(url, anchors)))


async def test_admins_come_and_go_with_a_row_each(storage: Storage) -> None:
    assert await storage.admins.add(WORKSPACE, "U7", entry())
    assert not await storage.admins.add(WORKSPACE, "U7", entry())
    assert await storage.admins.named(WORKSPACE) == {"U7"}
    assert await storage.admins.named("T2") == frozenset()
    assert await storage.admins.remove(WORKSPACE, "U7", entry())
    assert not await storage.admins.remove(WORKSPACE, "U7", entry())
    assert await storage.admins.named(WORKSPACE) == frozenset()
    assert await models.AuditRow.all().count() == 2
