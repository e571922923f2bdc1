"""Reading the audit trail: filters and pages, and never another workspace's."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from mip.changes import SYSTEM, Action, AuditEntry
from mip.trail import Wanted
from storage import Storage
from tests.contract.conftest import HandClock
from tests.contract.storage_stories import WORKSPACE

pytestmark = pytest.mark.asyncio

EVERYTHING = 100


async def write(
    storage: Storage, action: Action, actor: str = "U1", account: str = "", **details: str
) -> None:
    await storage.audit.write(AuditEntry(WORKSPACE, actor, action, account, details))


async def found(storage: Storage, wanted: Wanted) -> list[int]:
    rows = await storage.trail.read(WORKSPACE, wanted, skip=0, most=EVERYTHING)
    assert await storage.trail.count(WORKSPACE, wanted) == len(rows)
    return [row.number for row in rows]


async def test_filters_are_combined_and_the_newest_comes_first(storage: Storage, clock: HandClock) -> None:
    await write(storage, Action.ACCOUNT_ADDED, account="A1", name="Contoso")
    clock.pass_(timedelta(days=10))
    await write(storage, Action.SCAN_ASKED, account="A1")
    await write(storage, Action.SCAN_CHANGED, SYSTEM, "A1")
    await write(storage, Action.SCAN_ASKED, "U2", "A2")
    await storage.audit.write(AuditEntry("T-other", "U1", Action.SCAN_ASKED, "A1"))
    assert await found(storage, Wanted()) == [4, 3, 2, 1]
    assert await found(storage, Wanted("A1")) == [3, 2, 1]
    assert await found(storage, Wanted(person="U2")) == [4]
    assert await found(storage, Wanted(action="scan")) == [4, 3, 2]
    assert await found(storage, Wanted(action="scan.asked")) == [4, 2]
    assert await found(storage, Wanted(days=7)) == [4, 3, 2]
    assert await found(storage, Wanted(last=2)) == [2, 1]
    assert await found(storage, Wanted("A1", SYSTEM, "scan", 7, 4)) == [3]
    assert await found(storage, Wanted("nobody's")) == []
    assert await storage.trail.last(WORKSPACE) == 4
    assert await storage.trail.last("nobody") == 0


async def test_a_subject_is_a_whole_word(storage: Storage) -> None:
    await write(storage, Action.SCAN_ASKED)
    assert await found(storage, Wanted(action="sca_")) == []
    assert await found(storage, Wanted(action="sc")) == []


async def test_pages_do_not_move_while_more_is_recorded(storage: Storage) -> None:
    for _ in range(25):
        await write(storage, Action.SCAN_ASKED)
    wanted = Wanted(last=await storage.trail.last(WORKSPACE))
    first = await storage.trail.read(WORKSPACE, wanted, skip=0, most=10)
    await write(storage, Action.SCAN_ASKED)
    second = await storage.trail.read(WORKSPACE, wanted, skip=10, most=10)
    assert [row.number for row in (*first, *second)] == list(range(25, 5, -1))
    assert await storage.trail.count(WORKSPACE, wanted) == 25


async def test_a_row_is_read_as_it_was_written(storage: Storage, clock: HandClock) -> None:
    await write(storage, Action.ACCOUNT_EDITED, "U1", "A1", name="N\u00e9", was="Old")
    (row,) = await storage.trail.read(WORKSPACE, Wanted(), skip=0, most=1)
    assert (row.number, row.at, row.actor, row.action) == (1, clock.wire(), "U1", "account.edited")
    assert (row.account, row.details) == ("A1", {"name": "N\u00e9", "was": "Old"})
    assert (row.prev_hash, row.hash) == ("0" * 64, (await storage.audit.heads())[WORKSPACE][1])


async def test_accounts_are_named_as_they_were_named_last(storage: Storage) -> None:
    await write(storage, Action.ACCOUNT_ADDED, account="A1", name="Before")
    await write(storage, Action.ACCOUNT_EDITED, account="A1", name="After", was="Before")
    await write(storage, Action.ACCOUNT_ADDED, account="A2", name="Gone")
    await write(storage, Action.ACCOUNT_REMOVED, account="A2", name="Gone")
    await write(storage, Action.ACCOUNT_REMOVED, account="A3")
    await storage.audit.write(AuditEntry("T-other", "U1", Action.ACCOUNT_ADDED, "A4", {"name": "Theirs"}))
    everybody: Mapping[str, str] = {"A1": "After", "A2": "Gone"}
    assert await storage.trail.names(WORKSPACE) == everybody
    assert await storage.trail.names(WORKSPACE, {"A2", "A3", "A4"}) == {"A2": "Gone"}
