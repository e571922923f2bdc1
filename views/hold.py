"""A held scan: what was found, what would be lost, and the two buttons that decide."""

from collections.abc import Sequence

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, ConfirmObject

from mip.accounts import Account, Held
from mip.diff import Kind, LabelChange
from mip.holding import Decided, Fate
from mip.ports import Message
from views import actions, reference
from views.paging import page_of
from views.pieces import button, message, row, say, words
from views.text import bold, counted, listed, moment, person

TAKES_OVER = "The next scan that finds the same takes it over."
KEEPS = "The known labels were kept."
NOBODY = "Nobody decided, and another scan found the same. "
CHOICE = "Apply takes over what was found, Keep keeps the known labels."
OVER = "what was held has been decided."
ROOM = 2300
FEW = 3
# So many of the longest names, of nothing but characters that grow when escaped, fit into one message.
SIZE = 15
DIGEST = 16
UNDECIDED = "Without a decision the known labels stay until a later scan finds the same again."


def held_words(account: Account) -> str:
    """Empty when nothing is held."""
    held = account.held
    if held is None:
        return ""
    found = _found(account.name.shown, held, account.reading.labels, "would be")
    if held.accepted:
        return f"{found} {_pressed('Apply', held)} {TAKES_OVER}"
    return f"{found} {_pressed('Keep', held)} {KEEPS}" if held.kept else f"{found} {CHOICE} {UNDECIDED}"


def _found(name: str, held: Held, known: int, would_be: str) -> str:
    return (
        f"Held: the scan of {bold(name)} found {counted(held.found, 'label')}; "
        f"{held.lost} of the {known} known ones {would_be} gone."
    )


def _pressed(what: str, held: Held) -> str:
    """One that was decided before it was noted by whom names nobody."""
    who = person(held.answered_by) if held.answered_by else "An admin"
    return f"{who} pressed {what}{f' ({moment(held.answered_at)})' if held.answered_at else ''}."


def decided(of: Decided) -> Message:
    """What a message that asked says afterwards, without buttons."""
    text = f"{_found(of.name, of.held, of.known, _WOULD_BE[of.fate])} {_end(of)}"
    view = button("View labels", actions.LABELS, reference.write(of.account, 0), about=of.name)
    return message(text, say(text), *([] if of.fate is Fate.REMOVED else [row(view)]))


def _end(of: Decided) -> str:
    applied, at = (f"{_pressed('Apply', of.held)} " if of.held.accepted else ""), f"({moment(of.at)})"
    match of.fate:
        case Fate.APPLIED:
            return f"{applied}{TAKES_OVER}"
        case Fate.KEPT:
            return f"{_pressed('Keep', of.held)} {KEEPS}"
        case Fate.TAKEN:
            return f"{applied or NOBODY}It was taken over {at}."
        case Fate.REPLACED:
            return f"{applied}A scan found something else {at}: decide on the newer message."
        case Fate.RETURNED:
            return f"{applied}Nothing is left to decide: a scan that lost less was taken over {at}."
        case Fate.REMOVED:
            return f"Nothing is left to decide: {person(of.by)} removed the account {at}."


_WOULD_BE = {
    Fate.APPLIED: "would be",
    Fate.KEPT: "would be",
    Fate.TAKEN: "are",
    Fate.REPLACED: "would have been",
    Fate.RETURNED: "would have been",
    Fate.REMOVED: "would have been",
}


def would_go(found: Sequence[LabelChange]) -> list[str]:
    """The paths of the labels that are not among what was found."""
    return [change.name for change in found if change.kind is Kind.REMOVED]


def named(account: Account, found: Sequence[LabelChange]) -> list[Block]:
    """By name what would be gone, while there is something to decide; a button where not all fit."""
    lines = _lines(found) if is_open(account.held) else []
    if not lines:
        return []
    shown = say(f"Would be gone:\n{listed(lines, ROOM)}")
    whole = button("Show all", actions.HELD_ALL, _about(account, 1), about=account.name.shown)
    return [shown, row(whole)] if listed(lines, ROOM).count("\n") + 1 != len(lines) else [shown]


def in_short(account: Account, found: Sequence[LabelChange]) -> str:
    """A few names; empty when nothing is to be decided."""
    names = would_go(found) if is_open(account.held) else []
    if not names:
        return ""
    left = len(names) - FEW
    more = f" and {left} more" if left > 0 else ""
    return f"Would be gone: {', '.join(bold(name) for name in names[:FEW])}{more}."


def heard(account: Account, found: Sequence[LabelChange]) -> str:
    lines = _lines(found) if is_open(account.held) else []
    return f"\nWould be gone:\n{listed(lines, ROOM)}" if lines else ""


def everything(account: Account, found: Sequence[LabelChange], number: int) -> Message:
    page = page_of(_lines(found), number, SIZE)
    count = counted(len(would_go(found)), "label")
    head = f"{bold(account.name.shown)}: {count} would be gone.{page.told}"
    text = f"{head}\n{listed(page.things, ROOM)}"
    sections = [say(line) for line in page.things]
    detail = account.held.digest[:DIGEST] if account.held else ""
    turns = page.turns(account.id, actions.HELD_PREVIOUS, actions.HELD_NEXT, detail)
    return message(text, say(head), *sections, *turns)


def over(account: Account) -> Message:
    return message(f"{bold(account.name.shown)}: {OVER}")


def is_about(account: Account, digest: str) -> bool:
    """Whether the button stands on the message about what is held now."""
    held = account.held
    return held is not None and digest in {"", held.digest[:DIGEST]}


def _lines(found: Sequence[LabelChange]) -> list[str]:
    return [f"\u2022 {bold(name)}" for name in would_go(found)]


def _about(account: Account, number: int) -> str:
    return reference.write(account.id, number, account.held.digest[:DIGEST] if account.held else "")


def is_open(held: Held | None) -> bool:
    return held is not None and not held.accepted and not held.kept


def buttons(account: Account) -> list[ActionsBlock]:
    found = answers(account)
    return [row(*found)] if found else []


def answers(account: Account) -> list[ButtonElement]:
    """The digest travels along, so that a decision is about the very set that was shown."""
    held = account.held
    if held is None or not is_open(held):
        return []
    value = reference.write(account.id, account.version, held.digest[:DIGEST])
    name = account.name.shown
    return [
        button("Apply", actions.APPLY, value, style="danger", confirm=_sure(), about=name),
        button("Keep", actions.KEEP, value, about=name),
    ]


def _sure() -> ConfirmObject:
    return ConfirmObject(
        title=words("Apply what was found?"),
        text=words("Labels that were not found will count as removed."),
        confirm=words("Apply"),
        deny=words("Cancel"),
        style="danger",
    )
