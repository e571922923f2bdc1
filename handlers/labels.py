"""*View labels* and `/mip labels`: what the last retrieval found, page by page, for members too."""

from dataclasses import dataclass

from handlers.answers import Answer, Replace, Say
from handlers.lookup import Lookup
from mip.accounts import Account
from mip.people import Right
from mip.ports import Labels, Message
from views import labels as labels_view
from views.interaction import Press, Typed


@dataclass(frozen=True)
class ViewLabels:
    lookup: Lookup
    labels: Labels

    async def typed(self, typed: Typed, rest: str) -> Answer:
        account, _ = await self.lookup.named(typed, rest, Right.READ, "labels")
        return Say(await self._page(account))

    async def press(self, press: Press) -> Answer:
        """Old results keep their button: only the account counts, not the version."""
        return Say(await self._page(await self._account(press)))

    async def turn(self, press: Press) -> Answer:
        """The number in the button is the page."""
        return Replace(await self._page(await self._account(press), press.about.number))

    async def _account(self, press: Press) -> Account:
        await self.lookup.access.require(Right.READ, press.person, "labels")
        return await self.lookup.accounts.get(press.person.workspace, press.about.account)

    async def _page(self, account: Account, page: int = 1) -> Message:
        return labels_view.build(account, await self.labels.of(account.id), page)
