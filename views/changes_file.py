"""A scan with many changes: the summary that is told, and the file with all of them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from mip.accounts import Account
from mip.diff import Kind, LabelChange
from mip.ports import Message
from mip.restructuring import unfold
from mip.status import Button
from views import actions, card, reference
from views.change_words import PROPERTIES, sentence
from views.difference import counts
from views.file_names import file_name
from views.pieces import MAY_REPEAT, button, message, row, say, small
from views.spreadsheet import BOM, harmless, written
from views.text import bold, counted, listed

ROOM = 2000
FIRST = 5
REST = "*What changed*, and *Details* there, show them all."
_COLUMNS = ("what", "guid", "path", "field", "before", "after")
_WHOLE = {
    Kind.ADDED: "added",
    Kind.REMOVED: "removed",
    Kind.RETURNED: "back again",
    Kind.RENAMED: "renamed",
    Kind.MOVED: "moved",
    Kind.ENABLED: "switched on",
    Kind.DISABLED: "switched off",
}
_FIELDS = {**PROPERTIES, Kind.RENAMED: "name", Kind.MOVED: "parent", Kind.DISABLED: "state"}


def summary(account: Account, found: Sequence[LabelChange], scan: str, *, repeat: bool = False) -> Message:
    """It promises no file: Slack may refuse it, and what stands here stays."""
    head = f"{counted(len(found), 'change')} in the labels of {bold(account.name.shown)}: {counts(found)}."
    lines = listed([f"\u2022 {sentence(change)}" for change in found], ROOM, FIRST)
    what = button("What changed", actions.WHAT_CHANGED, reference.write(account.id, 1, scan))
    told = f"{head}\n{lines}"
    return message(
        f"{told}\n{REST}",
        say(told),
        small(REST),
        row(what, card.press(Button.LABELS, account)),
        repeat=repeat,
    )


def words(count: int, *, repeat: bool = False) -> str:
    """Beside the file."""
    text = f"All {counted(count, 'change')} as a file for spreadsheets."
    return f"{text} {MAY_REPEAT}" if repeat else text


def name(account: str, at: datetime) -> str:
    return file_name("changes", account, at, "csv")


def content(changes: Iterable[LabelChange]) -> bytes:
    """Each change by itself, label by label. Lone surrogates, which UTF-8 cannot hold, become question marks."""
    rows = [[harmless(cell) for cell in _row(change)] for change in unfold(changes)]
    return f"{BOM}{written([_COLUMNS, *rows])}".encode(errors="replace")


def _row(change: LabelChange) -> tuple[str, ...]:
    what = _WHOLE.get(change.kind, "changed")
    field = _FIELDS.get(change.kind, "")
    return what, change.guid, change.name, field, change.before or "", change.after or ""
