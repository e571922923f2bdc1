"""One label: opened from a list, chosen from a menu, or found by name or GUID in every account."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from handlers.answers import Answer, Offer, Replace, Say
from handlers.lookup import Lookup
from mip.accounts import Account
from mip.errors import NotFound
from mip.label_search import Hit, bounded, find, nearest, suggested
from mip.labels import Kept, Label, mark
from mip.people import Person, Right
from mip.ports import Labels, Message, Watches
from views import found_labels, reference
from views import label as label_view
from views.interaction import Asking, Press, Typed
from views.label import CHANGES, Known

# About as many names as can be looked through while Slack waits.
LOOKED_AT = 100_000


@dataclass(frozen=True)
class FindLabel:
    lookup: Lookup
    labels: Labels
    watches: Watches

    async def typed(self, typed: Typed, rest: str) -> Answer:
        await self.lookup.access.require(Right.READ, typed.person, "label")
        words = bounded(rest)
        return Say(await self._found(typed.person, words) if words else found_labels.ask())

    async def turn(self, press: Press) -> Answer:
        """The number in the button is the page, its detail what was searched for."""
        await self.lookup.access.require(Right.READ, press.person, "label")
        words = reference.read_words(press.about.detail)
        return Replace(await self._found(press.person, words, press.about.number))

    async def open(self, press: Press) -> Answer:
        account = await self.lookup.recalled(press, Right.READ, "label")
        kept = await self.labels.marked(account.id, press.about.detail)
        return Say(await self._one(press.person, account, kept) if kept else label_view.lost(account))

    async def suggest(self, asking: Asking) -> Answer:
        """Whoever types into the menu is offered the labels of the account that its block names."""
        await self.lookup.access.require(Right.READ, asking.person, "label")
        account = await self.lookup.accounts.get(asking.person.workspace, asking.about.account)
        hits = suggested(account.id, await self._outline(account.id), bounded(asking.typed))
        return Offer(found_labels.suggestions(hits))

    async def _found(self, person: Person, words: str, page: int = 1) -> Message:
        names = await self.lookup.accounts.names(person.workspace)
        if not names:
            raise NotFound("", none_yet=True)
        labels = await self.labels.outlines(list(names), LOOKED_AT)
        cut = sum(map(len, labels.values())) >= LOOKED_AT
        hits = await self._hits(names, labels, words)
        if not hits and not any(labels.values()):
            return found_labels.none_at_all()
        if not hits:
            return found_labels.nothing(words, nearest(labels, words), cut=cut)
        if len(hits) > 1:
            return found_labels.build(hits, names, words, page, cut=cut)
        account = await self.lookup.accounts.get(person.workspace, hits[0].account)
        kept = await self.labels.marked(account.id, mark(hits[0].guid))
        return await self._one(person, account, kept) if kept else label_view.lost(account)

    async def _hits(
        self, names: Mapping[str, str], labels: Mapping[str, Sequence[Label]], words: str
    ) -> Sequence[Hit]:
        """A GUID is looked up in the tables: it may be that of a label that vanished."""
        guid = words.casefold()
        known = await self.labels.with_guid(list(names), guid)
        if known:
            return [Hit(account, guid, kept.label.name) for account, kept in known.items()]
        return find(labels, words)

    async def _one(self, person: Person, account: Account, kept: Kept) -> Message:
        guid = kept.label.guid
        labels = {label.guid: label for label in (await self._outline(account.id))}
        story = await self.labels.story(account.id, guid, CHANGES)
        watchers = await self.watches.watchers(account.id, guid)
        first = await self.labels.first_read(account.id)
        since = first.at if first else None
        return label_view.build(account, Known(kept, labels, story, watchers, person.user, since))

    async def _outline(self, account: str) -> Sequence[Label]:
        return (await self.labels.outlines([account], LOOKED_AT))[account]
