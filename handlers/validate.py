"""The job that asks Microsoft whether an account works, and writes down what that means."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from handlers.connections import Connections
from handlers.leased_work import LeasedWork
from mip.accounts import Account, Registration
from mip.changes import Change, Lease, Task
from mip.credentials import is_guid
from mip.errors import SignInAgain, TryLater
from mip.outcomes import Moment, validated
from mip.ports import Clock, Microsoft
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

    async def _ask(self, account: Account) -> Checked:
        """With a new token each time: an old one does not know of a consent just given."""
        try:
            account = await self._resolved(account)
            connection = await self.connections.of(account)
            answer: Answer = await self.microsoft.read_labels(connection, fresh=True)
        except (SignInAgain, TryLater) as trouble:
            answer = trouble
        return Checked(answer, account.registration)

    async def _decide(self, account: Account, lease: Lease, checked: Checked) -> Change:
        asked = replace(account, registration=checked.registration)
        at = Moment(self.clock.wire(), self.clock.calendar(), self.chance())
        return replace(validated(asked, lease, checked.answer, at), before=account)

    async def _resolved(self, account: Account) -> Account:
        """A tenant given as a domain becomes its GUID for good: a domain may move to another tenant."""
        registration = account.registration
        if not registration.tenant or is_guid(registration.tenant):
            return account
        tenant = await self.microsoft.tenant_id(registration.cloud, registration.tenant)
        return replace(account, registration=replace(registration, tenant=tenant))
