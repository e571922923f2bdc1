"""The job that asks Microsoft once a day whether an account that no scan looks at still works."""

from collections.abc import Callable
from dataclasses import dataclass

from handlers.connections import Connections
from handlers.leased_work import LeasedWork
from mip.accounts import Account
from mip.changes import Change, Lease, Task, Work
from mip.checking import checked, is_wanted, unneeded
from mip.errors import SignInAgain, Stale, TryLater
from mip.outcomes import Moment
from mip.ports import Clock, Microsoft
from mip.validation import Answer


@dataclass(frozen=True)
class Looked:
    """What Microsoft answered, and with which of the account's credentials it was asked."""

    answer: Answer
    credential_version: int


@dataclass(frozen=True)
class Check:
    work: LeasedWork
    connections: Connections
    microsoft: Microsoft
    clock: Clock
    chance: Callable[[], str]

    async def run(self, account_id: str) -> None:
        await self.work.do(account_id, Task.CHECK, self._ask, self._decide)

    async def _ask(self, account: Account, _work: Work) -> Looked | None:
        """With a new token: an old one does not know of a permission given or taken since."""
        if not is_wanted(account, self.clock.calendar()):
            return None
        try:
            connection = await self.connections.of(account)
            answer: Answer = await self.microsoft.read_labels(connection, fresh=True)
        except (SignInAgain, TryLater) as trouble:
            answer = trouble
        return Looked(answer, account.credential_version)

    async def _decide(self, account: Account, lease: Lease, looked: Looked | None) -> Change:
        """Raises Stale for an answer about what was replaced meanwhile: it says nothing of the new one."""
        at = Moment(self.clock.wire(), self.clock.calendar(), self.chance())
        if looked is None:
            return unneeded(account, lease, at)
        if looked.credential_version != account.credential_version:
            raise Stale
        return checked(account, lease, looked.answer, at)
