"""`/mip audit`: who did what, for admins; looking costs nobody anything, so it is never rate-limited."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from handlers.access import Access
from handlers.answers import Answer, Replace, Say
from mip.pages import nearest
from mip.people import Person, Right
from mip.ports import Accounts, Message, Trail
from mip.trail import Recorded, Unreadable, Wanted, read_note, read_wanted
from views import audit as audit_view
from views.interaction import Press, Typed
from views.reference import Malformed


@dataclass(frozen=True)
class ReadAudit:
    access: Access
    accounts: Accounts
    trail: Trail

    async def typed(self, typed: Typed, rest: str) -> Answer:
        await self.access.require(Right.MANAGE, typed.person, "audit", counts=False)
        workspace = typed.person.workspace
        try:
            wanted = await self._read(workspace, rest)
        except Unreadable as unknown:
            return Say(audit_view.unreadable(unknown))
        return Say(await self._page(workspace, replace(wanted, last=await self.trail.last(workspace)), 1))

    async def turn(self, press: Press) -> Answer:
        """The number in the button is the page."""
        wanted = await self.asked(press.person, press, counts=False)
        return Replace(await self._page(press.person.workspace, wanted, press.about.number))

    async def asked(self, person: Person, press: Press, *, counts: bool) -> Wanted:
        """What the button was about, for whoever may know."""
        await self.access.require(Right.MANAGE, person, "audit", counts=counts)
        try:
            return read_note(press.about.account, press.about.detail)
        except ValueError:
            raise Malformed("detail") from None

    async def names(self, workspace: str, rows: Sequence[Recorded], *more: str) -> Mapping[str, str]:
        """Of every account in the rows; those that were removed as the trail itself names them."""
        living = await self.accounts.names(workspace)
        gone = ({row.account for row in rows} | set(more)) - living.keys() - {""}
        return {**(await self.trail.names(workspace, gone) if gone else {}), **living}

    async def _read(self, workspace: str, rest: str) -> Wanted:
        """Names of removed accounts count where no living one has the name."""
        living = await self.accounts.names(workspace)
        try:
            return read_wanted(rest, living)
        except Unreadable:
            return read_wanted(rest, {**living, **_former(await self.trail.names(workspace), living)})

    async def _page(self, workspace: str, wanted: Wanted, page: int) -> Message:
        count = await self.trail.count(workspace, wanted)
        kept = nearest(page, count, audit_view.SIZE)
        skip, most = (kept - 1) * audit_view.SIZE, audit_view.SIZE
        rows = await self.trail.read(workspace, wanted, skip=skip, most=most)
        names = await self.names(workspace, rows, wanted.account)
        return audit_view.build(wanted, rows, count, names, kept)


def _former(named: Mapping[str, str], living: Mapping[str, str]) -> Mapping[str, str]:
    return {account: name for account, name in named.items() if name not in living.values()}
