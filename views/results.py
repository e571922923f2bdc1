"""What a scan or a validation brought: for the channel, or for the person who asked."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from slack_sdk.models.blocks import ActionsBlock

from mip.accounts import Account
from mip.diff import LabelChange
from mip.labels import Branch, Label, tree
from mip.ports import Message
from mip.reasons import Reason
from mip.status import Button, Status, buttons, shown
from views import actions, card, diagnosis, hold
from views.change_words import sentence
from views.label_words import margin
from views.pieces import link, message, row, say
from views.text import bold, counted, listed, moment, safe, utc

# Of the 3000 characters of a block; the rest is for the sentence before the list.
ROOM = 2300
ON_THEIR_WAY = "They are on their way: look again in a minute."
HELPFUL = (Button.AUTHORIZE, Button.REAUTHORIZE, Button.ACTIVATE)


def first_labels(account: Account, labels: Sequence[Label], *, repeat: bool = False) -> Message:
    head = f"First labels of {bold(account.name.shown)}: {counted(len(labels), 'label')}."
    if not labels:
        head += " Microsoft reports none: labels have to be published before they are seen."
    return _result(account, head, [branch_line(branch) for branch in tree(labels)], repeat=repeat)


def changes(account: Account, found: Sequence[LabelChange], *, repeat: bool = False) -> Message:
    head = f"{counted(len(found), 'change')} in the labels of {bold(account.name.shown)}:"
    return _result(account, head, [f"\u2022 {sentence(change)}" for change in found], repeat=repeat)


def held(account: Account, found: Sequence[LabelChange] = (), *, repeat: bool = False) -> Message:
    """`found` are its changes. Once decided, it says so, without buttons."""
    text = hold.held_words(account) or f"{bold(account.name.shown)}: {hold.OVER}"
    spoken, named = f"{text}{hold.heard(account, found)}", hold.named(account, found)
    return message(spoken, say(text), *named, *hold.buttons(account), _view(account), repeat=repeat)


def lost(account: Account, *, repeat: bool = False) -> Message:
    """Told in the channel when an account that worked stops working."""
    why, since = _why(card.reason_of(account)), account.reading.succeeded_at
    last = f" Last success: {utc(since)}." if since else ""
    name = bold(account.name.shown)
    text = f"{name} needs attention: {shown(account.facts)}. {why}{last} The stored labels stay."
    return _verdict(account, text, card.reason_of(account), repeat=repeat)


def recovered(account: Account, since: datetime | None = None, *, repeat: bool = False) -> Message:
    """`since` is the last success before the trouble."""
    gap = f" Before that, the last success was {utc(since)}." if since else ""
    text = f"{bold(account.name.shown)} works again: {shown(account.facts)}.{gap}"
    return _result(account, text, repeat=repeat)


def validated(account: Account, *, repeat: bool = False) -> Message:
    next_step = card.NEXT_STEPS[shown(account.facts)]
    text = f"{bold(account.name.shown)}: Validation Successful. {next_step}"
    return _verdict(account, text, None, repeat=repeat)


def not_validated(account: Account, reason: Reason | None = None, *, repeat: bool = False) -> Message:
    """`reason` where the account itself does not hold it."""
    reason = reason or card.reason_of(account)
    text = f"{bold(account.name.shown)} could not be validated. {_why(reason)}"
    return _verdict(account, text, reason, repeat=repeat)


def waiting(
    account: Account, reason: Reason | None = None, *, until: datetime | None = None, repeat: bool = False
) -> Message:
    """The answer is not final: we try again by ourselves. `until`: when Microsoft may be asked again."""
    reason = reason or account.reading.trouble
    words = _asked_to_wait(until) if until else reason.words if reason else ""
    why = f" {words}" if words else ""
    text = (
        f"{bold(account.name.shown)}: no final answer yet.{why} We keep trying; the card shows when it works."
    )
    heard = f"{text} {diagnosis.heard(account)}".strip()
    return message(heard, say(text), *diagnosis.blocks(account), repeat=repeat)


def unchanged(account: Account, *, repeat: bool = False) -> Message:
    """What is still held is no news either, but worth repeating."""
    unheld = f"{bold(account.name.shown)}: no change, {counted(account.reading.labels, 'label')}."
    text = hold.held_words(account) or unheld
    return message(text, say(text), *hold.buttons(account), _view(account), repeat=repeat)


def scan_failed(
    account: Account, reason: Reason | None = None, *, until: datetime | None = None, repeat: bool = False
) -> Message:
    reason = reason or account.reading.trouble
    why = f"{_asked_to_wait(until)} {Reason.THROTTLED.next_step}" if until else _why(reason)
    text = f"{bold(account.name.shown)} could not be scanned. {why} The stored labels stay."
    return _result(account, text, repeat=repeat)


def _asked_to_wait(until: datetime) -> str:
    """Rounded up, as minutes are shown."""
    return f"Microsoft asks us to wait until {moment(until + timedelta(seconds=59))}."


def other_person(account: Account, *, repeat: bool = False) -> Message:
    """For whoever began a link that another person opened."""
    text = (
        f"Someone else opened your link for {bold(account.name.shown)}. Nothing was connected, and the link "
        "no longer works. If you did not pass it on, tell your security team. To go on, ask for a new one."
    )
    return _answer(account, text, repeat=repeat)


def never_read(account: Account) -> Message:
    """Asked for its labels before there were any: what they wait for, and the button that helps."""
    is_begun = shown(account.facts) is Status.RETRIEVAL_PENDING and account.reading.trouble is None
    why = ON_THEIR_WAY if is_begun else " ".join(card.explained(account))
    return _answer(
        account, f"{bold(account.name.shown)}: its labels have not been retrieved yet. {why}", repeat=False
    )


def started(account: Account, what: str, *, link_to: str = "") -> Message:
    """`what` was begun, or done at once, such as "Retrieving the labels". `link_to` is the card's address."""
    text = f"{bold(account.name.shown)}: {what}. Its card shows the result."
    button = [row(link("Open the card", actions.OPEN_CARD, link_to))] if link_to else []
    return message(text, say(text), *button)


def branch_line(branch: Branch) -> str:
    """One label in a tree."""
    return f"{margin(branch.depth)}\u2022 {safe(branch.label.name)}"


def _why(reason: Reason | None) -> str:
    return f"{reason.words} {reason.next_step}" if reason else "Open the card to see what to do."


def _result(account: Account, head: str, lines: Sequence[str] = (), *, repeat: bool) -> Message:
    text = f"{head}\n{listed(lines, ROOM)}" if lines else head
    return message(text, say(text), _view(account), repeat=repeat)


def _verdict(account: Account, text: str, reason: Reason | None, *, repeat: bool) -> Message:
    """What a validation found, with the list that shows why."""
    heard = f"{text} {diagnosis.heard(account, reason)}".strip()
    found = diagnosis.blocks(account, reason)
    return message(heard, say(text), *found, *_steps(account), repeat=repeat)


def _answer(account: Account, text: str, *, repeat: bool) -> Message:
    return message(text, say(text), *_steps(account), repeat=repeat)


def _steps(account: Account) -> list[ActionsBlock]:
    """The one button that helps, if there is one."""
    helps = [kind for kind in buttons(account.facts) if kind in HELPFUL]
    return [row(*(card.press(kind, account) for kind in helps))] if helps else []


def _view(account: Account) -> ActionsBlock:
    return row(card.press(Button.LABELS, account))
