"""What must have one effect although it may reach several processes: whoever notes it first has it."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from mip.ports import Tally

log = structlog.get_logger(__name__)

# Whoever sent it waits for an answer, and a frozen database gives none.
PATIENCE_SECONDS = 0.5


@dataclass(frozen=True)
class Together:
    """`tally` None: one process alone, which has looked into its own memory."""

    tally: Tally | None = None

    async def is_first(self, key: str, now: datetime, keep: timedelta) -> bool:
        """Noted before it is acted on. Where the database says nothing, nothing can have an effect either, so the
        request may pass: its story says that it was not done."""
        if self.tally is None:
            return True
        noting = asyncio.create_task(self.tally.note(key, now + keep))
        # A query that is cancelled waits for the server: it is left to end by itself.
        noting.add_done_callback(_looked_at)
        done, _ = await asyncio.wait({noting}, timeout=PATIENCE_SECONDS)
        if not done or noting.cancelled() or noting.exception() is not None:
            log.warning("replays.unknown")
            return True
        return noting.result() == 1


def _looked_at(task: asyncio.Task[int]) -> None:
    if not task.cancelled():
        task.exception()
