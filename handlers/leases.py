"""Keeping a lease while the work goes on: renewed well before it ends, so that nobody else begins the same."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from mip.changes import Lease
from mip.ports import Clock, Tasks

RENEW_SECONDS = 30.0


@dataclass(frozen=True)
class Leases:
    tasks: Tasks
    clock: Clock
    sleep: Callable[[float], Awaitable[None]]

    @asynccontextmanager
    async def kept(self, lease: Lease) -> AsyncIterator[None]:
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
