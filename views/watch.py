"""Watching one label: the buttons, the list, and what is told in somebody's own messages."""

from collections.abc import Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import ButtonElement, SectionBlock

from mip.accounts import Account
from mip.diff import LabelChange
from mip.labels import mark
from mip.ports import Message
from views import actions, reference
from views.change_words import sentence
from views.pieces import beside, button, message, row, say
from views.text import bold, code, counted, listed, safe

ROOM = 2300
NAME_ROOM = 70
SHOWN = 10
HOW = f"{code('/mip watch LABEL')} tells you in your direct messages when a label changes."


@dataclass(frozen=True)
class Shown:
    """A label as these messages name it. `account` is the account's id, `of` its name."""

    account: str
    of: str
    guid: str
    name: str


def press(label: Shown, *, is_watched: bool) -> ButtonElement:
    """The one that fits."""
    about = reference.write(label.account, 0, mark(label.guid))
    if is_watched:
        return button("Stop watching", actions.WATCH_STOP, about, about=label.name)
    return button("Watch", actions.WATCH, about, about=label.name)


def watching(label: Shown, *, is_new: bool) -> Message:
    text = (
        f"You watch {_named(label)}{'' if is_new else ' already'}. What changes about it is told in your direct "
        "messages, once for each scan."
    )
    return message(text, say(text), row(press(label, is_watched=True)))


def stopped(label: Shown, *, was_watched: bool) -> Message:
    if not was_watched:
        return message(f"You do not watch {_named(label)}. Nothing was changed.")
    text = f"You no longer watch {_named(label)}."
    return message(text, say(text), row(press(label, is_watched=False)))


def listing(labels: Sequence[Shown]) -> Message:
    if not labels:
        return message(f"You watch no label. {HOW}")
    head = f"You watch {counted(len(labels), 'label')}. {HOW}"
    lines = [f"\u2022 {_named(each)}" for each in labels]
    shown = [_section(each, is_watched=True) for each in labels[:SHOWN]]
    left = len(labels) - len(shown)
    more = [say(f"and {left} more. {code('/mip watch stop LABEL')} ends one.")] if left else []
    return message(f"{head}\n{listed(lines)}", say(head), *shown, *more)


def which(labels: Sequence[Shown], typed: str, *, is_watched: bool) -> Message:
    """Several labels have that name."""
    head = f"{counted(len(labels), 'label')} of the name {bold(typed)}. Which one?"
    lines = [f"\u2022 {_named(each)} ({code(each.guid, 36)})" for each in labels]
    shown = [_section(each, is_watched=is_watched) for each in labels[:SHOWN]]
    return message(f"{head}\n{listed(lines)}", say(head), *shown)


def unknown(typed: str, nearest: str | None = None) -> Message:
    guess = f"Did you mean {safe(nearest)}?" if nearest else "Give its name, its path or its GUID."
    return message(f"No label named {bold(typed)}. {guess} Nothing was changed.")


def not_watched(typed: str) -> Message:
    return message(f"You watch no label named {bold(typed)}. {code('/mip watch')} lists what you watch.")


def too_many(most: int) -> Message:
    return message(f"You watch {most} labels already. Stop one first: {code('/mip watch')} lists them.")


def changed(account: Account, changes: Sequence[LabelChange], *, repeat: bool = False) -> Message:
    """In the direct messages of somebody who watches these labels."""
    head = f"{counted(len(changes), 'change')} in labels that you watch, of {bold(account.name.shown)}:"
    lines = [f"\u2022 {sentence(each)}" for each in changes]
    text = f"{head}\n{listed(lines, ROOM)}"
    seen = {each.guid: each.name for each in changes}
    # Several buttons would all read the same: then the list is the way.
    only = next(iter(seen.items())) if len(seen) == 1 else None
    stop = [row(press(Shown(account.id, account.name.shown, *only), is_watched=True))] if only else []
    return message(text, say(text), *stop, repeat=repeat)


def _section(label: Shown, *, is_watched: bool) -> SectionBlock:
    return beside(f"{_named(label)}\n{code(label.guid, 36)}", press(label, is_watched=is_watched))


def _named(label: Shown) -> str:
    return f"{bold(label.name, NAME_ROOM)} of {bold(label.of, NAME_ROOM)}"
