"""What came of trying a new credential beside the one in use, for whoever gave it."""

from slack_sdk.models.blocks import Block

from mip.accounts import Account
from mip.ports import Message
from mip.reasons import CREDENTIAL_REFUSED, Reason
from mip.schedule import RENEWAL_KEPT
from mip.status import Button, Validation, shown
from views import card, diagnosis
from views.pieces import message, row, say
from views.text import bold, span


def proven(account: Account, *, repeat: bool = False) -> Message:
    text = (
        f"{bold(account.name.shown)}: Microsoft accepts the new client secret, and it is in use now. "
        "The one before is deleted here; delete it in Microsoft Entra as well."
    )
    return _told(account, text, None, repeat=repeat)


def refused(account: Account, reason: Reason, *, repeat: bool = False) -> Message:
    """With the button that takes another one."""
    verdict = "was not accepted" if reason in CREDENTIAL_REFUSED else "could not be proven"
    text = (
        f"{bold(account.name.shown)}: The new client secret {verdict}, and is deleted here. {reason.words} "
        f"{card.STAYS}{_as_before(account)} {reason.next_step}"
    )
    return _told(account, text, reason, row(card.press(Button.REAUTHORIZE, account)), repeat=repeat)


def waits(account: Account, reason: Reason, *, repeat: bool = False) -> Message:
    text = (
        f"{bold(account.name.shown)}: no final answer about the new client secret yet. {reason.words} "
        f"We keep trying and tell you. {card.STAYS}"
    )
    return _told(account, text, reason, repeat=repeat)


def over(account: Account, *, repeat: bool = False) -> Message:
    text = (
        f"{bold(account.name.shown)}: The new client secret could not be proven in {span(RENEWAL_KEPT)}, and is "
        f"deleted here. {card.STAYS}{_as_before(account)} To try again, press Reauthorize."
    )
    return message(text, say(text), row(card.press(Button.REAUTHORIZE, account)), repeat=repeat)


def _told(account: Account, text: str, reason: Reason | None, *steps: Block, repeat: bool) -> Message:
    """`account.diagnosis` is what was found of the new credential."""
    heard = f"{text} {diagnosis.heard(account, reason)}".strip()
    return message(heard, say(text), *diagnosis.blocks(account, reason), *steps, repeat=repeat)


def _as_before(account: Account) -> str:
    if account.facts.validation is Validation.OK:
        return ""
    return f" The account is as it was: {shown(account.facts)}."
