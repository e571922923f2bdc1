"""Whoever presses an old card, or sends a form that somebody overtook, hears who did what meanwhile."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from handlers.answers import Answer
from mip.errors import NotFound, Stale, Trouble
from mip.overtaking import Overtaken, removal, since
from mip.ports import Accounts, Clock, Trail
from mip.trail import Wanted
from views.interaction import Press, Submission
from views.reference import Malformed, Reference

# Of these the ones since the version that was seen are told.
LOOKED_AT = 50

Asked = TypeVar("Asked", Press, Submission)


@dataclass(frozen=True)
class WhoWasFaster:
    accounts: Accounts
    trail: Trail
    clock: Clock

    def told(self, story: Callable[[Asked], Awaitable[Answer]]) -> Callable[[Asked], Awaitable[Answer]]:
        """The same story. Whoever may not do it is refused before anything is looked up, so nobody else hears."""

        async def tried(asked: Asked) -> Answer:
            try:
                return await story(asked)
            except (Stale, NotFound) as trouble:
                raise await self._explained(asked, trouble) from None

        return tried

    async def _explained(self, asked: Press | Submission, trouble: Stale | NotFound) -> Trouble:
        about = _about(asked)
        if about is None or not about.account:
            return trouble
        if isinstance(trouble, NotFound):
            return await self._removed(asked.person.workspace, about) or trouble
        return await self._changed(asked.person.workspace, about) or trouble

    async def _changed(self, workspace: str, about: Reference) -> Stale | None:
        name = (await self.accounts.names(workspace)).get(about.account)
        if name is None:
            return await self._removed(workspace, about)
        rows = await self.trail.read(workspace, Wanted(about.account), skip=0, most=LOOKED_AT)
        newer = since(rows, about.number)
        return Stale(Overtaken(name, about.account, newer, self.clock.wire())) if newer else None

    async def _removed(self, workspace: str, about: Reference) -> Stale | None:
        """None for what was never here, or is gone for good: the two are told alike."""
        kept = await self.accounts.removed(workspace, self.clock.calendar())
        removed = next((each for each in kept if each.account.id == about.account), None)
        if removed is None:
            return None
        rows = await self.trail.read(workspace, Wanted(about.account), skip=0, most=LOOKED_AT)
        name = removed.account.name.shown
        return Stale(Overtaken(name, about.account, removal(rows), self.clock.wire(), removed.until))


def _about(asked: Press | Submission) -> Reference | None:
    """A menu in a form has no reference of its own; its form has."""
    try:
        return asked.about
    except Malformed:
        form = asked.form
    try:
        return form.about if form else None
    except Malformed:
        return None
