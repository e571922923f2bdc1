"""Looking the audit trail over from outside the bot: every workspace's chain, from its first row to its head."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from storage.addresses import read_address
from storage.audit import START, examine
from storage.audit import workspaces as all_workspaces
from storage.migrate import has_current_tables
from storage.models import AuditRow
from storage.opening import connected


@dataclass(frozen=True)
class Chain:
    """`rows` hold and end in the hash `head`; `broken` says which row does not follow and how, "" if all do."""

    workspace: str
    rows: int
    head: str
    broken: str = ""


@dataclass(frozen=True)
class Anchor:
    """What a log that is kept elsewhere says: row `number` of the workspace once had this hash."""

    workspace: str
    number: int
    hash: str


_ANCHOR = re.compile(r"([A-Za-z0-9_.\-]{1,64}):([1-9][0-9]{0,17}):([0-9a-f]{64})")


def read_anchor(text: str) -> Anchor:
    """`WORKSPACE:NUMBER:HASH`. Raises ValueError."""
    found = _ANCHOR.fullmatch(text.strip())
    if found is None:
        raise ValueError("An anchor is WORKSPACE:NUMBER:HASH, as the log's audit.anchor says.")
    return Anchor(found[1], int(found[2]), found[3])


async def check_chains(url: str, anchors: Sequence[Anchor] = ()) -> Sequence[Chain]:
    """Also whether the rows that `anchors` tell of are still what they were.

    Reads only, so it needs neither the keys nor the SQLite file's lock: readers of a write-ahead log keep
    nobody waiting, and the bot may run on. Raises SchemaRefused, DatabaseUnreachable, ValueError.
    """
    address = read_address(url)
    if address.file is not None and not address.file.exists():
        return _gone(anchors)
    async with connected(address.config()):
        if not await has_current_tables():
            return _gone(anchors)
        known = sorted({*await all_workspaces(), *(anchor.workspace for anchor in anchors)})
        return [await _chain(workspace, anchors) for workspace in known]


def _gone(anchors: Sequence[Anchor]) -> Sequence[Chain]:
    """There are no tables: nothing to say, unless somebody knows that there were rows."""
    return [Chain(each.workspace, 0, START, _too_few(each, 0)) for each in anchors]


async def _chain(workspace: str, anchors: Sequence[Anchor]) -> Chain:
    found = await examine(workspace)
    if found.broken is None:
        mine = [anchor for anchor in anchors if anchor.workspace == workspace]
        broken = next(filter(None, [await _torn(anchor, found.rows) for anchor in mine]), "")
        return Chain(workspace, found.rows, found.head, broken)
    how = "is missing" if found.is_missing else "was altered"
    return Chain(workspace, found.rows, found.head, f"row {found.broken} {how}")


async def _torn(anchor: Anchor, rows: int) -> str:
    """A chain that holds in itself may have been cut off, or written anew from some row on."""
    if anchor.number > rows:
        return _too_few(anchor, rows)
    row = await AuditRow.get(workspace=anchor.workspace, seq=anchor.number)
    return "" if row.hash == anchor.hash else f"row {anchor.number} is not the one that an anchor knows"


def _too_few(anchor: Anchor, rows: int) -> str:
    return f"row {rows + 1} is missing: an anchor knows {anchor.number} rows"
