"""All changes of a scan that has many, as a file in the thread of what was told of it."""

import asyncio
from dataclasses import dataclass

from mip.changes import Delivery
from mip.errors import NotFound
from mip.many_changes import thread_of
from mip.ports import Accounts, Attachment, Labels, Workspaces
from views import changes_file


@dataclass(frozen=True)
class SendChangesFile:
    accounts: Accounts
    labels: Labels
    workspaces: Workspaces

    async def send(self, delivery: Delivery, *, repeat: bool) -> None:
        """Raises NotFound when the account or the scan is gone."""
        account = await self.accounts.get(delivery.workspace, delivery.account)
        scan = await self.labels.scan(delivery.details["scan"])
        if scan is None:
            raise NotFound
        content = await asyncio.to_thread(changes_file.content, scan.changes)
        file = Attachment(changes_file.name(account.name.shown, scan.at), content)
        words = changes_file.words(len(scan.changes), repeat=repeat)
        await self.workspaces.of(delivery.workspace).attach(thread_of(delivery), words, file)
