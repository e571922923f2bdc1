"""The audit trail as a file for spreadsheets: RFC 4180, UTF-8 with a byte order mark, which Excel needs."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from mip.ports import Message
from mip.trail import Recorded
from views.pieces import message
from views.text import counted

# Excel shows 1,048,576 rows; a file of this many is about 40 MB.
MOST = 100_000
_COLUMNS = ("number", "time", "actor", "action", "account", "account_name", "details", "prev_hash", "hash")
# With one of these in front a spreadsheet would run the cell (https://owasp.org/www-community/attacks/CSV_Injection).
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_BOM = "\ufeff"


def name(now: datetime) -> str:
    return f"audit-{now.astimezone(UTC):%Y-%m-%d}.csv"


def head() -> bytes:
    return (_BOM + _written([_COLUMNS])).encode()


def lines(rows: Iterable[Recorded], names: Mapping[str, str]) -> bytes:
    """`names` are the accounts' by id. Lone surrogates, which UTF-8 cannot hold, become question marks."""
    return _written([_cells(row, names) for row in rows]).encode(errors="replace")


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
    return [str(row.number), at, *(_harmless(cell) for cell in told)]


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_RUNS) else cell


def _written(rows: Iterable[Sequence[str]]) -> str:
    """NUL goes: some readers end the file there."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(
        [cell.replace("\0", "") for cell in row] for row in rows
    )
    return text.getvalue()
