"""Warning people before a credential expires: the job that is due, its words when they are sent, and its buttons."""

from dataclasses import dataclass
from datetime import datetime

from handlers.access import Access
from handlers.answers import Answer, Replace
from handlers.leased_work import LeasedWork
from handlers.lookup import Lookup
from handlers.reauthorize import Reauthorize
from mip.accounts import Account
from mip.changes import Change, Delivery, Lease, Task, Tell, Work
from mip.errors import NotFound
from mip.expiry import after_snooze, reminded, snooze
from mip.people import Person, Right
from mip.ports import Accounts, Admins, Clock, Ledger, Message
from mip.subscribing import is_subscribed
from views import expiry as view
from views.interaction import Press


@dataclass(frozen=True)
class Remind:
    """Asks nobody but the tables: who is told, beside the channel."""

    work: LeasedWork
    admins: Admins
    clock: Clock

    async def run(self, account_id: str) -> None:
        await self.work.do(account_id, Task.REMIND, self._ask, self._decide)

    async def _ask(self, account: Account, _work: Work) -> frozenset[str]:
        return await self.admins.named(account.workspace) | {account.added_by}

    async def _decide(self, account: Account, lease: Lease, people: frozenset[str]) -> Change:
        return reminded(account, lease, people, self.clock.calendar())


@dataclass(frozen=True)
class Warnings:
    """What is said, drawn when it is sent."""

    accounts: Accounts
    access: Access
    clock: Clock

    async def draw(self, delivery: Delivery, *, repeat: bool) -> Message:
        """Raises NotFound for a credential that was renewed meanwhile, and for people who have no rights any more;
        TryLater where Slack does not say whether they have."""
        details, now = delivery.details, self.clock.calendar()
        if delivery.tell is Tell.OWN_EXPIRES:
            await self._require(Person(delivery.workspace, delivery.channel))
            return view.own_warning(datetime.fromisoformat(details["expires"]), now, repeat=repeat)
        account = await self.accounts.get(delivery.workspace, delivery.account)
        if delivery.tell is Tell.SNOOZED:
            return view.snoozed(
                account, details["by"], datetime.fromisoformat(details["until"]), repeat=repeat
            )
        if account.expires_at != datetime.fromisoformat(details["expires"]):
            raise NotFound
        if delivery.channel != account.channel and not is_subscribed(delivery):
            await self._require(Person(delivery.workspace, delivery.channel))
        return view.warning(account, now, repeat=repeat)

    async def _require(self, person: Person) -> None:
        if not await self.access.may(Right.READ, person):
            raise NotFound


@dataclass(frozen=True)
class Warned:
    """The buttons under a warning, which may be older than the last change of its account."""

    lookup: Lookup
    ledger: Ledger
    reauthorize: Reauthorize
    clock: Clock

    async def snooze(self, press: Press) -> Answer:
        account = await self.lookup.recalled(press, Right.MANAGE, "snooze")
        if account.expires_at is None or press.about.detail != view.stamp(account):
            return Replace(view.settled(account))
        now = self.clock.calendar()
        until = after_snooze(account.expires_at, now)
        if until is None:
            return Replace(view.too_late(account))
        await self.ledger.commit(snooze(account, until, press.person, press.channel))
        return Replace(view.snoozed_here(account, press.person.user, until, now))

    async def renew(self, press: Press) -> Answer:
        account = await self.lookup.recalled(press, Right.MANAGE, "renew")
        if press.about.detail != view.stamp(account):
            return Replace(view.settled(account))
        return await self.reauthorize.begin(account, press)
