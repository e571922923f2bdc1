"""An account that nobody finished: the reminder. What is told at the end is in views/restoring.py."""

from datetime import datetime

from mip.accounts import Account
from mip.ports import Message
from mip.status import Button, buttons, shown
from views import card
from views.pieces import message, row, say
from views.text import bold, person, utc

_HELPFUL = (Button.AUTHORIZE, Button.REAUTHORIZE, Button.REMOVE)


def soon(account: Account, ends: datetime, *, repeat: bool = False) -> Message:
    """Once, in the channel, for whoever added it first of all."""
    text = (
        f"{person(account.added_by)}: {bold(account.name.shown)} was never connected ({shown(account.facts)}). "
        f"Unless somebody goes on with it, it is removed on {utc(ends)}."
    )
    steps = [card.press(kind, account) for kind in buttons(account.facts) if kind in _HELPFUL]
    return message(text, say(text), row(*steps), repeat=repeat)
