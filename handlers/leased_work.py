"""Work that is due, done by one worker at a time: leased, kept while it goes on, ended by one change."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TypeVar

from mip.accounts import Account
from mip.changes import Change, Lease, Task, Work
from mip.errors import NotFound, Stale
from mip.ports import Clock, Ledger, Tasks

RENEW_SECONDS = 30.0

Found = TypeVar("Found")


@dataclass(frozen=True)
class LeasedWork:
    """`account` reads the one that a job names, with as much of it as the job needs. Raises NotFound."""

    account: Callable[[str], Awaitable[Account]]
    ledger: Ledger
    tasks: Tasks
    clock: Clock
    sleep: Callable[[float], Awaitable[None]]

    async def do(
        self,
        account_id: str,
        task: Task,
        ask: Callable[[Account, Work], Awaitable[Found]],
        decide: Callable[[Account, Lease, Found], Awaitable[Change]],
    ) -> None:
        """Asks the outside, then commits what that means. Does nothing when it is not due any more, or another
        worker has it, or the account was removed or switched off meanwhile: the result is nobody's then."""
        lease = await self.tasks.lease(account_id, task, self.clock.wire(), self.clock.calendar())
        if lease is None:
            return
        with suppress(NotFound, Stale):
            async with self._given_back(lease), self._kept(lease):
                found = await ask(await self.account(account_id), lease.work)
            await self._end(lease, found, decide)

    @asynccontextmanager
    async def _given_back(self, lease: Lease) -> AsyncIterator[None]:
        """Whoever is told to stop leaves the work to the others at once."""
        try:
            yield
        except asyncio.CancelledError:
            await self.tasks.release(lease)
            raise

    async def _end(
        self,
        lease: Lease,
        found: Found,
        decide: Callable[[Account, Lease, Found], Awaitable[Change]],
    ) -> None:
        """Decided on the account as it is now: it may have been renamed while the outside answered."""
        for is_last in (False, False, True):
            account = await self.account(lease.work.account)
            try:
                await self.ledger.commit(await decide(account, lease, found))
            except Stale:
                if is_last:
                    raise
            else:
                return

    @asynccontextmanager
    async def _kept(self, lease: Lease) -> AsyncIterator[None]:
        """A lease that was lost all the same is found out when the work is committed."""
        renewing = asyncio.create_task(self._renew(lease))
        try:
            yield
        finally:
            renewing.cancel()
            await asyncio.gather(renewing, return_exceptions=True)

    async def _renew(self, lease: Lease) -> None:
        while True:
            await self.sleep(RENEW_SECONDS)
            await self.tasks.renew(lease, self.clock.wire())
