"""The labels of an account as a file: every field, those that vanished too."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from mip.accounts import Account
from mip.labels import Kept, Label, path, sort
from mip.ports import Message
from views.file_names import file_name
from views.pieces import message
from views.spreadsheet import BOM, harmless, written
from views.text import bold, code, counted

CSV = "csv"
JSON = "json"
# Of the label itself, as it is named in mip; what Microsoft does not report is empty.
_FIELDS = ("description", "tooltip", "color", "priority", "has_protection", "applicable_to", "is_enabled")
_COLUMNS = (
    *("guid", "name", "path", "kind", "parent_guid", "parent_path"),
    *_FIELDS,
    *("first_seen", "last_seen", "vanished", "extra"),
)


def name(account: str, now: datetime, form: str) -> str:
    return file_name("labels", account, now, form)


def rows(kept: Sequence[Kept], succeeded_at: datetime | None) -> Iterable[Mapping[str, Any]]:
    """One after the other, for whoever wants to stop for breath. An unchanged scan rewrites no label, but has
    seen all that are present: `succeeded_at`."""
    labels = {each.label.guid: each.label for each in kept}
    present = {each.label.parent for each in kept if not each.vanished}
    return (_row(each, labels, present, succeeded_at) for each in kept)


def as_csv(told: Iterable[Mapping[str, Any]], *, head: bool) -> bytes:
    """Lone surrogates, which UTF-8 cannot hold, become question marks."""
    first = BOM + written([_COLUMNS]) if head else ""
    lines = written([harmless(_cell(row[column])) for column in _COLUMNS] for row in told)
    return f"{first}{lines}".encode(errors="replace")


def as_json(told: Sequence[Mapping[str, Any]]) -> bytes:
    return json.dumps(told, ensure_ascii=False, default=str).encode(errors="replace")


def words(account: Account, count: int, *, repeat: bool = False) -> Message:
    return message(f"The labels of {bold(account.name.shown)}: {counted(count, 'label')}.", repeat=repeat)


def on_its_way(account: Account) -> Message:
    return message(
        f"The labels of {bold(account.name.shown)} come as a file to your direct messages with me."
    )


def which_form(typed: str) -> Message:
    how = f"{code('/mip export ACCOUNT')} sends CSV, {code('/mip export ACCOUNT json')} JSON."
    return message(f"{code(typed, 60)} is no kind of file that I can make. {how}")


def _row(
    kept: Kept, labels: Mapping[str, Label], present: set[str | None], succeeded_at: datetime | None
) -> Mapping[str, Any]:
    label = kept.label
    parent = labels.get(label.parent or "")
    seen = kept.last_seen if kept.vanished else max(kept.last_seen, succeeded_at or kept.last_seen)
    return {
        "guid": label.guid,
        "name": label.name,
        "path": path(label, labels),
        "kind": sort(label, has_children=label.guid in present).value,
        "parent_guid": label.parent,
        "parent_path": path(parent, labels) if parent else None,
        **{field: getattr(label, field) for field in _FIELDS},
        "first_seen": kept.first_seen.isoformat(),
        "last_seen": seen.isoformat(),
        "vanished": kept.vanished.isoformat() if kept.vanished else None,
        "extra": dict(label.extra),
    }


def _cell(value: Any) -> str:
    if value is None or value == {}:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return ", ".join(value) if isinstance(value, tuple) else str(value)
