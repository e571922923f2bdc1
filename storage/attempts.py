"""Attempts at linking. Tickets, states, nonces and cookies are here as hashes only."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from tortoise.expressions import F
from tortoise.queryset import QuerySet

from mip.changes import SYSTEM, Action, AuditEntry
from mip.consent import Attempt, Purpose, Step
from mip.credentials import Secret
from mip.errors import NotFound, Stale, TryLater
from mip.reasons import Reason
from storage import models
from storage.audit import Audit
from storage.keys import flow_place, is_lacking
from storage.rows import LIVING
from storage.transactions import atomic, serialise
from storage.vault import Vault, VaultRefused

OPEN_AT_ONCE = 10
PER_HOUR = 60
HOUR = timedelta(hours=1)
KEPT_FOR = timedelta(hours=24)

ENDS = (Step.DONE.value, Step.BURNED.value)
_WIPED = {"key_hash": None, "browser_hash": "", "nonce_hash": "", "flow": ""}


class Attempts:
    def __init__(self, vault: Vault, audit: Audit) -> None:
        self._vault = vault
        self._audit = audit

    async def open(self, attempt: Attempt, key: str) -> None:
        """Raises TryLater over the workspace's budget, NotFound when the account is gone."""
        await atomic(lambda: self._open(attempt, key))

    async def _open(self, attempt: Attempt, key: str) -> None:
        await _hold_account(attempt)
        await _burn_like(attempt)
        await serialise(f"attempts:{attempt.workspace}")
        await _keep_budget(attempt.workspace, attempt.created_at)
        await models.Attempt.create(
            id=attempt.id,
            account_id=attempt.account,
            workspace=attempt.workspace,
            person=attempt.user,
            channel=attempt.channel,
            purpose=attempt.purpose.value,
            created_at=attempt.created_at,
            browser_hash="",
            **self._changing(attempt, key),
        )

    def _changing(self, attempt: Attempt, key: str) -> dict[str, Any]:
        place = flow_place(attempt.id, attempt.workspace)
        return {
            "step": attempt.step.value,
            "expires_at": attempt.expires_at,
            "key_hash": key,
            "nonce_hash": attempt.nonce_hash,
            "flow": self._vault.seal(attempt.flow, place) if attempt.flow else "",
            "proven_tenant": attempt.proven_tenant,
            "proven_person": attempt.proven_person,
        }

    async def find(self, key: str, now: datetime) -> Attempt | None:
        row = await models.Attempt.filter(key_hash=key, expires_at__gt=now).exclude(step__in=ENDS).first()
        return await self._read(row) if row else None

    async def has_open(self, account: str, user: str, now: datetime) -> bool:
        mine = models.Attempt.filter(account_id=account, person=user, key_hash__isnull=False)
        unused = mine.exclude(purpose=Purpose.CERTIFICATE.value)
        return await unused.filter(browser_hash="", expires_at__gt=now).exists()

    async def is_bound(self, attempt: Attempt, browser: str) -> bool:
        return bool(browser) and await models.Attempt.filter(id=attempt.id, browser_hash=browser).exists()

    async def claim(self, key: str, step: Step, now: datetime) -> Attempt | None:
        found = await self.find(key, now)
        if found is None:
            return None
        # The key is random and new for each step: if it still stands, the row is the one just read.
        unused = models.Attempt.filter(id=found.id, key_hash=key, step=step.value, expires_at__gt=now)
        return found if await unused.update(key_hash=None) == 1 else None

    async def proceed(self, attempt: Attempt, key: str, browser: str) -> None:
        """Raises Stale when the attempt was replaced or burned meanwhile."""
        alive = models.Attempt.filter(id=attempt.id).exclude(step__in=ENDS)
        if not await alive.update(browser_hash=browser, **self._changing(attempt, key)):
            raise Stale

    async def end(self, attempt: Attempt, step: Step) -> None:
        alive = models.Attempt.filter(id=attempt.id).exclude(step__in=ENDS)
        await alive.update(step=step.value, **_WIPED)

    async def purge(self, now: datetime) -> int:
        """Deletes what expired more than a day ago; how many."""
        return await models.Attempt.filter(expires_at__lt=now - KEPT_FOR).delete()

    async def _read(self, row: models.Attempt) -> Attempt | None:
        """None, the attempt burned and a row in the audit trail, when the vault refuses its flow."""
        attempt = _attempt(row)
        if not row.flow:
            return attempt
        try:
            flow: Secret = self._vault.open(row.flow, flow_place(row.id, row.workspace))
        except VaultRefused as refused:
            if await is_lacking(self._vault, refused.kid):
                raise TryLater(Reason.KEY_LACKING) from None
            await self.end(attempt, Step.BURNED)
            await self._audit.write(AuditEntry(row.workspace, SYSTEM, Action.TAMPERED, row.account_id))
            return None
        return replace(attempt, flow=flow)


async def _hold_account(attempt: Attempt) -> None:
    """Locks the account's row first, as every change of the account does: otherwise the two could deadlock."""
    living = models.Account.filter(id=attempt.account, workspace=attempt.workspace, **LIVING)
    if not await living.update(version=F("version")):
        raise NotFound


async def _keep_budget(workspace: str, now: datetime) -> None:
    """Raises TryLater with when there is room again."""
    mine = models.Attempt.filter(workspace=workspace)
    alive = mine.filter(expires_at__gt=now).exclude(step__in=ENDS)
    if await alive.count() >= OPEN_AT_ONCE:
        first = await alive.order_by("expires_at").first()
        raise TryLater(Reason.THROTTLED, after=first.expires_at - now if first else HOUR)
    lately = mine.filter(created_at__gt=now - HOUR)
    if await lately.count() >= PER_HOUR:
        oldest = await lately.order_by("created_at").first()
        raise TryLater(Reason.THROTTLED, after=oldest.created_at + HOUR - now if oldest else HOUR)


async def burn(account: str) -> None:
    """Whatever is open for the account is of no use any more."""
    await _alive(account).update(step=Step.BURNED.value, **_WIPED)


async def _burn_like(attempt: Attempt) -> None:
    """A page that shows a certificate and a link that does something are needed side by side."""
    alive, shows = _alive(attempt.account), Purpose.CERTIFICATE.value
    is_page = attempt.purpose is Purpose.CERTIFICATE
    like_it = alive.filter(purpose=shows) if is_page else alive.exclude(purpose=shows)
    await like_it.update(step=Step.BURNED.value, **_WIPED)


def _alive(account: str) -> QuerySet[models.Attempt]:
    return models.Attempt.filter(account_id=account).exclude(step__in=ENDS)


def _attempt(row: models.Attempt) -> Attempt:
    return Attempt(
        id=row.id,
        workspace=row.workspace,
        account=row.account_id,
        user=row.person,
        channel=row.channel,
        purpose=Purpose(row.purpose),
        step=Step(row.step),
        created_at=row.created_at,
        expires_at=row.expires_at,
        nonce_hash=row.nonce_hash,
        proven_tenant=row.proven_tenant,
        proven_person=row.proven_person,
    )
