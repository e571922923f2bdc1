"""*Show all* of a held scan: every label that would be gone, page by page. For members too."""

from dataclasses import dataclass

from handlers.answers import Answer, Replace, Say
from handlers.lookup import Lookup
from mip.changes import HELD
from mip.people import Right
from mip.ports import Labels, Message
from views import hold
from views.interaction import Press


@dataclass(frozen=True)
class ReadHeld:
    lookup: Lookup
    labels: Labels

    async def press(self, press: Press) -> Answer:
        return Say(await self._page(press))

    async def turn(self, press: Press) -> Answer:
        """The number in the button is the page."""
        return Replace(await self._page(press))

    async def _page(self, press: Press) -> Message:
        """The newest held scan is the one to decide: another finding would have replaced it."""
        account = await self.lookup.recalled(press, Right.READ, "show")
        scan = await self.labels.last_with(account.id, HELD) if account.held else None
        if scan is None or not hold.is_about(account, press.about.detail):
            return hold.over(account)
        return hold.everything(account, scan.changes, press.about.number)
