"""Looking the audit trail over from outside the bot: every workspace's chain, from its first row to its head."""

from collections.abc import Sequence
from dataclasses import dataclass

from storage.addresses import read_address
from storage.audit import examine
from storage.audit import workspaces as all_workspaces
from storage.migrate import has_current_tables
from storage.opening import connected


@dataclass(frozen=True)
class Chain:
    """`rows` hold and end in the hash `head`; `broken` says which row does not follow and how, "" if all do."""

    workspace: str
    rows: int
    head: str
    broken: str = ""


async def check_chains(url: str) -> Sequence[Chain]:
    """Reads only, so it needs neither the keys nor the SQLite file's lock: readers of a write-ahead log keep
    nobody waiting, and the bot may run on. Raises SchemaRefused, DatabaseUnreachable, ValueError.
    """
    address = read_address(url)
    if address.file is not None and not address.file.exists():
        return []
    async with connected(address.config()):
        if not await has_current_tables():
            return []
        return [await _chain(workspace) for workspace in await all_workspaces()]


async def _chain(workspace: str) -> Chain:
    found = await examine(workspace)
    if found.broken is None:
        return Chain(workspace, found.rows, found.head)
    how = "is missing" if found.is_missing else "was altered"
    return Chain(workspace, found.rows, found.head, f"row {found.broken} {how}")
