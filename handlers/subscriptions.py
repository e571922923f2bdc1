"""`/mip subscriptions` and `/mip unsubscribe`: who is told what, and the ways to end it, one by one or many at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from handlers.access import Access
from handlers.answers import Answer, Replace, Say
from mip.changes import Action
from mip.commands import find_account
from mip.people import Person, Right
from mip.ports import Accounts, Message, Subscriptions
from mip.subscribing import ALL, OWN, Subscription, entry
from mip.subscription_list import about, entry_of
from mip.subscription_words import Unreadable, Wish, read_wish
from views import subscribe as words
from views import subscriptions as view
from views.interaction import Press, Typed


@dataclass(frozen=True)
class ReadSubscriptions:
    access: Access
    accounts: Accounts
    subscriptions: Subscriptions

    async def typed(self, typed: Typed, rest: str) -> Answer:
        await self.access.require(Right.READ, typed.person, "subscriptions")
        names = await self.accounts.names(typed.person.workspace)
        account = find_account(rest, names)[0] if rest else ""
        return Say(await self.page(typed.person, 1, account))

    async def turn(self, press: Press) -> Answer:
        """The number in the button is the page; the account narrows the list."""
        await self.access.require(Right.READ, press.person, "subscriptions")
        return Replace(await self.page(press.person, press.about.number, press.about.account))

    async def page(self, person: Person, page: int, account: str = "", done: str = "") -> Message:
        names = await self.accounts.names(person.workspace)
        account = account if account in names else ""
        them = about(await self.subscriptions.of(person.workspace), [account] if account else list(names))
        may = await self.access.may(Right.MANAGE, person)
        return view.listing(them, names, page, account=account, may_manage=may, done=done)


@dataclass(frozen=True)
class Unsubscribe:
    access: Access
    accounts: Accounts
    subscriptions: Subscriptions
    read: ReadSubscriptions

    async def typed(self, typed: Typed, rest: str) -> Answer:
        """Of `all` accounts: everything that the channel is told, also of one account."""
        await self.access.require(Right.MANAGE, typed.person, "unsubscribe")
        names = await self.accounts.names(typed.person.workspace)
        try:
            wish = read_wish(rest, names)
        except Unreadable as unknown:
            return Say(words.unreadable(unknown))
        if wish.unknown_channel:
            return Say(words.unknown_channel(wish.unknown_channel))
        wish = replace(wish, channel=wish.channel or typed.channel)
        return Say(await self._end(typed.person, wish, names))

    async def _end(self, person: Person, wish: Wish, names: Mapping[str, str]) -> Message:
        here = await self.subscriptions.of(person.workspace, wish.channel)
        fitting = [each for each in here if not wish.events or each.event in wish.events]
        gone = [each for each in fitting if wish.account in {ALL, each.account}]
        if await self._remove(person, gone):
            return words.unsubscribed(wish.channel, gone, names)
        covering = [each for each in fitting if each.account == ALL]
        return words.nothing_to_end(wish, covering, names, is_own=await self._is_own(person, wish))

    async def _is_own(self, person: Person, wish: Wish) -> bool:
        if wish.account == ALL or (wish.events and not OWN.intersection(wish.events)):
            return False
        return (await self.accounts.get(person.workspace, wish.account)).channel == wish.channel

    async def press(self, press: Press) -> Answer:
        """One entry of the list."""
        await self.access.require(Right.MANAGE, press.person, "unsubscribe")
        them = await self.subscriptions.of(press.person.workspace)
        found = entry_of(press.about.account, them)
        return await self._pressed(press, found.them if found else ())

    async def channel(self, press: Press) -> Answer:
        await self.access.require(Right.MANAGE, press.person, "unsubscribe")
        channel = press.about.detail
        them = await self.subscriptions.of(press.person.workspace, channel) if channel else ()
        return await self._pressed(press, them)

    async def account(self, press: Press) -> Answer:
        """Chosen from a menu: what is of this account only, or of all accounts only."""
        await self.access.require(Right.MANAGE, press.person, "unsubscribe")
        chosen = ALL if press.about.account == view.EVERY else press.about.account
        them = await self.subscriptions.of(press.person.workspace)
        return await self._pressed(press, [each for each in them if each.account == chosen])

    async def _pressed(self, press: Press, gone: Sequence[Subscription]) -> Answer:
        """The list as it is now, in place of the one that was pressed in."""
        await self._remove(press.person, gone)
        names = await self.accounts.names(press.person.workspace)
        done = view.removed(gone, names)
        return Replace(await self.read.page(press.person, max(1, press.about.number), done=done))

    async def _remove(self, person: Person, gone: Sequence[Subscription]) -> int:
        """On record once for each channel and account."""
        if not gone:
            return 0
        apart: dict[tuple[str, str], list[Subscription]] = {}
        for each in gone:
            apart.setdefault((each.channel, each.account), []).append(each)
        entries = [entry(Action.UNSUBSCRIBED, person, person.workspace, them) for them in apart.values()]
        return await self.subscriptions.remove(gone, entries)
