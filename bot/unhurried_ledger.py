"""A ledger that jobs write by: a few of them at a time, so that whoever types finds a connection to the tables."""

import asyncio
from dataclasses import dataclass, field

from mip.accounts import Account, Card
from mip.changes import AuditEntry, Change, Delivery
from mip.ports import Ledger

# Of the eight connections that a process has: a commit that waits for the database holds one until it gives up.
AT_ONCE = 4


def _turns() -> asyncio.Semaphore:
    return asyncio.Semaphore(AT_ONCE)


@dataclass(frozen=True)
class UnhurriedLedger:
    ledger: Ledger
    turns: asyncio.Semaphore = field(default_factory=_turns)

    async def commit(self, change: Change) -> Account | None:
        async with self.turns:
            return await self.ledger.commit(change)

    async def tell(self, delivery: Delivery, entry: AuditEntry) -> None:
        await self.ledger.tell(delivery, entry)

    async def place_card(self, account: Account, card: Card) -> None:
        await self.ledger.place_card(account, card)
