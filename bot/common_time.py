"""Processes that share a database go by its clock: by their own they would take each other's leases for run out."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from bot.clock import SystemClock
from storage import Storage

# What took longer to come says too little of what time it is.
QUICK_SECONDS = 0.5


@dataclass(frozen=True)
class CommonTime:
    storage: Storage
    clock: SystemClock

    async def look(self) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        now = await self.storage.time()
        took = loop.time() - began
        if now is not None and took < QUICK_SECONDS:
            # It was said somewhere in between.
            self.clock.agree(now + timedelta(seconds=took / 2))
