"""A database with many active accounts, each of its own tenant and with its own secret."""

import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TypeVar

from tortoise.models import Model

from benchmarks import answers
from bot.clock import SystemClock
from microsoft.label_fields import read_label
from mip.accounts import Account, Card, Cloud, Connector, Reading, Registration
from mip.changes import Task, Work
from mip.credentials import Secret
from mip.installing import Installation, Token
from mip.labels import Label, digest
from mip.names import read_name
from mip.status import Facts, Retrieval, Validation
from storage import keys, labels, models, rows, tasks
from storage.store import Storage
from storage.vault import Vault

KEY = bytes(range(32))
AT_ONCE = 500
CHANNELS = 200
# The first hundred are in the workspace that is asked. Each other workspace has as many.
OWN = 100
OTHERS = 100
# Nothing is scanned before it is asked for.
DUE_IN = timedelta(hours=1)
INTERVAL = timedelta(hours=1)

T = TypeVar("T", bound=Model)


async def fill(
    url: str,
    count: int,
    *,
    scanned: bool,
    workspace: str = answers.WORKSPACE,
    each: int = answers.LABELS,
    token: str = answers.BOT_TOKEN,
) -> None:
    """`scanned`: as after their first scan, with `each` so many labels; else that one is still to come.
    `workspace` has the first hundred; all workspaces have installed the bot, with the same token.
    """
    storage = await Storage.open(url, (KEY,), SystemClock())
    try:
        now = datetime.now(UTC)
        found = _labels(each) if scanned else ()
        accounts = [_account(number, workspace, now, found) for number in range(count)]
        await _keep(models.Account, (_row(account) for account in accounts))
        await _keep(models.Credential, (_credential(account, storage.vault) for account in accounts))
        for one in sorted({account.workspace for account in accounts}):
            await storage.installations.keep(_installation(one, token))
        due = [Work(account.id, Task.SCAN, now + DUE_IN) for account in accounts]
        await _keep(models.Work, map(tasks._row, due))
        await _keep(
            models.Label,
            (models.Label(**labels.columns(account.id, one, now)) for account in accounts for one in found),
        )
    finally:
        await storage.close()


def _installation(workspace: str, token: str) -> Installation:
    return Installation(
        workspace, "Bench", answers.APP, answers.BOT_USER, answers.PERSON, Token(Secret(token))
    )


async def _keep(model: type[T], these: Iterator[T]) -> None:
    while batch := list(islice(these, AT_ONCE)):
        await model.bulk_create(batch)


def _labels(count: int) -> Sequence[Label]:
    return tuple(read_label(each, None, "a label") for each in answers.labels(count)["value"])


def _account(number: int, workspace: str, now: datetime, found: Sequence[Label]) -> Account:
    tenant = str(uuid.UUID(int=number + 1))
    reading = Reading(now, None, now, len(found), digest(found), "v1.0") if found else Reading()
    return Account(
        id=f"bench{number:08d}",
        workspace=workspace if number < OWN else f"T0OTHER{number // OTHERS:04d}",
        name=read_name(f"Tenant {number}"),
        registration=Registration(Connector.CUSTOM, Cloud.GLOBAL, tenant, tenant),
        channel=f"C0BENCH{number % CHANNELS:04d}",
        added_by=answers.PERSON,
        added_at=now,
        facts=Facts(Validation.OK, None, Retrieval.ON, bool(found)),
        reading=reading,
        interval=INTERVAL,
        has_credential=True,
        credential_version=1,
        next_scan_at=now,
        card=Card(f"C0BENCH{number % CHANNELS:04d}", "1700000000.000100") if found else None,
    )


def _row(account: Account) -> models.Account:
    return models.Account(id=account.id, workspace=account.workspace, **rows.columns(account))


def _credential(account: Account, vault: Vault) -> models.Credential:
    place = keys.credential_place(account.id, account.workspace)
    return models.Credential(
        id=account.id,
        account_id=account.id,
        workspace=account.workspace,
        kind=rows.CLIENT_SECRET,
        sealed=vault.seal(Secret("not-a-secret"), place),
        public="",
    )
