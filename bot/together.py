"""What must have one effect although it may reach several processes: whoever notes it first has it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.patience import within
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
        try:
            return await within(PATIENCE_SECONDS, self.tally.note(key, now + keep)) == 1
        except Exception as fault:  # noqa: BLE001 - whatever the database raises
            log.warning("replays.unknown", fault=type(fault).__name__)
            return True
