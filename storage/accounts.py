"""Reading accounts and opening their credentials."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from tortoise.expressions import Subquery
from tortoise.queryset import QuerySet

from mip.account_list import Listing
from mip.accounts import Account, Handover
from mip.changes import SYSTEM, Action, AuditEntry, Task
from mip.credentials import Certificate, ClientSecret, Credential, Secret
from mip.errors import NotFound, SignInAgain, TryLater
from mip.names import AccountName
from mip.people import Person
from mip.reasons import Reason
from mip.restoring import KEPT_FOR, Removed
from mip.status import Status, Validation
from storage import account_list, keys, models, rows
from storage.audit import Audit
from storage.statements import read
from storage.vault import Place, Vault, VaultRefused

UNPROVEN_AT_ONCE = 200
AT_ONCE = 200
UNFINISHED = (Validation.PENDING.value, Validation.FAILED.value)

Kept = TypeVar("Kept", models.Credential, models.Renewal)


class Accounts:
    def __init__(self, vault: Vault, audit: Audit) -> None:
        self._vault = vault
        self._audit = audit

    async def get(self, workspace: str, account: str) -> Account:
        row = await self._with_belongings(workspace).get_or_none(id=account)
        if row is None:
            raise NotFound
        return rows.account(row)

    async def all(self, workspace: str) -> Sequence[Account]:
        """By name, as people compare them."""
        found = self._with_belongings(workspace).order_by("name_key")
        return [rows.account(row) for row in await found]

    async def names(self, workspace: str) -> Mapping[str, str]:
        return dict(await self._living(workspace).order_by("name_key").values_list("id", "name"))

    async def listing(self, workspace: str, words: str, number: int, size: int) -> Listing:
        return await account_list.listing(workspace, words, number, size)

    async def totals(self, workspace: str) -> Mapping[Status, int]:
        return await account_list.totals(workspace)

    async def uneasy(self, workspace: str, now: datetime) -> Sequence[Account]:
        return await account_list.uneasy(workspace, now)

    async def is_named(self, workspace: str, name: AccountName) -> bool:
        return await self._living(workspace).filter(name_key=name.skeleton).exists()

    def _living(self, workspace: str) -> QuerySet[models.Account]:
        return models.Account.filter(workspace=workspace, **rows.LIVING)

    def _with_belongings(self, workspace: str) -> QuerySet[models.Account]:
        return self._living(workspace).prefetch_related(*rows.belongings())

    async def adders(self) -> Sequence[Person]:
        present = models.Account.filter(adder_gone_at__isnull=True, **rows.LIVING).distinct()
        found = await present.order_by("workspace", "added_by").values_list("workspace", "added_by")
        return [Person(str(workspace), str(user)) for workspace, user in found]

    async def added_by(self, person: Person) -> Sequence[Account]:
        theirs = models.Account.filter(workspace=person.workspace, added_by=person.user, **rows.LIVING)
        found = theirs.order_by("name_key").prefetch_related(*rows.belongings())
        return [rows.account(row) for row in await found]

    async def count_in_trouble(self, reason: Reason) -> int:
        return await models.Account.filter(trouble=reason.value, **rows.LIVING).count()

    async def unproven(self, before: datetime) -> Sequence[Account]:
        """Of every workspace: those whose new credential has waited since before then."""
        waiting = models.Renewal.filter(since__lt=before).order_by("since").limit(UNPROVEN_AT_ONCE)
        late = [str(account) for (account,) in await waiting.values_list("account_id")]
        found = models.Account.filter(id__in=late, **rows.LIVING)
        return [rows.account(row) for row in await found.prefetch_related(*rows.belongings())]

    async def unplanned(self) -> Sequence[Account]:
        """Of every workspace: those never connected whose end nobody has planned, from before it was."""
        planned = models.Work.filter(task=Task.ABANDON.value).values("account_id")
        found = models.Account.filter(validation__in=UNFINISHED, **rows.LIVING).exclude(
            id__in=Subquery(planned)
        )
        return [rows.account(row) for row in await found.limit(AT_ONCE).prefetch_related(*rows.belongings())]

    async def removed(self, workspace: str, now: datetime) -> Sequence[Removed]:
        """Those that may still be restored, the last one first. What is due already is as good as gone."""
        found = models.Account.filter(workspace=workspace, removed_at__gt=now - KEPT_FOR)
        latest = found.order_by("-removed_at").prefetch_related(*rows.belongings())
        return [rows.removed(row) for row in await latest]

    async def named(self, account: str) -> Account:
        found = models.Account.get_or_none(id=account, **rows.LIVING)
        row = await found.prefetch_related(*rows.belongings())
        if row is None:
            raise NotFound
        return rows.account(row)

    async def plain(self, account: str) -> Account:
        found = await read(models.Account, "id = $1 AND removed_at IS NULL", account)
        if not found:
            raise NotFound
        return rows.alone(found[0])

    async def credential(self, account: Account) -> Credential | None:
        return await self._opened(models.Credential, account, account.expires_at)

    async def renewal(self, account: Account) -> Credential | None:
        expires_at = account.renewal.expires_at if account.renewal else None
        return await self._opened(models.Renewal, account, expires_at)

    async def certificate(self, account: Account) -> str:
        return await self._public(models.Credential, account)

    async def next_certificate(self, account: Account) -> str:
        return await self._public(models.Renewal, account)

    async def _public(self, kept: type[Kept], account: Account) -> str:
        """Without a look at what is sealed beside it."""
        mine = kept.filter(account_id=account.id, workspace=account.workspace, kind=rows.CERTIFICATE)
        found = await mine.values_list("public", flat=True)
        return str(found[0]) if found else ""

    async def _opened(
        self, kept: type[Kept], account: Account, expires_at: datetime | None
    ) -> Credential | None:
        found = await read(kept, "account_id = $1 AND workspace = $2", account.id, account.workspace)
        if not found:
            return None
        row = found[0]
        try:
            return _credential(row, self._vault.open(row.sealed, _place(row)), expires_at)
        except VaultRefused as refused:
            if await keys.is_lacking(self._vault, refused.kid):
                raise TryLater(Reason.KEY_LACKING) from None
            await self._audit.write(_tampered(account, refused))
            raise SignInAgain(Reason.CREDENTIAL_UNREADABLE) from None


def _place(row: Kept) -> Place:
    place = keys.renewal_place if isinstance(row, models.Renewal) else keys.credential_place
    return place(row.id, row.workspace)


def _credential(row: Kept, secret: Secret, expires_at: datetime | None) -> Credential:
    if row.kind == rows.CERTIFICATE:
        return Certificate(secret, row.public, expires_at)
    return ClientSecret(secret, expires_at)


def _tampered(account: Account, refused: VaultRefused) -> AuditEntry:
    return AuditEntry(account.workspace, SYSTEM, Action.TAMPERED, account.id, {"key": refused.kid[:8]})


async def keep(row: str, account: Account, credential: Credential, vault: Vault) -> None:
    """The one in use from now on."""
    await models.Credential.filter(account_id=account.id).delete()
    await _fill(models.Credential(id=row), account, credential, vault).save()


async def put_aside(row: str, account: Account, credential: Credential, vault: Vault) -> None:
    """The one that `account.renewal` tells of."""
    waits = account.renewal
    if waits is None:
        raise ValueError("A renewal is kept for an account that tells of it.")
    kept = models.Renewal(
        id=row,
        client_id=waits.client_id,
        since=waits.since,
        person=waits.by,
        channel=waits.channel,
        trouble=waits.trouble.value if waits.trouble else None,
        expires_at=credential.expires_at,
    )
    await forget_renewal(account)
    await _fill(kept, account, credential, vault).save()


async def forget_renewal(account: Account) -> None:
    await models.Renewal.filter(account_id=account.id).delete()


async def note_trouble(account: Account, trouble: Reason | None) -> None:
    """What the last try of the one that waits has met."""
    await models.Renewal.filter(account_id=account.id).update(trouble=trouble.value if trouble else None)


async def ask(row: Callable[[], str], account: Account, before: tuple[Handover, ...]) -> None:
    """The difference between who was asked before and who is asked now."""
    gone = [each.person for each in before if each not in account.handovers]
    new = [each for each in account.handovers if each not in before]
    people = [*gone, *(each.person for each in new)]
    if people:
        await models.Handover.filter(account_id=account.id, person__in=people).delete()
    for each in new:
        await models.Handover.create(
            id=row(),
            account_id=account.id,
            workspace=account.workspace,
            person=each.person,
            asked_by=each.asked_by,
            asked_in=each.asked_in,
            created_at=each.since,
            expires_at=each.until,
        )


def _fill(row: Kept, account: Account, credential: Credential, vault: Vault) -> Kept:
    """Sealed for exactly that row."""
    is_certificate = isinstance(credential, Certificate)
    secret = credential.private_key if isinstance(credential, Certificate) else credential.value
    row.account_id = account.id
    row.workspace = account.workspace
    row.kind = rows.CERTIFICATE if is_certificate else rows.CLIENT_SECRET
    row.sealed = vault.seal(secret, _place(row))
    row.public = credential.public if isinstance(credential, Certificate) else ""
    return row
