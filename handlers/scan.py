"""The job that retrieves an account's labels and writes down what changed."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from handlers.connections import Connections
from handlers.leases import Leases
from mip.accounts import Account
from mip.changes import Lease, Task
from mip.errors import NotFound, SignInAgain, Stale, TryLater
from mip.outcomes import Known, Moment, scanned
from mip.ports import Accounts, Clock, Labels, Ledger, Microsoft, Tasks
from mip.retrieval import Found


@dataclass(frozen=True)
class Scan:
    accounts: Accounts
    ledger: Ledger
    labels: Labels
    tasks: Tasks
    connections: Connections
    microsoft: Microsoft
    leases: Leases
    clock: Clock
    chance: Callable[[], str]

    async def run(self, account_id: str) -> None:
        """Does nothing when it is not due any more, or another worker has it."""
        lease = await self.tasks.lease(account_id, Task.SCAN, self.clock.wire(), self.clock.calendar())
        if lease is None:
            return
        with suppress(NotFound, Stale):
            # Removed or set inactive meanwhile: this result is nobody's any more.
            workspace = await self.accounts.owner(account_id)
            began = self.clock.wire()
            account = await self.accounts.get(workspace, account_id)
            async with self.leases.kept(lease):
                answer = await self._ask(account)
            await self._write(workspace, lease, answer, began)

    async def _ask(self, account: Account) -> Found | SignInAgain | TryLater:
        try:
            connection = await self.connections.of(account)
            return await self.microsoft.read_labels(connection, fresh=False)
        except (SignInAgain, TryLater) as trouble:
            return trouble

    async def _write(
        self, workspace: str, lease: Lease, answer: Found | SignInAgain | TryLater, began: datetime
    ) -> None:
        """Decided on the account as it is now: it may have been renamed while Microsoft answered."""
        id_ = lease.work.account
        for is_last in (False, False, True):
            account = await self.accounts.get(workspace, id_)
            known = Known(await self.labels.of(id_), await self.labels.tombstones(id_))
            now = self.clock.wire()
            at = Moment(now, self.clock.calendar(), self.chance(), (now - began).total_seconds())
            try:
                await self.ledger.commit(scanned(account, lease, answer, known, at))
            except Stale:
                if is_last:
                    raise
            else:
                return
