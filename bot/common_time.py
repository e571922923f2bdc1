"""Processes that share a database go by its clock: by their own they would take each other's leases for run out."""

import asyncio
from dataclasses import dataclass

from bot.clock import SystemClock
from storage import Storage

# What took longer to come says too little of what time it is.
QUICK_SECONDS = 1.0


@dataclass(frozen=True)
class CommonTime:
    storage: Storage
    clock: SystemClock

    async def look(self) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        now = await self.storage.time()
        if now is not None and loop.time() - began < QUICK_SECONDS:
            self.clock.agree(now)
