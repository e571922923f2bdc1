"""A held scan: what was found, what would be lost, and the two buttons that decide."""

from collections.abc import Sequence

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, ConfirmObject

from mip.accounts import Account, Held
from mip.diff import Kind, LabelChange
from mip.ports import Message
from views import actions, reference
from views.paging import page_of
from views.pieces import button, message, row, say, words
from views.text import bold, counted, listed

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
    found = (
        f"Held: the scan of {bold(account.name.shown)} found {counted(held.found, 'label')}; "
        f"{held.lost} of the {account.reading.labels} known ones would be gone."
    )
    if held.accepted:
        return f"{found} Apply was pressed: the next scan that finds the same takes it over."
    return f"{found} The known labels were kept." if held.kept else f"{found} {CHOICE} {UNDECIDED}"


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
    head = f"{bold(account.name.shown)}: {count} would be gone. {page.position}."
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
