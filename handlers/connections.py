"""From an account to what Microsoft wants to see: whose app, which tenant, which credential."""

from dataclasses import dataclass

from mip.accounts import Account, Renewal
from mip.credentials import Credential
from mip.errors import SignInAgain
from mip.ports import Accounts, Connection
from mip.reasons import Reason


@dataclass(frozen=True)
class OwnApp:
    """The operator's multi-tenant app registration behind the MIP bot connector."""

    client_id: str
    credential: Credential


@dataclass(frozen=True)
class Connections:
    """`own` is None where the operator has registered no app."""

    accounts: Accounts
    own: OwnApp | None

    async def of(self, account: Account) -> Connection:
        """Raises SignInAgain when there is nothing to connect with."""
        registration = account.registration
        if not account.is_custom:
            return self._by_own_app(account)
        credential = await self.accounts.credential(account)
        if credential is None:
            wiped = account.facts.was_connected
            raise SignInAgain(Reason.CREDENTIAL_WIPED if wiped else Reason.CREDENTIAL_MISSING)
        version = f"{account.id}:{account.credential_version}"
        return Connection(
            registration.cloud, registration.tenant, registration.client_id, credential, version
        )

    async def renewing(self, account: Account, renewal: Renewal) -> Connection:
        """The same tenant, seen with the new credential and nothing of the one in use.

        Raises SignInAgain when it cannot be opened.
        """
        credential = await self.accounts.renewal(account)
        if credential is None:
            raise SignInAgain(Reason.CREDENTIAL_UNREADABLE)
        cloud, tenant = account.registration.cloud, account.registration.tenant
        version = f"{account.id}:since:{renewal.since.isoformat()}"
        return Connection(cloud, tenant, renewal.client_id, credential, version)

    def _by_own_app(self, account: Account) -> Connection:
        """One app for all tenants: its tokens differ by tenant, its credential does not."""
        if self.own is None:
            raise SignInAgain(Reason.CREDENTIAL_MISSING)
        registration = account.registration
        if not registration.tenant:
            raise SignInAgain(Reason.NO_CONSENT)
        return Connection(
            registration.cloud, registration.tenant, self.own.client_id, self.own.credential, "own"
        )
