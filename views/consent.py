"""The private answer that carries a link. Besides that of a certificate no other message ever holds one."""

from datetime import timedelta

from mip.accounts import Account
from mip.consent import OPENS_FOR, Purpose
from mip.ports import Message
from views import actions
from views.pieces import link, message, row, say, small
from views.text import bold, span

ONE_PERMISSION = (
    "Microsoft will ask for one permission: to read sensitivity labels (SensitivityLabel.Read). "
    "It opens no files and no mail."
)
WHO = "Who may approve: a Global Administrator or a Privileged Role Administrator of the tenant."


def build(account: Account, address: str, purpose: Purpose, valid_for: timedelta = OPENS_FOR) -> Message:
    """`address` holds a ticket: this message goes to nobody but the person it was made for."""
    name = bold(account.name.shown)
    if purpose is Purpose.SECRET:
        head = f"Enter the client secret of {name} on a private page. Nobody in Slack sees it."
        button = link("Enter the client secret", actions.ENTER_SECRET, address)
    else:
        head = f"Connect {name} with Microsoft. {ONE_PERMISSION} {WHO}"
        button = link("Continue to Microsoft", actions.CONTINUE, address)
    valid = f"For you only, for one use, valid for {span(valid_for)}. A new link replaces this one."
    return message(f"{head} {valid}", say(head), row(button), small(valid))


def too_many() -> Message:
    """The workspace's links of an hour are used up."""
    return message("Too many links were asked for in this workspace. Try again in an hour.")
