"""An account that nobody finished: the reminder, and the end."""

from datetime import datetime

from mip.abandoning import KEPT_FOR
from mip.accounts import Account
from mip.ports import Message
from mip.status import Button, buttons, shown
from views import card
from views.pieces import message, row, say
from views.text import bold, code, person, span, utc

_HELPFUL = (Button.AUTHORIZE, Button.REAUTHORIZE, Button.REMOVE)
BEGIN_AGAIN = f"To add it again, type {code('/mip add')}."


def soon(account: Account, ends: datetime, *, repeat: bool = False) -> Message:
    """Once, in the channel, for whoever added it first of all."""
    text = (
        f"{person(account.added_by)}: {bold(account.name.shown)} was never connected ({shown(account.facts)}). "
        f"Unless somebody goes on with it, it is removed on {utc(ends)}."
    )
    steps = [card.press(kind, account) for kind in buttons(account.facts) if kind in _HELPFUL]
    return message(text, say(text), row(*steps), repeat=repeat)


def over(name: str, *, repeat: bool = False) -> Message:
    """The same words where its card stood, and to whoever added it."""
    text = (
        f"{bold(name)} was removed: nobody connected it or went on with it in {span(KEPT_FOR)}. "
        f"What was stored of it is deleted here. {BEGIN_AGAIN}"
    )
    return message(text, repeat=repeat)
