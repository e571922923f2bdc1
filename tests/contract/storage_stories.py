"""Short ways to bring an account into being, for the storage's contract tests."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from mip.accounts import Account, Connector, Registration
from mip.changes import Action, AuditEntry, Change, Delivery, Tell, Work
from mip.consent import LIVES_FOR, Attempt, Purpose, Step
from mip.names import read_name
from storage import Storage, models
from storage.transactions import atomic

NOW = datetime(2026, 3, 1, 12, 0, 0, 250, tzinfo=UTC)
WORKSPACE = "T1"
TENANT = "11111111-2222-3333-4444-555555555555"
ADDED = AuditEntry(WORKSPACE, "U1", Action.ACCOUNT_ADDED, "a1", {"name": "Contoso"})


def account(name: str = "Contoso", id_: str = "a1", **facts: Any) -> Account:
    registration = Registration(Connector.CUSTOM, client_id=TENANT, tenant=TENANT)
    values = {"workspace": WORKSPACE, "channel": "C1", "added_by": "U1", "added_at": NOW, **facts}
    return Account(id=id_, name=read_name(name), registration=registration, **values)


async def added(storage: Storage, account_: Account | None = None, **more: Any) -> Account:
    after = account_ or account()
    stored = await storage.ledger.commit(Change(after.workspace, None, after, **more))
    assert stored is not None
    return stored


async def changed(storage: Storage, before: Account, **values: Any) -> Account:
    stored = await storage.ledger.commit(Change(before.workspace, before, replace(before, **values)))
    assert stored is not None
    return stored


async def removed(storage: Storage, before: Account, *deliveries: Delivery) -> None:
    assert await storage.ledger.commit(Change(before.workspace, before, None, deliveries=deliveries)) is None


async def given(storage: Storage, before: Account, **more: Any) -> Account:
    """A change that leaves the account itself alone."""
    await storage.ledger.commit(Change(before.workspace, before, before, **more))
    return await storage.accounts.get(before.workspace, before.id)


def told(key: str, tell: Tell = Tell.CHANGES, **more: Any) -> Delivery:
    return Delivery(tell, WORKSPACE, more.pop("account", "a1"), more.pop("channel", "C1"), key, **more)


def attempt(id_: str = "t1", account_: str = "a1", at: datetime = NOW, **more: Any) -> Attempt:
    values = {"workspace": WORKSPACE, "user": "U1", "channel": "C1", "purpose": Purpose.LINK, **more}
    return Attempt(
        id=id_, account=account_, step=Step.OPEN, created_at=at, expires_at=at + LIVES_FOR, **values
    )


def due(task: Any, at: datetime = NOW, account_: str = "a1", **more: Any) -> Work:
    return Work(account_, task, at, **more)


def later(**time: float) -> datetime:
    return NOW + timedelta(**time)


@asynccontextmanager
async def somebody_writing() -> AsyncIterator[None]:
    """A transaction that has written and has not ended."""
    begun, enough = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        await models.Admin.create(workspace=WORKSPACE, person="U0WRITING")
        begun.set()
        await enough.wait()

    writing = asyncio.create_task(atomic(work))
    await asyncio.wait_for(begun.wait(), 10)
    try:
        yield
    finally:
        enough.set()
        await writing
