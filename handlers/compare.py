"""`/mip compare`: the labels of two accounts side by side. For members too."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from handlers.answers import Answer, Replace, Say
from handlers.lookup import Lookup
from mip.comparing import Comparison, compare
from mip.people import Person, Right
from mip.ports import Labels, Message
from mip.two_accounts import NotTwo, find_two
from views import comparison as comparison_view
from views.comparison import Two
from views.interaction import Press, Typed


@dataclass(frozen=True)
class ReadTwo:
    """Two accounts of one workspace, and what their labels have in common."""

    lookup: Lookup
    labels: Labels

    async def accounts(self, person: Person, first: str, second: str) -> Two:
        """Raises NotFound: a foreign id is like none."""
        accounts = self.lookup.accounts
        return Two(await accounts.get(person.workspace, first), await accounts.get(person.workspace, second))

    async def compared(self, two: Two) -> Comparison:
        """What one of Microsoft's two APIs never reports is no difference to the other's."""
        here, there = await self.labels.of(two.first.id), await self.labels.of(two.second.id)
        # Not in the loop: with ten thousand labels on each side others would wait for it.
        return await asyncio.to_thread(compare, here, there, same_source=two.same_source)


@dataclass(frozen=True)
class CompareLabels:
    lookup: Lookup
    read: ReadTwo

    async def typed(self, typed: Typed, rest: str) -> Answer:
        await self.lookup.access.require(Right.READ, typed.person, "compare")
        names = await self.lookup.accounts.names(typed.person.workspace)
        try:
            first, second = find_two(rest, names)
        except NotTwo as no:
            return Say(_asked_again(no, names))
        return Say(await self._page(typed.person, first, second))

    async def turn(self, press: Press) -> Answer:
        """The number in the button is the page, its detail the second account."""
        await self.lookup.access.require(Right.READ, press.person, "compare")
        about = press.about
        return Replace(await self._page(press.person, about.account, about.detail, about.number))

    async def _page(self, person: Person, first: str, second: str, page: int = 1) -> Message:
        two = await self.read.accounts(person, first, second)
        if first == second:
            return comparison_view.same_twice(two.first)
        unread = [account for account in two.both if account.reading.succeeded_at is None]
        if unread:
            return comparison_view.never_read(unread)
        comparison = await self.read.compared(two)
        if comparison == Comparison():
            return comparison_view.none_at_all(two)
        return comparison_view.build(two, comparison, page)


def _asked_again(no: NotTwo, names: Mapping[str, str]) -> Message:
    if no.readings:
        return comparison_view.unclear([(names[first], names[second]) for first, second in no.readings])
    name = names.get(no.first, "")
    return comparison_view.only_one(name) if len(names) == 1 else comparison_view.which(name)
