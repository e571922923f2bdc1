"""A held scan: what was found, what would be lost, and the two buttons that decide."""

from slack_sdk.models.blocks import ActionsBlock, ButtonElement, ConfirmObject

from mip.accounts import Account, Held
from views import actions, reference
from views.pieces import button, row, words
from views.text import bold, counted

CHOICE = "Apply takes over what was found, Keep keeps the known labels."
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
        return f"{found} Applied with the next scan that finds the same."
    return f"{found} The known labels were kept." if held.kept else f"{found} {CHOICE} {UNDECIDED}"


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
    value = reference.write(account.id, account.version, held.digest[:16])
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
