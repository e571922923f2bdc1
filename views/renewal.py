"""What came of trying a new credential beside the one in use, for whoever gave it.

`details` is what its delivery holds: `kind` of the new one, `reason`, `replaces`. The new one itself may be gone.
"""

from collections.abc import Mapping

from slack_sdk.models.blocks import Block

from mip.accounts import Account
from mip.ports import Message
from mip.reasons import CREDENTIAL_REFUSED, Reason
from mip.schedule import RENEWAL_KEPT
from mip.status import Button, Validation, shown
from views import card, diagnosis
from views.pieces import message, row, say
from views.text import bold, code, span

Details = Mapping[str, str]


def proven(account: Account, details: Details, *, repeat: bool = False) -> Message:
    text = (
        f"{bold(account.name.shown)}: Microsoft accepts the new {_kind(details)}, and it is in use now."
        f"{_before(details)}"
    )
    return _told(account, text, None, repeat=repeat)


def refused(account: Account, details: Details, *, repeat: bool = False) -> Message:
    """With the button that takes another one."""
    reason = Reason(details["reason"])
    verdict = "was not accepted" if reason in CREDENTIAL_REFUSED else "could not be proven"
    text = (
        f"{bold(account.name.shown)}: The new {_kind(details)} {verdict}, and is deleted here. {reason.words}"
        f"{_stays(account)} {reason.next_step}"
    )
    return _told(account, text, reason, row(card.press(Button.REAUTHORIZE, account)), repeat=repeat)


def waits(account: Account, details: Details, *, repeat: bool = False) -> Message:
    reason = Reason(details["reason"])
    text = (
        f"{bold(account.name.shown)}: no final answer about the new {_kind(details)} yet. "
        f"{reason.words} We keep trying and tell you.{card.stays(account)}"
    )
    return _told(account, text, reason, repeat=repeat)


def over(account: Account, details: Details, *, repeat: bool = False) -> Message:
    text = (
        f"{bold(account.name.shown)}: The new {_kind(details)} could not be proven in {span(RENEWAL_KEPT)}, and is "
        f"deleted here.{_stays(account)} To try again, press Reauthorize."
    )
    return message(text, say(text), row(card.press(Button.REAUTHORIZE, account)), repeat=repeat)


def _kind(details: Details) -> str:
    return "certificate" if details.get("kind") == "certificate" else "client secret"


def _before(details: Details) -> str:
    if details.get("first"):
        return ""
    old = details.get("replaces")
    what = f"The certificate before it, thumbprint {code(old)}," if old else "The client secret before it"
    return f" {what} is deleted here; delete it in Microsoft Entra as well."


def _told(account: Account, text: str, reason: Reason | None, *steps: Block, repeat: bool) -> Message:
    """`account.diagnosis` is what was found of the new credential."""
    heard = f"{text} {diagnosis.heard(account, reason)}".strip()
    return message(heard, say(text), *diagnosis.blocks(account, reason), *steps, repeat=repeat)


def _stays(account: Account) -> str:
    return f"{card.stays(account)}{_as_before(account)}"


def _as_before(account: Account) -> str:
    if account.facts.validation is Validation.OK:
        return ""
    return f" The account is as it was: {shown(account.facts)}."
