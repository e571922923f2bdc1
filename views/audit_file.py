"""The audit trail as a file for spreadsheets."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from mip.ports import Message
from mip.trail import Recorded
from views.pieces import message
from views.spreadsheet import BOM, harmless, written
from views.text import counted

# Excel shows 1,048,576 rows; a file of this many is about 40 MB.
MOST = 100_000
_COLUMNS = ("number", "time", "actor", "action", "account", "account_name", "details", "prev_hash", "hash")


def name(now: datetime) -> str:
    return f"audit-{now.astimezone(UTC):%Y-%m-%d}.csv"


def head() -> bytes:
    return (BOM + written([_COLUMNS])).encode()


def lines(rows: Iterable[Recorded], names: Mapping[str, str]) -> bytes:
    """`names` are the accounts' by id. Lone surrogates, which UTF-8 cannot hold, become question marks."""
    return written([_cells(row, names) for row in rows]).encode(errors="replace")


def words(rows: int, count: int, *, repeat: bool = False) -> Message:
    """`count` is how many there would have been."""
    cut = f" These are the newest of {count}: a file holds at most {MOST}." if count > rows else ""
    return message(f"The audit trail you asked for: {counted(rows, 'record')}.{cut}", repeat=repeat)


def on_its_way(count: int) -> Message:
    return message(f"{counted(count, 'record')}: the file comes to your direct messages with me.")


def nothing() -> Message:
    return message("There is nothing to export.")


def _cells(row: Recorded, names: Mapping[str, str]) -> Sequence[str]:
    details = json.dumps(dict(row.details), sort_keys=True, ensure_ascii=False)
    shown = names.get(row.account) or row.details.get("name", "")
    at = row.at.astimezone(UTC).isoformat(timespec="microseconds")
    told = (row.actor, row.action, row.account, shown, details, row.prev_hash, row.hash)
    return [str(row.number), at, *(harmless(cell) for cell in told)]
