"""One thing for all accounts: each through the use case of one, as many in one go as an answer to Slack has time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.access import Access
from handlers.answers import Answer, Say
from handlers.manage_account import ManageAccount
from mip.accounts import Account
from mip.doing import Doing, Fate, Outcome, Run, is_offered
from mip.errors import NotFound, Stale, TryLater
from mip.people import Person, Right
from mip.ports import Accounts, Clock
from views import for_all as view
from views.interaction import Press, Typed
from views.reference import Malformed

# Of the two seconds a listener has: the last account begun, and showing what was done, take some as well.
PATIENCE = timedelta(seconds=1.2)
MOST = 100
NOWHERE = ""


@dataclass(frozen=True)
class ForAll:
    access: Access
    accounts: Accounts
    manage: ManageAccount
    clock: Clock

    async def typed(self, doing: Doing, typed: Typed) -> Answer:
        """Counted by account, not by command. Setting all inactive asks first."""
        await self.access.require(Right.MANAGE, typed.person, doing, counts=False)
        if doing is Doing.DEACTIVATE:
            return Say(view.sure(len(await self._active(typed.person))))
        return await self._go(doing, typed.person)

    async def deactivate(self, press: Press) -> Answer:
        """Whoever said yes to ten did not say it to twenty."""
        await self.access.require(Right.MANAGE, press.person, Doing.DEACTIVATE, counts=False)
        active = len(await self._active(press.person))
        if active > press.about.number:
            return Say(view.sure(active))
        return await self._go(Doing.DEACTIVATE, press.person)

    async def go_on(self, press: Press) -> Answer:
        """The button says what and from where; the right is asked for anew, and only this workspace is looked at."""
        await self.access.require(Right.MANAGE, press.person, "all", counts=False)
        return await self._go(_doing(press.about.detail), press.person, press.about.account)

    async def _active(self, person: Person) -> Sequence[Account]:
        there = await self.accounts.all(person.workspace)
        return [each for each in there if is_offered(Doing.DEACTIVATE, each)]

    async def _go(self, doing: Doing, person: Person, last: str = "") -> Answer:
        """In the order of ids, which no renaming changes; from behind `last`."""
        began = self.clock.wire()
        there = sorted(await self.accounts.all(person.workspace), key=lambda each: each.id)
        if not there:
            return Say(view.NOTHING)
        return Say(view.done(await self._run(doing, [a for a in there if a.id > last], person, last, began)))

    async def _run(
        self, doing: Doing, accounts: Sequence[Account], person: Person, last: str, began: datetime
    ) -> Run:
        outcomes: list[Outcome] = []
        wait = None
        for account in accounts[:MOST]:
            if self.clock.wire() - began >= PATIENCE:
                break
            try:
                outcomes.append(await self._one(doing, account, person))
            except TryLater as later:
                # What was begun in one go is free again after one go.
                wait = (later.after or timedelta()) + PATIENCE
                break
        came_to = outcomes[-1].account.id if outcomes else last
        return Run(doing, tuple(outcomes), len(accounts) - len(outcomes), came_to, wait)

    async def _one(self, doing: Doing, account: Account, person: Person) -> Outcome:
        """Where somebody else was at the account meanwhile, it is looked at once more. Raises TryLater."""
        try:
            return await self._do(doing, account, person)
        except Stale:
            pass
        try:
            return await self._do(doing, await self.accounts.get(account.workspace, account.id), person)
        except (Stale, NotFound) as trouble:
            return Outcome(account, doing, Fate.GONE if isinstance(trouble, NotFound) else Fate.OVERTAKEN)

    async def _do(self, doing: Doing, account: Account, person: Person) -> Outcome:
        begin = self.access.begin_one_of_many
        return await self.manage.do(doing, account, person, NOWHERE, begin=begin)


def _doing(detail: str) -> Doing:
    """Raises Malformed."""
    try:
        return Doing(detail)
    except ValueError:
        raise Malformed("doing") from None
