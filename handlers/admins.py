"""`/mip admins`: who may manage accounts besides the workspace's own owners and admins."""

import re
from dataclasses import dataclass

from handlers.access import Access
from handlers.answers import Answer, Say
from mip.changes import Action, AuditEntry
from mip.people import Person, Right
from mip.ports import Admins, Message
from views import admins as admins_view
from views.interaction import Typed

# `should_escape` in the manifest makes Slack send mentions as ids.
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")


@dataclass(frozen=True)
class ManageAdmins:
    access: Access
    admins: Admins

    async def typed(self, typed: Typed, rest: str) -> Answer:
        await self.access.require(Right.MANAGE, typed.person, "admins")
        verb, _, who = rest.partition(" ")
        change = {"add": self._add, "remove": self._remove}.get(verb.casefold())
        if change is None:
            return Say(admins_view.listing(await self.admins.named(typed.person.workspace)))
        mention = _MENTION.match(who.strip())
        if mention is None:
            return Say(admins_view.unreadable())
        return Say(await change(typed, mention[1]))

    async def _add(self, typed: Typed, user: str) -> Message:
        if await self.access.why_not_asked(Person(typed.person.workspace, user)):
            return admins_view.no_member(user)
        entry = self._entry(typed, Action.ADMIN_ADDED, user)
        is_new = await self.admins.add(typed.person.workspace, user, entry)
        return admins_view.added(user) if is_new else admins_view.no_change(user, named=True)

    async def _remove(self, typed: Typed, user: str) -> Message:
        entry = self._entry(typed, Action.ADMIN_REMOVED, user)
        was_there = await self.admins.remove(typed.person.workspace, user, entry)
        return admins_view.removed(user) if was_there else admins_view.no_change(user, named=False)

    def _entry(self, typed: Typed, action: Action, user: str) -> AuditEntry:
        return AuditEntry(typed.person.workspace, typed.person.user, action, details={"user": user})
