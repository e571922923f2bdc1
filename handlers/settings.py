"""*Change settings*: what the workspace chooses for itself, and who manages it, in one form."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from handlers.access import Access
from handlers.answers import Answer, Done, Open, Swap
from handlers.names import Names
from mip.errors import Rejected
from mip.people import Person, Right
from mip.ports import WorkspaceSettings
from views import settings as form
from views.interaction import Press, Submission
from views.text import plain

# Slack is asked about each of them, in the seconds that a form may take.
NEW_AT_ONCE = 20


@dataclass(frozen=True)
class ChangeSettings:
    """`usual` is how often accounts are scanned where the workspace chose nothing."""

    access: Access
    settings: WorkspaceSettings
    names: Names
    usual: timedelta

    async def open(self, press: Press) -> Answer:
        await self.access.require(Right.MANAGE, press.person, "settings")
        return Open(form.build(await self.settings.of(press.person.workspace), self.usual))

    async def save(self, submission: Submission) -> Answer:
        """Whoever was slower than somebody else is told what was changed meanwhile, and changes nothing."""
        person = submission.person
        await self.access.require(Right.MANAGE, person, "settings")
        wanted = form.read(submission)
        now = await self.settings.of(person.workspace)
        await self._refuse_strangers(person.workspace, wanted.admins - now.admins)
        meanwhile = await self.settings.keep(person.workspace, person.user, wanted)
        return Swap(form.stale(meanwhile)) if meanwhile else Done()

    async def _refuse_strangers(self, workspace: str, users: Iterable[str]) -> None:
        """Raises Rejected, with the name of the first who cannot be named."""
        new = sorted(users)
        if len(new) > NEW_AT_ONCE:
            raise Rejected({form.ADMINS: f"Name at most {NEW_AT_ONCE} more people at once."})
        reasons = await asyncio.gather(*(self.access.why_not_asked(Person(workspace, user)) for user in new))
        for user, why in zip(new, reasons, strict=True):
            if why:
                name = plain(await self.names.person(Person(workspace, user)))
                raise Rejected({form.ADMINS: f"{name}: {why}"})
