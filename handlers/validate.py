"""The job that asks Microsoft whether an account works, and writes down what that means."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from handlers.connections import Connections
from handlers.leased_work import LeasedWork
from mip.accounts import Account, Registration, Renewal
from mip.certificates import thumbprint
from mip.changes import Change, Lease, Task, Work
from mip.credentials import is_guid
from mip.errors import SignInAgain, TryLater
from mip.handing_over import settled
from mip.outcomes import Moment, validated
from mip.ports import Clock, Microsoft
from mip.renewing import Proof, renewed
from mip.validation import Answer


@dataclass(frozen=True)
class Checked:
    """What Microsoft answered, and the registration with its tenant's GUID, where that became known."""

    answer: Answer
    registration: Registration


@dataclass(frozen=True)
class Validate:
    work: LeasedWork
    connections: Connections
    microsoft: Microsoft
    clock: Clock
    chance: Callable[[], str]

    async def run(self, account_id: str) -> None:
        await self.work.do(account_id, Task.VALIDATE, self._ask, self._decide)

    async def _ask(self, account: Account, work: Work) -> Checked | Proof:
        """A new credential goes first. Activating is about the one in use: the new one's turn comes after."""
        if account.renewal is not None and not work.activate:
            return await self._prove(account, account.renewal)
        return await self._check(account)

    async def _check(self, account: Account) -> Checked:
        """With a new token each time: an old one does not know of a consent just given."""
        try:
            account = await self._resolved(account)
            connection = await self.connections.of(account)
            answer: Answer = await self.microsoft.read_labels(connection, fresh=True)
        except (SignInAgain, TryLater) as trouble:
            answer = trouble
        return Checked(answer, account.registration)

    async def _prove(self, account: Account, renewal: Renewal) -> Proof:
        """Through an application of its own, so that nothing that worked before can lend it a token."""
        tenant, credential = account.registration.tenant, None
        try:
            connection = await self.connections.renewing(account, renewal)
            tenant, credential = connection.tenant, connection.credential
            answer: Answer = await self.microsoft.read_labels(connection, fresh=True)
        except (SignInAgain, TryLater) as trouble:
            answer = trouble
        replaces = await self.connections.accounts.certificate(account)
        return Proof(renewal, tenant, credential, answer, thumbprint(replaces) if replaces else "")

    async def _decide(self, account: Account, lease: Lease, found: Checked | Proof) -> Change:
        at = Moment(self.clock.wire(), self.clock.calendar(), self.chance())
        if isinstance(found, Proof):
            return settled(renewed(account, lease, found, at))
        asked = replace(account, registration=found.registration)
        return settled(replace(validated(asked, lease, found.answer, at), before=account))

    async def _resolved(self, account: Account) -> Account:
        """A tenant given as a domain becomes its GUID for good: a domain may move to another tenant."""
        registration = account.registration
        if not registration.tenant or is_guid(registration.tenant):
            return account
        tenant = await self.microsoft.tenant_id(registration.cloud, registration.tenant)
        return replace(account, registration=replace(registration, tenant=tenant))
