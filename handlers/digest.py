"""Digests: looked for once a minute, and drawn when they are sent from what was gathered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mip.changes import Delivery, Tell
from mip.diff import LabelChange
from mip.digests import Gathered, by_account
from mip.errors import NotFound
from mip.ports import Accounts, Digests, Labels, Message
from mip.subscribing import Rhythm
from views import digest as view

# So many scans are looked up for one digest; the others are told as having changed something.
SCANS = 60


@dataclass(frozen=True)
class TellDigests:
    digests: Digests
    accounts: Accounts
    labels: Labels

    async def look(self) -> None:
        await self.digests.fold()

    async def draw(self, delivery: Delivery, *, repeat: bool) -> Message:
        """Raises NotFound when nothing of it is to be told any more."""
        names = await self.accounts.names(delivery.workspace)
        gathered = by_account(await self.digests.of(delivery.details["digest"]))
        known = {account: what for account, what in gathered.items() if account in names}
        if not known:
            raise NotFound
        sections = [view.Section(names[account], what) for account, what in known.items()]
        changes = await self._changes([each for what in known.values() for each in what])
        return view.build(Rhythm(delivery.details["rhythm"]), sections, changes, repeat=repeat)

    async def _changes(self, gathered: Sequence[Gathered]) -> Mapping[str, Sequence[LabelChange]]:
        changed = [each.scan for each in gathered if each.tell is Tell.CHANGES][:SCANS]
        scans = [await self.labels.scan(each) for each in changed]
        return {scan.id: scan.changes for scan in scans if scan is not None}
