"""Accounts whose adder has left: noticed once a day, and taken over by whoever may."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

from handlers.access import Access
from handlers.answers import Answer, Say
from mip.accounts import Account
from mip.errors import Stale, TryLater
from mip.people import Person, Right
from mip.ports import Accounts, Admins, Clock, Ledger, SlackRefused, SlackUnclear, Workspaces
from mip.taking_over import adder_left, left_by, take_over
from views import taking_over as view
from views.interaction import Press

TRIES = 3


@dataclass(frozen=True)
class NoticeWhoLeft:
    """Slack is asked once a day of the calendar about each person who added an account: no event tells us.

    `_asked` says when. After a restart it is asked once more, which does no harm.
    """

    access: Access
    accounts: Accounts
    admins: Admins
    ledger: Ledger
    workspaces: Workspaces
    clock: Clock
    _asked: dict[Person, date] = field(default_factory=dict)

    async def look(self) -> None:
        today = self.clock.calendar().date()
        for person in await self.accounts.adders():
            if self._asked.get(person) != today and await self._has_left(person, today):
                for account in await self.accounts.added_by(person):
                    await self._note(account)

    async def _has_left(self, person: Person, today: date) -> bool:
        """Whatever Slack does not say now, it is asked again at the next look."""
        try:
            profile = await self.workspaces.of(person.workspace).profile(person.user)
        except (SlackRefused, SlackUnclear):
            return False
        self._asked[person] = today
        return profile.is_deleted

    async def _note(self, account: Account) -> None:
        """Whoever is faster wins; tomorrow it is looked at again."""
        with suppress(Stale, TryLater):
            change = adder_left(account, await self._present(account.workspace), self.clock.calendar())
            await self.ledger.commit(change)

    async def _present(self, workspace: str) -> list[str]:
        """The named admins that have not left themselves."""
        people = [Person(workspace, user) for user in sorted(await self.admins.named(workspace))]
        return [each.user for each in people if await self.access.may(Right.MANAGE, each)]


@dataclass(frozen=True)
class TakeOver:
    access: Access
    accounts: Accounts
    ledger: Ledger
    clock: Clock

    async def press(self, press: Press) -> Answer:
        """All that the one who left had added and nobody has yet; else who was faster."""
        await self.access.require(Right.MANAGE, press.person, "take over")
        workspace = press.person.workspace
        theirs = left_by(await self.accounts.all(workspace), press.about.detail)
        if not theirs:
            return Say(view.already(await self.accounts.get(workspace, press.about.account)))
        for account in theirs:
            await self._take(account, press.person)
        return Say(view.taken(theirs))

    async def _take(self, account: Account, person: Person) -> None:
        """A job may be writing to it at this moment."""
        for is_last in (*(False,) * (TRIES - 1), True):
            try:
                await self.ledger.commit(take_over(account, person, self.clock.wire()))
            except Stale:
                if is_last:
                    raise
                account = await self.accounts.get(account.workspace, account.id)
                if account.adder_gone_at is None:
                    return
            else:
                return
