"""Two accounts' labels side by side as a file for a spreadsheet: every label of both, every field."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from mip.comparing import Comparison, Placed, fields
from mip.diff import text
from mip.ports import Message
from views.comparison import Two
from views.comparison_words import FIELDS
from views.file_names import slug
from views.pieces import message
from views.spreadsheet import BOM, harmless, written
from views.text import counted

SAME = "the same"
DIFFERENT = "different"
REPEATED = "named more than once"


def name(two: Two, now: datetime) -> str:
    """ASCII, whatever the accounts are called."""
    first, second = (slug(account.name.shown) for account in two.both)
    return f"labels-{first}-and-{second}-{now.astimezone(UTC):%Y-%m-%d}.csv"


def head(two: Two) -> bytes:
    names = [account.name.shown for account in two.both]
    pairs = [f"{word}: {name}" for word in ("GUID", *FIELDS.values()) for name in names]
    return f"{BOM}{_lines([['result', 'path', 'different fields', *pairs]])}".encode(errors="replace")


def as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Lone surrogates, which UTF-8 cannot hold, become question marks."""
    return _lines(rows).encode(errors="replace")


def rows(two: Two, comparison: Comparison) -> Iterator[Sequence[str]]:
    """One after the other, for whoever wants to stop for breath. Where several labels have one path, each is a row."""
    for placed in comparison.only_first:
        yield _row(f"only in {two.first.name.shown}", placed, None)
    for placed in comparison.only_second:
        yield _row(f"only in {two.second.name.shown}", None, placed)
    for pair in comparison.different:
        yield _row(DIFFERENT, pair.first, pair.second, [FIELDS[each.kind] for each in pair.differences])
    for repeated in comparison.repeated:
        yield from (_row(REPEATED, placed, None) for placed in repeated.first)
        yield from (_row(REPEATED, None, placed) for placed in repeated.second)
    for pair in comparison.same:
        yield _row(SAME, pair.first, pair.second)


def on_its_way(two: Two) -> Message:
    first, second = two.names
    return message(
        f"The comparison of {first} with {second} comes as a file to your direct messages with me."
    )


def words(two: Two, count: int, *, repeat: bool = False) -> Message:
    first, second = two.names
    return message(
        f"The labels of {first} and {second}, side by side: {counted(count, 'row')}.", repeat=repeat
    )


def _row(
    result: str, first: Placed | None, second: Placed | None, differing: Sequence[str] = ()
) -> Sequence[str]:
    known = first or second
    here, there = _cells(first), _cells(second)
    pairs = [cell for both in zip(here, there, strict=True) for cell in both]
    return [result, known.path if known else "", ", ".join(differing), *pairs]


def _cells(placed: Placed | None) -> list[str]:
    if placed is None:
        return [""] * (len(FIELDS) + 1)
    said = fields(placed.label)
    return [placed.label.guid, *(text(said[kind]) or "" for kind in FIELDS)]


def _lines(rows: Iterable[Sequence[str]]) -> str:
    return written([harmless(cell) for cell in row] for row in rows)
