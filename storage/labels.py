"""The labels of an account: the present set, those that vanished, and the history of scans."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from mip.changes import CHANGED, UNCHANGED, ScanRecord
from mip.diff import Kind, LabelChange
from mip.labels import Kept, Label
from mip.labels import mark as mark_of
from storage import models
from storage.rows import LIVING
from storage.statements import fetch, insert, insert_many, replacing

# 500 rows in one statement stay well under both databases' limit of parameters.
BATCH = 500

_PLAIN = (
    "name",
    "parent",
    "description",
    "tooltip",
    "color",
    "priority",
    "is_enabled",
    "has_protection",
)
_PARTS = "parts"
_WRITTEN = (*_PLAIN, "applicable_to", "extra", "last_seen", "removed_at")
RENEWED = replacing("account_id, guid", _WRITTEN)
# Read without models: ten thousand of them would take as long as Slack waits.
_LABEL = ("guid", *_PLAIN, "applicable_to", "extra")
_KEPT = (*_LABEL, "first_seen", "last_seen", "removed_at")
# How far back the story of one label is looked for, and how many scans are read at a time.
STORY_SCANS = 400
STORY_BATCH = 20


class Labels:
    async def of(self, account: str) -> Sequence[Label]:
        found = models.Label.filter(account_id=account, **LIVING).order_by("id")
        return [_label(*row) for row in await found.values_list(*_LABEL)]

    async def vanished(self, account: str) -> Sequence[Kept]:
        gone = models.Label.filter(account_id=account).exclude(**LIVING).order_by("-removed_at", "id")
        return [_kept(*row) for row in await gone.values_list(*_KEPT)]

    async def kept(self, account: str) -> Sequence[Kept]:
        found: list[Kept] = []
        last = 0
        while batch := await _after(account, last):
            found += [_kept(*row[1:]) for row in batch]
            last = batch[-1][0]
        return found

    async def marked(self, account: str, mark: str) -> Kept | None:
        stored = await models.Label.filter(account_id=account).values_list("guid")
        guids = [guid for (guid,) in stored if mark_of(guid) == mark]
        rows = await models.Label.filter(account_id=account, guid__in=guids).values_list(*_KEPT)
        return _kept(*rows[0]) if rows else None

    async def with_guid(self, accounts: Collection[str], guid: str) -> Mapping[str, Kept]:
        rows = models.Label.filter(account_id__in=list(accounts), guid=guid).order_by("id")
        return {account: _kept(*row) for account, *row in await rows.values_list("account_id", *_KEPT)}

    async def outlines(self, accounts: Collection[str], most: int) -> Mapping[str, Sequence[Label]]:
        found: dict[str, list[Label]] = {account: [] for account in accounts}
        living = models.Label.filter(account_id__in=list(accounts), **LIVING).order_by("id").limit(most)
        for account, guid, name, parent in await living.values_list("account_id", "guid", "name", "parent"):
            found[account].append(Label(guid, name, parent))
        return found

    async def story(self, account: str, guid: str, most: int) -> Sequence[tuple[datetime, LabelChange]]:
        """Read in small steps and looked through here: the databases differ in what they can ask of JSON."""
        told: list[tuple[datetime, LabelChange]] = []
        scans = models.Scan.filter(account_id=account, outcome=CHANGED).order_by("-at", "-id")
        for skip in range(0, STORY_SCANS, STORY_BATCH):
            batch = await scans.offset(skip).limit(STORY_BATCH).values_list("at", "changes")
            told += [(at, _change(each)) for at, changes in batch for each in changes if guid in _guids(each)]
            if len(told) >= most or len(batch) < STORY_BATCH:
                break
        return told[:most]

    async def tombstones(self, account: str) -> Sequence[Label]:
        gone = models.Label.filter(account_id=account).exclude(**LIVING).order_by("id")
        return [_label(*row) for row in await gone.values_list(*_LABEL)]

    async def scan(self, scan: str) -> ScanRecord | None:
        row = await models.Scan.get_or_none(id=scan)
        return _scan(row) if row else None

    async def scans(self, account: str, *, skip: int, most: int) -> Sequence[ScanRecord]:
        found = models.Scan.filter(account_id=account).order_by("-at", "-id")
        return [_scan(row) for row in await found.offset(skip).limit(most)]

    async def count_scans(self, account: str) -> int:
        return await models.Scan.filter(account_id=account).count()

    async def changed(
        self, account: str, after: datetime, until: datetime, *, most: int
    ) -> Sequence[ScanRecord]:
        found = models.Scan.filter(account_id=account, outcome=CHANGED, at__gt=after, at__lte=until)
        return [_scan(row) for row in await found.order_by("at", "id").limit(most)]

    async def first_read(self, account: str) -> ScanRecord | None:
        read = models.Scan.filter(account_id=account, outcome__in=(CHANGED, UNCHANGED))
        row = await read.order_by("at", "id").first()
        return _scan(row) if row else None

    async def last_with(self, account: str, outcome: str) -> ScanRecord | None:
        row = await models.Scan.filter(account_id=account, outcome=outcome).order_by("-at", "-id").first()
        return _scan(row) if row else None


async def keep(account: str, labels: Sequence[Label], at: datetime) -> None:
    """Makes `labels` the present set, inside a transaction. What is not among them becomes a tombstone."""
    await insert_many(models.Label, [columns(account, label, at) for label in labels], RENEWED)
    stored = await fetch("SELECT guid FROM mip_label WHERE account_id = $1 AND removed_at IS NULL", account)
    gone = sorted({str(row["guid"]) for row in stored} - {label.guid for label in labels})
    for first in range(0, len(gone), BATCH):
        vanished = models.Label.filter(account_id=account, guid__in=gone[first : first + BATCH])
        await vanished.update(removed_at=at)


async def record(scan: ScanRecord) -> None:
    """Adds a row of history, inside a transaction."""
    row = models.Scan(
        id=scan.id,
        account_id=scan.account,
        at=scan.at,
        outcome=scan.outcome,
        label_count=scan.labels,
        changes=[_written(change) for change in scan.changes],
        request_id=scan.request_id,
        seconds=scan.seconds,
    )
    await insert(row)


def columns(account: str, label: Label, at: datetime) -> Mapping[str, Any]:
    """Of a label that is there at that time."""
    return {
        "account_id": account,
        "guid": label.guid,
        **{name: getattr(label, name) for name in _PLAIN},
        "applicable_to": None if label.applicable_to is None else list(label.applicable_to),
        "extra": dict(label.extra),
        "first_seen": at,
        "last_seen": at,
        "removed_at": None,
    }


async def _after(account: str, last: int) -> Sequence[Any]:
    rows = models.Label.filter(account_id=account, id__gt=last).order_by("id").limit(BATCH)
    return await rows.values_list("id", *_KEPT)


def _label(guid: str, *row: Any) -> Label:
    """`row` is as _LABEL says."""
    *plain, scope, extra = row
    named = dict(zip(_PLAIN, plain, strict=True))
    return Label(guid=guid, **named, applicable_to=None if scope is None else tuple(scope), extra=extra)


def _kept(*row: Any) -> Kept:
    """`row` is as _KEPT says."""
    *label, first_seen, last_seen, vanished = row
    return Kept(_label(*label), first_seen, last_seen, vanished)


def _written(change: LabelChange) -> dict[str, Any]:
    """Without what is as it is by itself: thousands of these are kept."""
    said = {
        item.name: getattr(change, item.name)
        for item in fields(change)
        if item.name != _PARTS and getattr(change, item.name) != item.default
    }
    return said | ({_PARTS: [_written(part) for part in change.parts]} if change.parts else {})


def _change(row: Mapping[str, Any]) -> LabelChange:
    parts = tuple(_change(part) for part in row.get(_PARTS, ()))
    return LabelChange(**{**row, "kind": Kind(row["kind"]), _PARTS: parts})


def _guids(row: Mapping[str, Any]) -> set[str]:
    """Of a change that is told as one, of its parts too."""
    return {row["guid"], *(part["guid"] for part in row.get(_PARTS, ()))}


def _scan(row: models.Scan) -> ScanRecord:
    return ScanRecord(
        id=row.id,
        account=row.account_id,
        at=row.at,
        outcome=row.outcome,
        labels=row.label_count,
        changes=tuple(_change(change) for change in row.changes),
        request_id=row.request_id,
        seconds=row.seconds,
    )
