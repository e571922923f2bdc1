"""Many accounts that work, put into the tables at once, over the three tenants of the sandbox."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.clock import SystemClock
from mip.accounts import Account, Connector, Registration
from mip.changes import Change, Task, Work
from mip.credentials import ClientSecret, Secret
from mip.names import read_name
from mip.status import Facts, Retrieval, Validation
from sandbox.slack_workspace import TEAM
from storage import Storage
from tests.journeys.stories import app_of, grant, tenant_of
from tests.replicas.fleet import Fleet
from tests.world import KEY

TENANTS = ("Contoso", "Fabrikam", "Northwind")


@dataclass(frozen=True)
class Tenant:
    id: str
    client: str
    secret: str


async def put(f: Fleet, count: int, due: timedelta) -> Sequence[str]:
    """Their ids. The first is due so long from now (ago, where it is negative), each next one a second later.

    Half of them write the tenant's id in capitals: to whoever counts tenants these are six.
    """
    written = [await _tenant(f, name) for name in TENANTS]
    tenants = [*written, *(replace(each, id=each.id.upper()) for each in written)]
    now = datetime.now(UTC)
    storage = await Storage.open(f.database, (KEY,), SystemClock())
    try:
        for number in range(count):
            at = now + due + timedelta(seconds=number)
            await storage.ledger.commit(_added(number, tenants[number % len(tenants)], now, at))
    finally:
        await storage.close()
    return [_id(number) for number in range(count)]


async def _tenant(f: Fleet, name: str) -> Tenant:
    await grant(f.stage, name)
    app, there = await app_of(f.stage, name), await tenant_of(f.stage, name)
    return Tenant(there["id"], app["client_id"], app["secrets"][0]["value"])


def _id(number: int) -> str:
    return f"many{number:05d}"


def _added(number: int, tenant: Tenant, now: datetime, due: datetime) -> Change:
    account = Account(
        id=_id(number),
        workspace=TEAM,
        name=read_name(f"Tenant {number}"),
        registration=Registration(Connector.CUSTOM, client_id=tenant.client, tenant=tenant.id),
        channel="C0SECURITY",
        added_by="U0OWNER001",
        added_at=now,
        facts=Facts(Validation.OK, retrieval=Retrieval.ON),
    )
    secret = ClientSecret(Secret(tenant.secret))
    return Change(TEAM, None, account, work=(Work(account.id, Task.SCAN, due),), credential=secret)


async def scans(f: Fleet) -> Counter[str]:
    """How often each was scanned."""
    return Counter(row["account_id"] for row in await f.sql("SELECT account_id FROM mip_scan"))


async def state(f: Fleet) -> Any:
    """How many are due, and how many are being scanned."""
    return (await f.sql(_STATE))[0]


_STATE = """
    SELECT count(*) FILTER (WHERE due_at <= now()) AS due, count(*) FILTER (WHERE token <> '') AS busy
      FROM mip_work WHERE task = 'scan'
"""
