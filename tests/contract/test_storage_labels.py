"""Reading labels: present and vanished, by GUID and by mark, their story, and who watches them."""

from datetime import timedelta

import pytest

from mip.changes import ScanRecord
from mip.diff import Kind, LabelChange
from mip.labels import Label, mark
from storage import Storage
from storage.news_models import Watch
from tests.contract.storage_stories import NOW, WORKSPACE, account, added, given

pytestmark = pytest.mark.asyncio

ODD = "a|b:c \u00e9/" * 12
FULL = Label("g1", "One", "g2", "d", "t", "#ff0000", -3, True, False, ("email", "file"), {"x": [1, None]})


def scan(number: int, *changes: LabelChange) -> ScanRecord:
    return ScanRecord(f"s{number}", "a1", NOW + timedelta(hours=number), "changed", 1, changes)


async def test_what_vanished_is_kept_with_its_date(storage: Storage) -> None:
    stored = await added(storage, labels=(FULL, Label(ODD, "Odd"), Label("g3", "Three")))
    await given(storage, stored, labels=(FULL,), scan=scan(1))
    assert list(await storage.labels.of("a1")) == [FULL]
    gone = await storage.labels.vanished("a1")
    assert {each.label.name for each in gone} == {"Odd", "Three"}
    assert {each.vanished for each in gone} == {NOW + timedelta(hours=1)}
    assert {each.label.guid for each in await storage.labels.kept("a1")} == {"g1", ODD, "g3"}


async def test_a_label_is_known_by_its_mark_and_by_its_guid(storage: Storage) -> None:
    await added(storage, labels=(FULL, Label(ODD, "Odd")))
    await added(storage, account("Fabrikam", "a2"), labels=(FULL,))
    odd = await storage.labels.marked("a1", mark(ODD))
    assert odd is not None
    assert odd.label == Label(ODD, "Odd")
    assert await storage.labels.marked("a2", mark(ODD)) is None
    assert await storage.labels.marked("a1", "") is None
    assert set(await storage.labels.with_guid(["a1", "a2"], "g1")) == {"a1", "a2"}
    assert set(await storage.labels.with_guid(["a2"], "g1")) == {"a2"}


async def test_outlines_are_of_the_accounts_asked_for_and_bounded(storage: Storage) -> None:
    await added(storage, labels=(FULL, Label("g2", "Two")))
    await added(storage, account("Fabrikam", "a2"), labels=(FULL,))
    assert await storage.labels.outlines(["a1"], 10) == {"a1": [Label("g1", "One", "g2"), Label("g2", "Two")]}
    assert sum(map(len, (await storage.labels.outlines(["a1", "a2"], 2)).values())) == 2


async def test_the_story_of_one_label_is_newest_first_and_bounded(storage: Storage) -> None:
    stored = await added(storage, labels=(FULL,))
    for number in range(30):
        ours = LabelChange(Kind.RENAMED, "g1", f"n{number}", "x", "y")
        await given(storage, stored, scan=scan(number, ours, LabelChange(Kind.ADDED, "g9", "Other")))
    told = await storage.labels.story("a1", "g1", 25)
    assert [change.name for _, change in told] == [f"n{number}" for number in range(29, 4, -1)]
    assert told[0][0] == NOW + timedelta(hours=29)
    assert await storage.labels.story("a1", "g5", 25) == []


async def test_watchers_are_those_of_this_label(storage: Storage) -> None:
    await added(storage, labels=(FULL,))
    for person, guid in (("U1", "g1"), ("U2", "g1"), ("U3", "g2")):
        await Watch.create(account_id="a1", workspace=WORKSPACE, person=person, guid=guid, created_at=NOW)
    assert list(await storage.watches.watchers("a1", "g1")) == ["U1", "U2"]
