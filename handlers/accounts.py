"""Reading: the list, one account, what needs attention, and the help."""

from dataclasses import dataclass

from handlers.access import Access
from handlers.answers import Answer, Replace, Say
from handlers.lookup import Lookup
from mip.accounts import Account
from mip.changes import HELD
from mip.label_search import bounded
from mip.people import Person, Right
from mip.ports import Clock, Labels, Message, SlackRefused, SlackUnclear, Subscriptions, Workspaces
from views import accounts as accounts_view
from views import card as card_view
from views import help as help_view
from views import hold, reference
from views.interaction import Press, Typed


@dataclass(frozen=True)
class ReadAccounts:
    access: Access
    lookup: Lookup
    workspaces: Workspaces
    clock: Clock
    labels: Labels
    subscriptions: Subscriptions

    async def list(self, typed: Typed, rest: str) -> Answer:
        await self.access.require(Right.READ, typed.person, "list")
        return Say(await self._page(typed.person, bounded(rest)))

    async def turn(self, press: Press) -> Answer:
        """Another page of the list, in place of this one; the button's detail is what was searched for."""
        await self.access.require(Right.READ, press.person, "list")
        words = reference.read_words(press.about.detail)
        return Replace(await self._page(press.person, words, press.about.number))

    async def _page(self, person: Person, words: str, page: int = 1) -> Message:
        found = await self.lookup.accounts.listing(person.workspace, words, page, accounts_view.SIZE)
        return accounts_view.listing(found, self.clock.calendar())

    async def status(self, typed: Typed, _rest: str) -> Answer:
        await self.access.require(Right.READ, typed.person, "status")
        workspace, accounts, now = typed.person.workspace, self.lookup.accounts, self.clock.calendar()
        totals, uneasy = await accounts.totals(workspace), await accounts.uneasy(workspace, now)
        return Say(accounts_view.status(uneasy, totals, now, await self.subscriptions.paused(workspace)))

    async def show(self, typed: Typed, rest: str) -> Answer:
        """A copy of the card for one pair of eyes, with the way to the real one."""
        account, _ = await self.lookup.named(typed, rest, Right.READ, "show")
        return Say(await self.copy(account))

    async def press(self, press: Press) -> Answer:
        """From the Home, where it is shown in a modal: only to be read."""
        account = await self.lookup.recalled(press, Right.READ, "show")
        address = await self.address(account)
        return Say(
            card_view.build(account, now=self.clock.calendar(), link_to=address, pressable=not press.is_home)
        )

    async def copy(self, account: Account) -> Message:
        scan = await self.labels.last_with(account.id, HELD) if account.held else None
        lost = hold.in_short(account, scan.changes) if scan else ""
        address = await self.address(account)
        return card_view.build(account, now=self.clock.calendar(), link_to=address, lost=lost)

    async def help(self, typed: Typed, _rest: str) -> Answer:
        await self.access.require(Right.READ, typed.person, "help")
        return Say(help_view.build())

    async def address(self, account: Account) -> str:
        """Empty when there is no card, or Slack will not tell: the copy is worth showing all the same."""
        if account.card is None:
            return ""
        try:
            return await self.workspaces.of(account.workspace).link_to(account.card)
        except (SlackRefused, SlackUnclear):
            return ""
