"""One label with all that is known of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from slack_sdk.models.blocks import Block, ButtonElement

from mip.accounts import Account
from mip.diff import LabelChange
from mip.labels import Kept, Label, Sort, mark, path, sort
from mip.ports import Message
from mip.status import Button
from views import actions, card, reference, reported, watch
from views.change_words import sentence
from views.label_words import colour, details, scope, switch
from views.pieces import beside, button, facts, message, row, say, small
from views.text import bold, code, counted, day, escape, line, listed, moment, person, safe

NOT_REPORTED = "not reported"
FIRST = "It was among the first labels retrieved."
# All of a label has to fit into 10,000 characters, also where escaping makes five of one.
TEXT_ROOM = 1300
NAME_ROOM = 100
GROWS = 5
STORY_ROOM = 1500
CHILDREN_ROOM = 800
CHILDREN = 10
CHANGES = 10
WATCHERS = 10


@dataclass(frozen=True)
class Known:
    """`labels` are all present ones of the account, by GUID; `viewer` is who looks at it; `since` is when labels were
    first retrieved: what was there then had not been added."""

    kept: Kept
    labels: Mapping[str, Label]
    story: Sequence[tuple[datetime, LabelChange]]
    watchers: Sequence[str]
    viewer: str = ""
    since: datetime | None = None

    @property
    def changed(self) -> datetime | None:
        """When it last did; the first labels were no change."""
        return next((at for at, _ in self.story if at != self.since), None)

    @property
    def children(self) -> Sequence[Label]:
        below = [each for each in self.labels.values() if each.parent == self.kept.label.guid]
        return sorted(below, key=lambda each: each.name.casefold())


def build(account: Account, known: Known) -> Message:
    label, kind = known.kept.label, _sort(known)
    head = f"{_name(known.kept)}, a {kind} of {bold(account.name.shown)}{_end(known.kept)}."
    return message(f"{head} {details(label)}", say(head), *_blocks(account, known))


def lost(account: Account) -> Message:
    text = f"That label of {bold(account.name.shown)} is not known any more. See the labels there are."
    return message(text, say(text), row(card.press(Button.LABELS, account)))


def _sort(known: Known) -> Sort:
    return sort(known.kept.label, has_children=bool(known.children))


def _name(kept: Kept) -> str:
    return f"~{safe(kept.label.name, NAME_ROOM)}~" if kept.vanished else bold(kept.label.name, NAME_ROOM)


def _end(kept: Kept) -> str:
    return f", vanished on {day(kept.vanished)}" if kept.vanished else ""


def _blocks(account: Account, known: Known) -> list[Block]:
    label = known.kept.label
    return [
        say(f"```{_copied(label.guid)}```"),
        facts(_facts(known)),
        say(_long("Description", label.description)),
        say(_long("Tooltip", label.tooltip)),
        say(f"*Everything else Microsoft says*\n{_extras(label)}"),
        *_family(account, known),
        say(_story(known)),
        small(_watched(known.watchers)),
        row(_watching(account, known), card.press(Button.LABELS, account)),
    ]


def _watching(account: Account, known: Known) -> ButtonElement:
    label = watch.Shown(account.id, account.name.shown, known.kept.label.guid, known.kept.label.name)
    return watch.press(label, is_watched=known.viewer in known.watchers)


def _copied(guid: str) -> str:
    """Letter by letter, so that what is copied is the GUID; the fence alone must not be closed by it."""
    return escape(line(guid).replace("`", "\uff40"))


def _facts(known: Known) -> list[tuple[str, str]]:
    label, kept, changed = known.kept.label, known.kept, known.changed
    return [
        ("Path", _fitting(path(label, known.labels))),
        ("Priority", NOT_REPORTED if label.priority is None else str(label.priority)),
        ("Colour", colour(label.color).removeprefix("colour ")),
        ("Protection", switch(label.has_protection, "on", "off")),
        ("Scope", scope(label.applicable_to).removeprefix("scope ")),
        ("State", switch(label.is_enabled, "enabled", "disabled")),
        ("First seen", moment(kept.first_seen)),
        ("Last changed", moment(changed) if changed else "no change seen"),
        *([("Vanished", day(kept.vanished))] if kept.vanished else []),
    ]


def _long(word: str, text: str | None) -> str:
    return f"*{word}*\n{_fitting(text) if text else NOT_REPORTED}"


def _fitting(text: str) -> str:
    """Cut short only where it would grow: hardly any text is full of what has to be escaped."""
    whole = safe(text, TEXT_ROOM)
    return whole if len(whole) <= TEXT_ROOM else safe(text, TEXT_ROOM // GROWS)


def _extras(label: Label) -> str:
    return reported.lines(label.extra) if label.extra else NOT_REPORTED


def _family(account: Account, known: Known) -> list[Block]:
    """The parent with a way to it, and the names of what is below."""
    label, found = known.kept.label, list[Block]()
    parent = known.labels.get(label.parent or "")
    if parent is not None:
        found.append(beside(f"*Parent*\n{safe(parent.name)}", opening(account.id, parent.guid, parent.name)))
    elif label.parent:
        found.append(say(f"*Parent*\n{code(label.parent, 36)}, which is not reported"))
    if known.children:
        names = listed(
            [f"\u2022 {safe(each.name, 40)}" for each in known.children], room=CHILDREN_ROOM, most=CHILDREN
        )
        found.append(say(f"*{counted(len(known.children), 'sub-label')}*\n{names}"))
    return found


def opening(account: str, guid: str, name: str) -> ButtonElement:
    return button("Details", actions.LABEL_DETAILS, reference.write(account, 0, mark(guid)), about=name)


def _story(known: Known) -> str:
    if not known.story:
        return "*History*\nNo change of it is on record."
    lines = [
        f"\u2022 {moment(at)}: {FIRST if at == known.since else sentence(change)}"
        for at, change in known.story
    ]
    return f"*History*\n{listed(lines, STORY_ROOM, CHANGES)}"


def _watched(people: Sequence[str]) -> str:
    if not people:
        return "Nobody watches it."
    more = " and others" if len(people) > WATCHERS else ""
    return f"Watched by {', '.join(person(each) for each in people[:WATCHERS])}{more}."
