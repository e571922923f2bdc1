"""`/mip watch`: a person is told in their own messages when a label changes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from handlers.access import Access
from handlers.answers import Answer, Say
from handlers.label import LOOKED_AT
from mip.accounts import Account
from mip.changes import Delivery
from mip.errors import NotFound
from mip.label_search import nearest
from mip.labels import path
from mip.people import Person, Right
from mip.ports import Accounts, Clock, Labels, Message, Watches
from mip.watching import FoundLabel, Watch, matching, watched_changes
from views import watch as view
from views.found_labels import none_at_all
from views.interaction import Press, Typed

STOP = "stop"
MOST = 100


@dataclass(frozen=True)
class WatchLabels:
    access: Access
    accounts: Accounts
    labels: Labels
    watches: Watches
    clock: Clock

    async def typed(self, typed: Typed, rest: str) -> Answer:
        await self.access.require(Right.READ, typed.person, "watch")
        verb, _, wanted = rest.partition(" ")
        if verb.casefold() == STOP:
            return Say(await self._stop_named(typed.person, wanted.strip()))
        return Say(await (self._watch_named(typed.person, rest) if rest else self._listing(typed.person)))

    async def press(self, press: Press) -> Answer:
        await self.access.require(Right.READ, press.person, "watch")
        return Say(await self._watch(press.person, await self._pressed(press)))

    async def stop(self, press: Press) -> Answer:
        await self.access.require(Right.READ, press.person, "watch")
        return Say(await self._stop(press.person, await self._pressed(press)))

    async def _pressed(self, press: Press) -> view.Shown:
        """Raises NotFound for a label that there never was."""
        account = await self.accounts.get(press.person.workspace, press.about.account)
        kept = await self.labels.marked(account.id, press.about.detail)
        if kept is None:
            raise NotFound
        return view.Shown(account.id, account.name.shown, kept.label.guid, kept.label.name)

    async def _watch_named(self, person: Person, typed: str) -> Message:
        found = await self._find(person, typed)
        if not found:
            return await self._unknown(person, typed)
        if len(found) > 1:
            return view.which(await self._apart(found), typed, is_watched=False)
        return await self._watch(person, found[0])

    async def _unknown(self, person: Person, typed: str) -> Message:
        accounts = await self.accounts.names(person.workspace)
        if not accounts:
            raise NotFound("", none_yet=True)
        labels = await self.labels.outlines(list(accounts), LOOKED_AT)
        return view.unknown(typed, nearest(labels, typed)) if any(labels.values()) else none_at_all()

    async def _watch(self, person: Person, label: view.Shown) -> Message:
        mine = await self.watches.of(person.workspace, person.user)
        if len(mine) >= MOST and (label.account, label.guid) not in {(w.account, w.guid) for w in mine}:
            return view.too_many(MOST)
        now = self.clock.calendar()
        is_new = await self.watches.add(Watch(person.workspace, person.user, label.account, label.guid, now))
        return view.watching(label, is_new=is_new)

    async def _stop_named(self, person: Person, typed: str) -> Message:
        mine = await self._mine(person)
        if not typed:
            return view.listing(mine)
        wanted = {(each.account, each.guid) for each in await self._find(person, typed)}
        fitting = [each for each in mine if (each.account, each.guid) in wanted]
        if not fitting:
            return view.not_watched(typed)
        if len(fitting) > 1:
            return view.which(await self._apart(fitting), typed, is_watched=True)
        return await self._stop(person, fitting[0])

    async def _stop(self, person: Person, label: view.Shown) -> Message:
        was = await self.watches.remove(person.workspace, person.user, label.account, label.guid)
        return view.stopped(label, was_watched=was)

    async def _listing(self, person: Person) -> Message:
        return view.listing(await self._mine(person))

    async def _mine(self, person: Person) -> list[view.Shown]:
        accounts = await self.accounts.names(person.workspace)
        mine: dict[str, list[str]] = {}
        for each in await self.watches.of(person.workspace, person.user):
            mine.setdefault(each.account, []).append(each.guid)
        return [
            view.Shown(account, accounts[account], guid, name)
            for account, guids in mine.items()
            if account in accounts
            for guid, name in (await self.watches.names(account, guids)).items()
        ]

    async def _find(self, person: Person, typed: str) -> list[view.Shown]:
        """By GUID, by name, or by path such as `Confidential / Finance`."""
        accounts = await self.accounts.names(person.workspace)
        found = await self.watches.named(person.workspace, typed)
        if not found and "/" in typed:
            last = typed.rpartition("/")[2].strip()
            found = await self._on_path(await self.watches.named(person.workspace, last), typed)
        return [
            view.Shown(each.account, accounts[each.account], each.guid, each.name)
            for each in found
            if each.account in accounts
        ]

    async def _on_path(self, found: Sequence[FoundLabel], typed: str) -> Sequence[FoundLabel]:
        return matching(found, await self._paths({each.account for each in found}), typed)

    async def _apart(self, found: Sequence[view.Shown]) -> list[view.Shown]:
        """Labels of one name, by their paths."""
        paths = await self._paths({each.account for each in found})
        return [replace(each, name=paths.get((each.account, each.guid), each.name)) for each in found]

    async def _paths(self, accounts: Collection[str]) -> dict[tuple[str, str], str]:
        """Of every label that they have now, by account and GUID."""
        paths: dict[tuple[str, str], str] = {}
        for account in accounts:
            there = {label.guid: label for label in await self.labels.of(account)}
            paths |= {(account, guid): path(label, there) for guid, label in there.items()}
        return paths


@dataclass(frozen=True)
class ToldToWatchers:
    """What is said, drawn when it is sent."""

    access: Access
    accounts: Accounts
    labels: Labels
    watches: Watches

    async def draw(self, delivery: Delivery, *, repeat: bool) -> Message:
        """Raises NotFound for who stopped watching, or has no rights any more; TryLater while Slack does not say."""
        workspace, person = delivery.workspace, delivery.channel
        if not await self.access.may(Right.READ, Person(workspace, person)):
            await self.watches.forget(workspace, person)
            raise NotFound
        account = await self.accounts.get(workspace, delivery.account)
        return await self._changed(account, person, delivery.details["scan"], repeat=repeat)

    async def _changed(self, account: Account, person: str, scan: str, *, repeat: bool) -> Message:
        record = await self.labels.scan(scan)
        mine = await self.watches.of(account.workspace, person)
        guids = {each.guid for each in mine if each.account == account.id}
        changes = watched_changes(record.changes, guids) if record else []
        if not changes:
            raise NotFound
        return view.changed(account, changes, repeat=repeat)
