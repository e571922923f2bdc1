"""What remains of a removed account, and how it comes back."""

from collections.abc import Sequence

from slack_sdk.models.blocks import ButtonElement, SectionBlock

from mip.abandoning import KEPT_FOR as UNFINISHED_FOR
from mip.accounts import Account
from mip.changes import SYSTEM
from mip.ports import Message
from mip.reasons import Reason
from mip.restoring import KEPT_FOR, Removed
from mip.status import Button, buttons
from views import actions, card, reference
from views.pieces import button, marked, message, row, say, small
from views.text import bold, code, counted, listed, moment, person, place, quoted, span, utc

# Of the longest names no more fit into what Slack takes; the rest is found by name.
MOST = 12
GONE_FOR_GOOD = message(
    f"There is no such account to restore. Removed accounts are kept for {span(KEPT_FOR)}; "
    f"{code('/mip restore')} names them."
)
NOTHING = f"Nothing can be restored: no account was removed in the last {span(KEPT_FOR)}."


def remains(name: str, by: str, client: str, kept: Removed | None) -> Message:
    """Stands where the card was. `client` is the id of the app whose approval in Microsoft is still there; `kept`
    is None once it is gone for good."""
    text = f"{_who(name, by)} {_kept(kept)} {revoke(client)}"
    return message(text, say(text), *([row(restore(kept))] if kept else []))


def abandoned(name: str, kept: Removed | None, *, repeat: bool = False) -> Message:
    """The same words where the card stood, and to whoever added it."""
    text = f"{_who(name, SYSTEM)} {_kept(kept)} To add it anew, type {code('/mip add')}."
    return message(text, say(text), *([row(restore(kept))] if kept else []), repeat=repeat)


def revoke(client: str) -> str:
    app = f"the app {code(client)}" if client else "this bot's app"
    return (
        "To take back the approval in Microsoft as well: Microsoft Entra admin center, Enterprise applications, "
        f"delete {app}."
    )


def came_back(account: Account, by: str) -> Message:
    """Where its card stood before it was removed."""
    return message(
        f"{bold(account.name.shown)} was removed, and restored by {person(by)}. "
        f"Its card is in {place(account.channel)}."
    )


def done(account: Account) -> Message:
    """For whoever restored it: what comes next."""
    text = f"{bold(account.name.shown)} is restored, with its labels, history and settings. {_next(account)}"
    helps = [kind for kind in buttons(account.facts) if kind is Button.REAUTHORIZE]
    return message(text, say(text), *([row(*(card.press(kind, account) for kind in helps))] if helps else []))


def listing(removed: Sequence[Removed]) -> Message:
    if not removed:
        return message(NOTHING)
    first = f"{counted(len(removed), 'removed account')} can be restored."
    shown = removed[:MOST]
    left = len(removed) - len(shown)
    more = [small(f"and {left} more: {code('/mip restore ACCOUNT')}")] if left else []
    spoken = listed([f"\u2022 {_line(each)}" for each in removed])
    return message(f"{first}\n{spoken}", say(first), *(_entry(each) for each in shown), *more)


def taken(removed: Removed) -> Message:
    """Somebody has given the name to another account meanwhile."""
    name = removed.account.name.shown
    typed = f'/mip restore "{name}"'
    return message(
        f"Another account is named {quoted(name)} now, so nothing was restored. "
        f"Rename that one first ({code('/mip edit')}), then type {code(typed)} until {utc(removed.until)}."
    )


def restore(removed: Removed) -> ButtonElement:
    account = removed.account
    value = reference.write(account.id, account.version)
    return button("Restore", actions.RESTORE, value, style="primary", about=account.name.shown)


def _who(name: str, by: str) -> str:
    if by != SYSTEM:
        return f"{bold(name)} was removed by {person(by)}; its credential is wiped."
    return f"{bold(name)} was removed: nobody connected it or went on with it in {span(UNFINISHED_FOR)}."


def _kept(kept: Removed | None) -> str:
    if kept is None:
        return "What was stored of it is deleted here."
    return (
        f"Its labels, history and settings are kept until {utc(kept.until)}: "
        f"until then *Restore* brings it back, and so does {code('/mip restore')}."
    )


def _entry(removed: Removed) -> SectionBlock:
    account = removed.account
    text = (
        f"{bold(account.name.shown, 80)}\nremoved by {person(removed.by)} {moment(removed.at)} \u00b7 "
        f"{counted(account.reading.labels, 'label')} \u00b7 until {moment(removed.until)}"
    )
    return SectionBlock(text=marked(text), accessory=restore(removed))


def _line(removed: Removed) -> str:
    account = removed.account
    labels = counted(account.reading.labels, "label")
    return (
        f"{bold(account.name.shown, 80)}: removed by {person(removed.by)} {utc(removed.at)}, {labels}, "
        f"until {utc(removed.until)}."
    )


def _next(account: Account) -> str:
    if not account.facts.was_connected:
        return "It was never connected: its link is on the way."
    if account.facts.reason is Reason.RESTORED:
        return "We are asking Microsoft whether its approval still stands; if it does, it goes on by itself."
    return "Its credential was wiped: press *Reauthorize* to give it one."
