"""Reading accounts and opening their credentials."""

from collections.abc import Mapping, Sequence

from mip.accounts import Account
from mip.changes import SYSTEM, Action, AuditEntry
from mip.credentials import Certificate, ClientSecret, Credential, Secret
from mip.errors import NotFound, SignInAgain, TryLater
from mip.reasons import Reason
from storage import keys, models, rows
from storage.audit import Audit
from storage.keys import credential_place
from storage.vault import Vault, VaultRefused

CLIENT_SECRET = "client_secret"  # noqa: S105 - a kind, not a secret
CERTIFICATE = "certificate"


class Accounts:
    def __init__(self, vault: Vault, audit: Audit) -> None:
        self._vault = vault
        self._audit = audit

    async def get(self, workspace: str, account: str) -> Account:
        row = await models.Account.get_or_none(id=account, workspace=workspace, **rows.LIVING)
        if row is None:
            raise NotFound
        return rows.account(row)

    async def all(self, workspace: str) -> Sequence[Account]:
        """By name, as people compare them."""
        found = await models.Account.filter(workspace=workspace, **rows.LIVING).order_by("name_key")
        return [rows.account(row) for row in found]

    async def names(self, workspace: str) -> Mapping[str, str]:
        found = models.Account.filter(workspace=workspace, **rows.LIVING).order_by("name_key")
        return dict(await found.values_list("id", "name"))

    async def owner(self, account: str) -> str:
        row = await models.Account.get_or_none(id=account, **rows.LIVING)
        if row is None:
            raise NotFound
        return row.workspace

    async def credential(self, account: Account) -> Credential | None:
        row = await models.Credential.get_or_none(account_id=account.id, workspace=account.workspace)
        if row is None:
            return None
        try:
            return _credential(row, self._vault.open(row.sealed, credential_place(row.id, row.workspace)))
        except VaultRefused as refused:
            if await keys.is_lacking(self._vault, refused.kid):
                raise TryLater(Reason.KEY_LACKING) from None
            await self._audit.write(_tampered(account, refused))
            raise SignInAgain(Reason.CREDENTIAL_UNREADABLE) from None


def _credential(row: models.Credential, secret: Secret) -> Credential:
    return Certificate(secret, row.public) if row.kind == CERTIFICATE else ClientSecret(secret)


def _tampered(account: Account, refused: VaultRefused) -> AuditEntry:
    return AuditEntry(account.workspace, SYSTEM, Action.TAMPERED, account.id, {"key": refused.kid[:8]})


def sealed(row: str, account: Account, credential: Credential, vault: Vault) -> models.Credential:
    """A credential's row, sealed for exactly that row."""
    is_certificate = isinstance(credential, Certificate)
    secret = credential.private_key if isinstance(credential, Certificate) else credential.value
    return models.Credential(
        id=row,
        account_id=account.id,
        workspace=account.workspace,
        kind=CERTIFICATE if is_certificate else CLIENT_SECRET,
        sealed=vault.seal(secret, credential_place(row, account.workspace)),
        public=credential.public if isinstance(credential, Certificate) else "",
    )
