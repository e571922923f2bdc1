"""How long Microsoft does not want to hear of an app in a tenant: what it told one account holds for all of them.

Sign-in and Graph count apart (https://learn.microsoft.com/graph/throttling).
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, TypeVar

from microsoft.waiting import LONGEST
from mip.accounts import Cloud
from mip.errors import TryLater
from mip.ports import Connection
from mip.reasons import Reason

MOST = 10_000

T = TypeVar("T")


class Side(StrEnum):
    SIGN_IN = "sign-in"
    GRAPH = "graph"


class Whom(NamedTuple):
    """Who is asked, about whom, by which app."""

    side: Side
    cloud: Cloud
    tenant: str
    client_id: str

    @classmethod
    def of(cls, side: Side, connection: Connection) -> "Whom":
        return cls(side, connection.cloud, connection.tenant.lower(), connection.client_id.lower())


@dataclass
class Pauses:
    """In this process. Of more than `most` the one that ends first is forgotten."""

    now: Callable[[], datetime]
    most: int = MOST
    _until: dict[Whom, datetime] = field(default_factory=dict)

    def heeding(self, whom: Whom, ask: Callable[[], Awaitable[T]]) -> Callable[[], Awaitable[T]]:
        """`ask`, which also remembers for how long it was sent away. Raises TryLater while somebody is."""
        self._check(whom)

        async def asked() -> T:
            try:
                return await ask()
            except TryLater as trouble:
                if trouble.after is not None:
                    self._note(whom, trouble.after)
                raise

        return asked

    def _check(self, whom: Whom) -> None:
        """Raises TryLater with what is left. More than Microsoft ever gets is a clock that was set back."""
        left = self._until.get(whom, self.now()) - self.now()
        if timedelta() < left <= LONGEST:
            raise TryLater(Reason.THROTTLED, after=left)

    def _note(self, whom: Whom, asked: timedelta) -> None:
        self._until[whom] = self.now() + asked
        if len(self._until) > self.most:
            del self._until[min(self._until, key=self._until.__getitem__)]
