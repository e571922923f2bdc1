"""A ledger that does not wait for the sweeper: what a commit made due is enqueued the moment it stands.

Whatever a person does for an account that was never connected moves its end, in the same transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from mip.abandoning import watched
from mip.accounts import Account, Card
from mip.changes import AuditEntry, Change, Delivery, place
from mip.overview import HOME, is_seen
from mip.ports import Clock, Engine, Ledger, WorkspaceSettings
from mip.settings import Settings
from mip.trail import Recorded

DELIVER = "deliver"


@dataclass(frozen=True)
class PromptLedger:
    ledger: Ledger
    engine: Engine
    clock: Clock

    async def commit(self, change: Change) -> Account | None:
        change = watched(change, self.clock.calendar())
        account = await self.ledger.commit(change)
        now = max(self.clock.wire(), self.clock.calendar())
        for work in (*change.work, *change.replan):
            if work.due_at <= now:
                await self.engine.enqueue(work.task, [work.account], urgent=True)
        places = sorted({delivery.place for delivery in change.deliveries} | _homes(change))
        await self.engine.enqueue(DELIVER, places, urgent=_is_waited_for(change))
        return account

    async def tell(self, delivery: Delivery, entry: AuditEntry) -> None:
        await self.ledger.tell(delivery, entry)
        await self.engine.enqueue(DELIVER, [delivery.place], urgent=True)

    async def place_card(self, account: Account, card: Card) -> None:
        await self.ledger.place_card(account, card)


def _is_waited_for(change: Change) -> bool:
    """What ends work that came by itself tells nobody who waits."""
    return change.lease is None or change.lease.work.is_answered


def _homes(change: Change) -> set[str]:
    """Whether somebody is to be shown their Home again, only the storage knows."""
    return {place(change.workspace, HOME)} if is_seen(change) else set()


@dataclass(frozen=True)
class PromptSettings:
    """The same for what a workspace chooses."""

    settings: WorkspaceSettings
    engine: Engine

    async def of(self, workspace: str) -> Settings:
        return await self.settings.of(workspace)

    async def keep(self, workspace: str, by: str, wanted: Settings) -> Sequence[Recorded]:
        meanwhile = await self.settings.keep(workspace, by, wanted)
        await self.engine.enqueue(DELIVER, [place(workspace, HOME)], urgent=True)
        return meanwhile
