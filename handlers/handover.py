"""Asking somebody else to approve, from both sides: the admin who asks, and the member who is asked."""

from dataclasses import dataclass
from datetime import datetime

from handlers.access import Access
from handlers.answers import Answer, Replace, Say
from handlers.approval import Approval, Standing
from handlers.leased_work import LeasedWork
from handlers.links import Links, needs_secret
from mip.accounts import Account
from mip.changes import Change, Lease, Task, Work
from mip.errors import NotFound
from mip.handing_over import decline, hand_over, needs_approval, open_request, overdue, take_back
from mip.people import Person, Right
from mip.ports import Accounts, Clock, Ledger
from views import handover as view
from views import reference
from views.interaction import Press


@dataclass(frozen=True)
class AskToApprove:
    """For admins."""

    access: Access
    accounts: Accounts
    ledger: Ledger
    clock: Clock

    async def choose(self, press: Press) -> Answer:
        """Somebody was chosen in the menu below a private link."""
        await self.access.require(Right.MANAGE, press.person, "hand over")
        account = await self.accounts.get(press.person.workspace, reference.read(press.block_id).account)
        user = view.read_person(press.value)
        if needs_secret(account) or not needs_approval(account):
            return Say(view.closed())
        if user == press.person.user:
            return Say(view.yourself())
        why = await self.access.why_not_asked(Person(press.person.workspace, user))
        if why:
            return Say(view.refused(why))
        channel = press.channel or account.channel
        change = hand_over(account, user, press.person, channel, self.clock.calendar())
        stored = await self.ledger.commit(change)
        return Say(view.sent(stored or account, user))

    async def take_back(self, press: Press) -> Answer:
        await self.access.require(Right.MANAGE, press.person, "take back")
        account = await self.accounts.get(press.person.workspace, press.about.account)
        asked = next((each for each in account.handovers if each.person == press.about.detail), None)
        if asked is None:
            return Say(view.closed())
        await self.ledger.commit(take_back(account, asked, press.person))
        return Say(view.taken_back(account, asked.person))


@dataclass(frozen=True)
class AskedToApprove:
    """For whoever is asked. The buttons are worth nothing to anybody else."""

    approval: Approval
    accounts: Accounts
    ledger: Ledger
    links: Links
    clock: Clock

    async def approve(self, press: Press) -> Answer:
        """A private link of the presser's own: whoever finishes it has to be them."""
        account = await self._account(press, "approve")
        standing = await self.approval.standing(account, press.person)
        if standing is Standing.WITHDRAWN:
            asked = open_request(account, press.person.user, self.clock.calendar())
            return Say(view.withdrawn(asked.asked_by if asked else ""))
        if standing is Standing.CLOSED or not needs_approval(account):
            return Say(view.closed())
        if needs_secret(account):
            return Say(view.not_yet(account))
        return Say(await self.links.approval(account, press.person.user, press.channel or account.channel))

    async def decline(self, press: Press) -> Answer:
        account = await self._account(press, "decline")
        asked = open_request(account, press.person.user, self.clock.calendar())
        if asked is None:
            return Say(view.closed())
        await self.ledger.commit(decline(account, asked))
        return Replace(view.you_declined(account))

    async def _account(self, press: Press, doing: str) -> Account:
        """Raises NotAllowed for whoever is no full member, NotFound."""
        await self.approval.access.require(Right.READ, press.person, doing)
        return await self.accounts.get(press.person.workspace, press.about.account)


@dataclass(frozen=True)
class EndRequests:
    """The job that ends requests whose time is over."""

    work: LeasedWork
    clock: Clock

    async def run(self, account_id: str) -> None:
        await self.work.do(account_id, Task.HANDOVER, self._look, self._end)

    async def _look(self, account: Account, _work: Work) -> datetime:
        if not account.handovers:
            raise NotFound
        return self.clock.calendar()

    async def _end(self, account: Account, lease: Lease, now: datetime) -> Change:
        return overdue(account, lease, now)
