"""The job that asks Microsoft whether an account works, and writes down what that means."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from handlers.connections import Connections
from handlers.leases import Leases
from mip.accounts import Account, Registration
from mip.changes import Lease, Task
from mip.credentials import is_guid
from mip.errors import NotFound, SignInAgain, Stale, TryLater
from mip.outcomes import Moment, validated
from mip.ports import Accounts, Clock, Ledger, Microsoft, Tasks
from mip.validation import Answer


@dataclass(frozen=True)
class Validate:
    accounts: Accounts
    ledger: Ledger
    tasks: Tasks
    connections: Connections
    microsoft: Microsoft
    leases: Leases
    clock: Clock
    chance: Callable[[], str]

    async def run(self, account_id: str) -> None:
        """Does nothing when it is not due any more, or another worker has it."""
        lease = await self.tasks.lease(account_id, Task.VALIDATE, self.clock.wire(), self.clock.calendar())
        if lease is None:
            return
        with suppress(NotFound, Stale):
            # Removed meanwhile, or asked for anew: what is due now stands in the tables.
            workspace = await self.accounts.owner(account_id)
            account = await self.accounts.get(workspace, account_id)
            async with self.leases.kept(lease):
                asked, answer = await self._ask(account)
            await self._write(workspace, lease, asked.registration, answer)

    async def _write(self, workspace: str, lease: Lease, registration: Registration, answer: Answer) -> None:
        """Decided on the account as it is now: it may have been renamed while Microsoft answered."""
        for is_last in (False, False, True):
            stored = await self.accounts.get(workspace, lease.work.account)
            asked = replace(stored, registration=registration)
            at = Moment(self.clock.wire(), self.clock.calendar(), self.chance())
            try:
                await self.ledger.commit(replace(validated(asked, lease, answer, at), before=stored))
            except Stale:
                if is_last:
                    raise
            else:
                return

    async def _ask(self, account: Account) -> tuple[Account, Answer]:
        """With a new token each time: an old one does not know of a consent just given."""
        try:
            account = await self._resolved(account)
            connection = await self.connections.of(account)
            return account, await self.microsoft.read_labels(connection, fresh=True)
        except (SignInAgain, TryLater) as trouble:
            return account, trouble

    async def _resolved(self, account: Account) -> Account:
        """A tenant given as a domain becomes its GUID for good: a domain may move to another tenant."""
        registration = account.registration
        if not registration.tenant or is_guid(registration.tenant):
            return account
        tenant = await self.microsoft.tenant_id(registration.cloud, registration.tenant)
        return replace(account, registration=replace(registration, tenant=tenant))
