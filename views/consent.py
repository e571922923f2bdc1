"""The private answer that carries a link. Besides that of a certificate no other message ever holds one."""

from datetime import timedelta

from mip.accounts import Account
from mip.consent import OPENS_FOR, Purpose
from mip.ports import Message
from mip.status import Validation
from views import actions, diagnosis, handover
from views.consent_words import ONE_PERMISSION, WHO
from views.pieces import link, message, row, say, small
from views.text import bold, span


def build(
    account: Account,
    address: str,
    purpose: Purpose,
    valid_for: timedelta = OPENS_FOR,
    *,
    may_ask: bool = False,
) -> Message:
    """`address` holds a ticket: this message goes to nobody but the person it was made for.

    `may_ask`: they may ask somebody else to approve in their place.
    """
    name = bold(account.name.shown)
    if purpose is Purpose.SECRET:
        which = "a new client secret" if account.has_credential else "the client secret"
        head = f"Enter {which} of {name} on a private page. Nobody in Slack sees it."
        button = link("Enter the client secret", actions.ENTER_SECRET, address)
    else:
        head = f"Connect {name} with Microsoft. {ONE_PERMISSION} {WHO}"
        button = link("Continue to Microsoft", actions.CONTINUE, address)
    valid = f"For you only, for one use, valid for {span(valid_for)}. A new link replaces this one."
    missing = account.reading.trouble if _is_refused(account) else None
    found = diagnosis.blocks(account, missing) if missing else []
    asking = handover.offer(account) if may_ask else []
    heard = f" {diagnosis.heard(account, missing)}" if found else ""
    return message(f"{head} {valid}{heard}", say(head), row(button), small(valid), *found, *asking)


def _is_refused(account: Account) -> bool:
    """Whether what the last validation found is about what this link is to mend."""
    return account.facts.validation is not Validation.OK and account.renewal is None


def too_many() -> Message:
    """The workspace's links of an hour are used up."""
    return message("Too many links were asked for in this workspace. Try again in an hour.")
