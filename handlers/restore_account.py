"""*Restore*: a removed account comes back, from what remains of its card, from a list, or by name."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.access import Access
from handlers.answers import Answer, Replace, Say
from mip.commands import find_account
from mip.errors import NotFound, Rejected, Stale
from mip.people import Person, Right
from mip.ports import Accounts, Clock, Ledger
from mip.restoring import Removed, restored
from views import restoring as view
from views.interaction import Press, Typed


@dataclass(frozen=True)
class RestoreAccount:
    access: Access
    accounts: Accounts
    ledger: Ledger
    clock: Clock

    async def typed(self, typed: Typed, rest: str) -> Answer:
        """Without a name: what there is. Of several that had the name, the one removed last."""
        await self.access.require(Right.MANAGE, typed.person, "restore")
        kept = await self._kept(typed.person)
        if not rest or not kept:
            return Say(view.listing(kept))
        account, _ = find_account(rest, {each.account.id: each.account.name.shown for each in kept})
        return await self._restore(_of(account, kept), typed.person, typed.channel)

    async def press(self, press: Press) -> Answer:
        """Raises Stale where somebody was faster: the account lives already."""
        await self.access.require(Right.MANAGE, press.person, "restore")
        try:
            removed = _of(press.about.account, await self._kept(press.person))
        except NotFound:
            return await self._too_late(press)
        answer = await self._restore(removed, press.person, press.channel or removed.account.channel)
        return Replace(answer.message) if press.is_ephemeral else answer

    async def _too_late(self, press: Press) -> Answer:
        try:
            await self.accounts.get(press.person.workspace, press.about.account)
        except NotFound:
            return Say(view.GONE_FOR_GOOD)
        raise Stale

    async def _restore(self, removed: Removed, person: Person, channel: str) -> Say:
        change = restored(removed, person, channel, self.clock.wire(), self.clock.calendar())
        try:
            account = await self.ledger.commit(change)
        except Rejected:
            return Say(view.taken(removed))
        return Say(view.done(account or removed.account))

    async def _kept(self, person: Person) -> Sequence[Removed]:
        return await self.accounts.removed(person.workspace, self.clock.calendar())


def _of(account: str, kept: Sequence[Removed]) -> Removed:
    for each in kept:
        if each.account.id == account:
            return each
    raise NotFound
