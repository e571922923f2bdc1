"""`/mip history`: how the last scans of an account went. For members too."""

from dataclasses import dataclass

from handlers.answers import Answer, Replace, Say
from handlers.lookup import Lookup
from mip.accounts import Account
from mip.history import runs
from mip.people import Right
from mip.ports import Labels, Message
from views import history as history_view
from views.interaction import Press, Typed

# Forty days of hourly scans, in a blink of the listener's time; most of them are one line together.
MOST = 1000


@dataclass(frozen=True)
class ReadHistory:
    lookup: Lookup
    labels: Labels

    async def typed(self, typed: Typed, rest: str) -> Answer:
        account, _ = await self.lookup.named(typed, rest, Right.READ, "history")
        return Say(await self._page(account))

    async def turn(self, press: Press) -> Answer:
        """The number in the button is the page."""
        account = await self.lookup.recalled(press, Right.READ, "history")
        return Replace(await self._page(account, press.about.number))

    async def _page(self, account: Account, number: int = 1) -> Message:
        scans = await self.labels.scans(account.id, skip=0, most=MOST)
        older = await self.labels.count_scans(account.id) - len(scans)
        first = await self.labels.first_read(account.id)
        return history_view.build(account, runs(scans), number, first=first, older=max(0, older))
