"""*View labels* and `/mip labels`: what the last retrieval found, page by page, for members too."""

from dataclasses import dataclass

from handlers.answers import Answer, Replace, Say
from handlers.lookup import Lookup
from mip.accounts import Account
from mip.commands import is_unquoted
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
        try:
            account, words = await self.lookup.named(typed, rest, Right.READ, "labels", is_unquoted)
        except NotFound as unknown:
            if unknown.none_yet or not unknown.name or unknown.nearest is not None:
                raise
            return Say(labels_view.no_account(unknown.name))
        return Say(await self._page(account, bounded(words)))

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
