"""Who may approve an account with Microsoft: whoever may manage it, and whom one of them has asked."""

from dataclasses import dataclass
from enum import Enum

from handlers.access import Access
from mip.accounts import Account
from mip.handing_over import open_request
from mip.people import Person, Right
from mip.ports import Clock


class Standing(Enum):
    """ASKED: by somebody who may still manage accounts. WITHDRAWN: by somebody who may no longer."""

    ADMIN = "admin"
    ASKED = "asked"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


@dataclass(frozen=True)
class Approval:
    access: Access
    clock: Clock

    async def standing(self, account: Account, person: Person) -> Standing:
        """Raises TryLater while Slack does not say who somebody is."""
        if await self.access.may(Right.MANAGE, person):
            return Standing.ADMIN
        asked = open_request(account, person.user, self.clock.calendar())
        if asked is None or not await self.access.may(Right.READ, person):
            return Standing.CLOSED
        asker = Person(person.workspace, asked.asked_by)
        return Standing.ASKED if await self.access.may(Right.MANAGE, asker) else Standing.WITHDRAWN

    async def require(self, account: Account, person: Person, *, counts: bool = True) -> None:
        """Raises NotAllowed, audited, and TryLater."""
        if await self.standing(account, person) is not Standing.ASKED:
            await self.access.require(Right.MANAGE, person, "connect", counts=counts)
