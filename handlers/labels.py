"""*View labels* and `/mip labels`: what the last retrieval found, page by page, for members too."""

from dataclasses import dataclass

from handlers.answers import Answer, Replace, Say
from handlers.lookup import Lookup
from mip.accounts import Account
from mip.errors import NotFound
from mip.label_search import bounded, matching
from mip.people import Right
from mip.ports import Labels, Message
from views import labels as labels_view
from views import reference
from views.interaction import Press, Typed
from views.labels import Chosen


@dataclass(frozen=True)
class ViewLabels:
    lookup: Lookup
    labels: Labels

    async def typed(self, typed: Typed, rest: str) -> Answer:
        account, words = await self._named(typed, rest)
        return Say(await self._page(account, bounded(words)))

    async def _named(self, typed: Typed, rest: str) -> tuple[Account, str]:
        """While there is one account its name may be left out, also before words; unless they are nearly its name."""
        try:
            return await self.lookup.named(typed, rest, Right.READ, "labels")
        except NotFound as unknown:
            if unknown.nearest is not None or unknown.name != rest:
                raise
            names = await self.lookup.accounts.names(typed.person.workspace)
            if len(names) != 1:
                raise
            return (await self.lookup.named(typed, "", Right.READ, "labels"))[0], rest

    async def press(self, press: Press) -> Answer:
        """Old results keep their button: only the account counts, not the version."""
        return Say(await self._page(await self.lookup.recalled(press, Right.READ, "labels"), ""))

    async def turn(self, press: Press) -> Answer:
        """The number in the button is the page, its detail what was searched for."""
        account = await self.lookup.recalled(press, Right.READ, "labels")
        words = reference.read_words(press.about.detail)
        return Replace(await self._page(account, words, press.about.number))

    async def _page(self, account: Account, words: str, page: int = 1) -> Message:
        labels, vanished = await self.labels.of(account.id), await self.labels.vanished(account.id)
        every = [*labels, *(each.label for each in vanished)]
        found = matching(every, words) if words else frozenset()
        return labels_view.build(account, Chosen(labels, vanished, words, found), page)
