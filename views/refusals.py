"""What people read when something was not done, and why. All of it is for their eyes only."""

import math
from collections.abc import Sequence
from datetime import timedelta

from mip.accounts import Account
from mip.doing import BUTTON, Doing, Fate, Outcome
from mip.errors import NotAllowed, NotFound, NotInstalled, Rejected, SignInAgain, Stale, Trouble, TryLater
from mip.overtaking import Overtaken
from mip.ports import Message
from mip.status import Button, buttons, shown
from views.accounts import NONE
from views.overtaken import words as overtaken_words
from views.pieces import message
from views.text import bold, code, person, safe

GONE = "That account no longer exists or is not in this workspace."
MAY_NOT = "You do not have permission to do this."
NOT_HERE = "MIP bot is not installed in this workspace."
NOTHING_CHANGED = "nothing was changed."


def not_allowed_words(ask: Sequence[str]) -> str:
    whom = ", ".join(person(user) for user in ask[:10]) or "a workspace owner or admin"
    return f"{MAY_NOT} Ask: {whom}."


def not_installed_words(address: str) -> str:
    """Where workspaces install it by themselves, with where that is."""
    if not address:
        return f"{MAY_NOT} Ask: whoever runs MIP bot. {NOT_HERE}"
    return f"{NOT_HERE} Somebody who may install apps can do it here: <{address}>"


def not_allowed(ask: Sequence[str] = ()) -> Message:
    return message(not_allowed_words(ask))


def not_found(name: str | None = None, nearest: str | None = None, *, none_yet: bool = False) -> Message:
    """Without a name the words are the same for an account that is gone and for one that was never theirs."""
    if name is None:
        return message(GONE)
    if none_yet:
        return message(NONE)
    if not name:
        return which_account()
    guess = (
        f"Did you mean {safe(nearest)}?" if nearest is not None else f"{code('/mip list')} names them all."
    )
    return message(f"No account named {safe(name)}. {guess}")


def which_account(example: str = "") -> Message:
    """`example` is what to type, with ACCOUNT in it."""
    how = f"For example: {code(example)}." if example else "Name it after the verb."
    return message(f"Which account? {how} {code('/mip list')} names them all.")


def stale(overtaken: Overtaken | None = None) -> Message:
    head = f"This card was out of date; {NOTHING_CHANGED}"
    return message(overtaken_words(overtaken, head) if overtaken else head)


def too_soon(wait: timedelta) -> Message:
    return message(f"Try again in {max(1, math.ceil(wait.total_seconds()))} s.")


def busy() -> Message:
    return message("Busy just now, so nothing was done. Try again in a minute.")


def no_files() -> Message:
    """The app was installed before it sent files, or without that scope."""
    return message(
        f"The file cannot be sent: in Slack this app lacks the scope {code('files:write')}. Whoever runs it has to add "
        "that scope (OAuth & Permissions), or the current manifest, and install the app again. Then ask for the file "
        "once more."
    )


def unclear() -> Message:
    """Whoever reads it must neither believe that it was done, nor do it twice."""
    return message("Busy just now: this may be done or not. Look first, then try again in a minute.")


def click_again() -> Message:
    """A trigger or a response_url of Slack's had run out."""
    return message("That took too long for Slack to show. Click or type it again.")


def already_running(account: Account) -> Message:
    return message(f"{bold(account.name.shown)} is being worked on already. Its card shows the result.")


def not_done(outcome: Outcome) -> Message:
    if outcome.wait is not None:
        return too_soon(outcome.wait)
    if outcome.fate is Fate.RUNNING:
        return already_running(outcome.account)
    if outcome.doing is Doing.VALIDATE:
        return nothing_to_check(outcome.account)
    return not_now(outcome.account, BUTTON[outcome.doing])


def nothing_to_check(account: Account) -> Message:
    typed = f'/mip authorize "{account.name.shown}"'
    return message(
        f"{bold(account.name.shown)} is {shown(account.facts)}: there is nothing to check before somebody has "
        f"followed its link. {code(typed)} gives you one."
    )


def not_now(account: Account, wanted: Button) -> Message:
    """A command may ask for what the card does not offer."""
    status = shown(account.facts)
    offered = ", ".join(code(each) for each in buttons(account.facts))
    return message(
        f"{bold(account.name.shown)} is {status}: {code(wanted)} is not possible now. Possible: {offered}."
    )


def our_bug(reference: str) -> Message:
    return message(f"Something went wrong. Reference {safe(reference)}.")


def of(trouble: Trouble) -> Message:
    """The words for any trouble, where nothing nearer the story says it better."""
    match trouble:
        case NotInstalled(install=address):
            return message(not_installed_words(address))
        case NotAllowed(ask=ask):
            return not_allowed(ask)
        case NotFound(name=name, nearest=nearest, none_yet=none_yet):
            return not_found(name, nearest, none_yet=none_yet)
        case Stale(overtaken=overtaken):
            return stale(overtaken)
        case Rejected(fields=wrong):
            return message(" ".join(safe(sentence, 300) for sentence in wrong.values()))
        case _:
            return of_microsoft(trouble)


def of_microsoft(trouble: Trouble) -> Message:
    match trouble:
        case SignInAgain(reason=reason):
            return message(f"{reason.words} {reason.next_step}")
        case TryLater(after=after) if after is not None:
            return too_soon(after)
        case TryLater(reason=reason):
            return message(f"{reason.words} Try again in a minute.")
        case _:
            return busy()
