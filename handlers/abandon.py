"""The job that reminds of an account which was never connected, and in the end removes it."""

from dataclasses import dataclass
from datetime import datetime

from handlers.leased_work import LeasedWork
from mip.abandoning import due
from mip.accounts import Account
from mip.changes import Change, Lease, Task, Work
from mip.ports import Clock


@dataclass(frozen=True)
class Abandon:
    work: LeasedWork
    clock: Clock

    async def run(self, account_id: str) -> None:
        await self.work.do(account_id, Task.ABANDON, self._look, self._decide)

    async def _look(self, _account: Account, _work: Work) -> datetime:
        return self.clock.calendar()

    async def _decide(self, account: Account, lease: Lease, now: datetime) -> Change:
        return due(account, lease, now)
