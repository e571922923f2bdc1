"""The labels of an account as a tree, page by page, for the eyes of whoever asked."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block

from mip.accounts import Account
from mip.labels import Branch, Label, tree
from mip.ports import Message
from views import actions
from views.label_words import details, guid
from views.paging import Page, page_of
from views.pieces import message, say, small
from views.results import branch_line
from views.text import bold, counted, listed, moment, safe

# Ten names of this length, of nothing but characters that grow when escaped, still fit into one message.
SIZE = 10
NAME_ROOM = 70
NONE_YET = "The labels have not been retrieved yet. Activate the account to start."
NONE_AT_ALL = (
    "Microsoft reports no sensitivity labels. Labels have to be published before they are seen: "
    "in Microsoft Purview, publish a label policy, then press Scan now."
)


def build(account: Account, labels: Sequence[Label], page: int = 1) -> Message:
    """`page` counts from 1; one that does not exist becomes the nearest."""
    name = bold(account.name.shown)
    if not labels:
        return message(f"{name}: {NONE_AT_ALL if account.reading.succeeded_at else NONE_YET}")
    shown = page_of(list(tree(labels)), page, SIZE)
    head = f"{name}: {counted(len(labels), 'label')}. {shown.position}."
    spoken = listed([f"{branch_line(branch)}: {details(branch.label)}" for branch in shown.things])
    return message(f"{head}\n{spoken}", *_blocks(account, shown, head))


def _blocks(account: Account, shown: Page[Branch], head: str) -> list[Block]:
    return [
        say(head),
        *(say(_entry(branch)) for branch in shown.things),
        small(_age(account)),
        *shown.turns(account.id, actions.LABELS_PREVIOUS, actions.LABELS_NEXT),
    ]


def _entry(branch: Branch) -> str:
    """Three lines. Depth is drawn by wide spaces behind a mark, because mrkdwn drops leading ones."""
    margin = "\u2003" * min(branch.depth, 5)
    first = f"\u2022 {margin}*{safe(branch.label.name, NAME_ROOM)}*"
    orphan = f"\n\u2022 {margin}its parent is not reported" if branch.orphan else ""
    return f"{first}{orphan}\n\u2022 {margin}{details(branch.label)}\n\u2022 {margin}{guid(branch.label)}"


def _age(account: Account) -> str:
    at = account.reading.succeeded_at
    trouble = " The last attempt failed." if account.reading.trouble else ""
    return f"As of {moment(at) if at else 'an unknown time'}.{trouble}"
