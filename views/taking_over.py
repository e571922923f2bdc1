"""Whoever added accounts has left: who looks after them now?"""

from collections.abc import Sequence

from mip.accounts import Account
from mip.ports import Message
from views import actions, reference
from views.pieces import button, message, row, say
from views.text import bold, listed, person

ROOM = 2000


def left(accounts: Sequence[Account], gone: str, *, repeat: bool = False) -> Message:
    """`accounts` are one or more, all added by the one who has left."""
    text = (
        f"{person(gone)} has left this Slack workspace and had added:\n{_names(accounts)}\n"
        "Nothing stops because of that: labels are retrieved as before. Who looks after them now? Whoever takes "
        "over gets the messages that went to the one who left."
    )
    take = button("Take over", actions.TAKE_OVER, reference.write(accounts[0].id, 0, gone), style="primary")
    return message(text, say(text), row(take), repeat=repeat)


def taken(accounts: Sequence[Account]) -> Message:
    return message(f"You look after these from now on:\n{_names(accounts)}")


def already(account: Account) -> Message:
    return message(f"{person(account.added_by)} looks after {bold(account.name.shown)}. Nothing was changed.")


def _names(accounts: Sequence[Account]) -> str:
    return listed([f"\u2022 {bold(each.name.shown)}" for each in accounts], ROOM)
