"""The job that retrieves an account's labels and writes down what changed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from handlers.connections import Connections
from handlers.leased_work import LeasedWork
from mip.accounts import Account
from mip.changes import Change, Lease, Task, Work
from mip.errors import SignInAgain, Stale, TryLater
from mip.outcomes import Known, Moment, scanned
from mip.ports import Clock, Labels, Microsoft
from mip.retrieval import Found


@dataclass(frozen=True)
class Read:
    """What Microsoft answered, when it was asked, and with which of the account's credentials."""

    answer: Found | SignInAgain | TryLater
    began: datetime
    credential_version: int


@dataclass(frozen=True)
class Scan:
    work: LeasedWork
    labels: Labels
    connections: Connections
    microsoft: Microsoft
    clock: Clock
    chance: Callable[[], str]

    async def run(self, account_id: str) -> None:
        await self.work.do(account_id, Task.SCAN, self._ask, self._decide)

    async def _ask(self, account: Account, _work: Work) -> Read:
        began = self.clock.wire()
        try:
            connection = await self.connections.of(account)
            answer = await self.microsoft.read_labels(connection, fresh=False)
            return Read(answer, began, account.credential_version)
        except (SignInAgain, TryLater) as trouble:
            return Read(trouble, began, account.credential_version)

    async def _decide(self, account: Account, lease: Lease, read: Read) -> Change:
        """Raises Stale for a refusal of what was replaced meanwhile: the new one is asked when the lease ends."""
        if isinstance(read.answer, SignInAgain) and read.credential_version != account.credential_version:
            raise Stale
        known = await self._known(account, read.answer)
        now = self.clock.wire()
        seconds = (now - read.began).total_seconds()
        at = Moment(now, self.clock.calendar(), self.chance(), seconds)
        return scanned(account, lease, read.answer, known, at)

    async def _known(self, account: Account, answer: Found | SignInAgain | TryLater) -> Known:
        """What is stored is only read when it matters: a failure changes no label, and where the digest is the
        stored set's, that set is what was found."""
        if not isinstance(answer, Found):
            return Known((), ())
        if answer.digest == account.reading.digest:
            return Known(answer.labels, ())
        return Known(await self.labels.of(account.id), await self.labels.tombstones(account.id))
