"""The labels of an account: the present set, those that vanished, and the history of scans."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from mip.changes import CHANGED, UNCHANGED, ScanRecord
from mip.diff import Kind, LabelChange
from mip.labels import Label
from storage import models
from storage.rows import LIVING

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


class Labels:
    async def of(self, account: str) -> Sequence[Label]:
        found = await models.Label.filter(account_id=account, **LIVING).order_by("id")
        return [_label(row) for row in found]

    async def tombstones(self, account: str) -> Sequence[Label]:
        gone = await models.Label.filter(account_id=account).exclude(**LIVING).order_by("id")
        return [_label(row) for row in gone]

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
    await models.Label.bulk_create(
        [_row(account, label, at) for label in labels],
        batch_size=BATCH,
        on_conflict=("account_id", "guid"),
        update_fields=_WRITTEN,
    )
    stored = await models.Label.filter(account_id=account, **LIVING).values_list("guid")
    gone = sorted({guid for (guid,) in stored} - {label.guid for label in labels})
    for first in range(0, len(gone), BATCH):
        vanished = models.Label.filter(account_id=account, guid__in=gone[first : first + BATCH])
        await vanished.update(removed_at=at)


async def record(scan: ScanRecord) -> None:
    """Adds a row of history, inside a transaction."""
    await models.Scan.create(
        id=scan.id,
        account_id=scan.account,
        at=scan.at,
        outcome=scan.outcome,
        label_count=scan.labels,
        changes=[_written(change) for change in scan.changes],
        request_id=scan.request_id,
        seconds=scan.seconds,
    )


def _row(account: str, label: Label, at: datetime) -> models.Label:
    plain = {name: getattr(label, name) for name in _PLAIN}
    scope = None if label.applicable_to is None else list(label.applicable_to)
    return models.Label(
        account_id=account,
        guid=label.guid,
        **plain,
        applicable_to=scope,
        extra=dict(label.extra),
        first_seen=at,
        last_seen=at,
        removed_at=None,
    )


def _label(row: models.Label) -> Label:
    plain: dict[str, Any] = {name: getattr(row, name) for name in _PLAIN}
    scope = None if row.applicable_to is None else tuple(row.applicable_to)
    return Label(guid=row.guid, **plain, applicable_to=scope, extra=row.extra)


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
