"""Files for spreadsheets: RFC 4180, UTF-8 with a byte order mark, which Excel needs."""

import csv
import io
from collections.abc import Iterable, Sequence

BOM = "\ufeff"
# With one of these in front a spreadsheet would run the cell (https://owasp.org/www-community/attacks/CSV_Injection).
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_RUNS) else cell


def written(rows: Iterable[Sequence[str]]) -> str:
    """NUL goes: some readers end the file there."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(
        [cell.replace("\0", "") for cell in row] for row in rows
    )
    return text.getvalue()
