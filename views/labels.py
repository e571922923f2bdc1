"""The labels of an account as a tree, page by page, for the eyes of whoever asked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import Block, SectionBlock

from mip.accounts import Account
from mip.labels import Branch, Kept, Label, Sort, path, sort, tree
from mip.ports import Message
from mip.status import Button
from views import actions, card, reference
from views.label import opening
from views.label_words import details, gone, guid, margin, two_lines
from views.paging import Page, page_of
from views.pieces import beside, button, message, row, say, small, suggesting
from views.results import branch_line, never_read
from views.text import bold, code, counted, listed, moment, quoted, safe

# Ten names of this length, of nothing but characters that grow when escaped, still fit into one message.
SIZE = 10
NAME_ROOM = 60
PLACE_ROOM = 40
NONE_AT_ALL = (
    "Microsoft reports no sensitivity labels. Labels have to be published before they are seen: "
    "in Microsoft Purview, publish a label policy, then press Scan now."
)


@dataclass(frozen=True)
class Chosen:
    """What is shown of an account: all labels and those that vanished, or what was found for `words`."""

    labels: Sequence[Label]
    vanished: Sequence[Kept] = ()
    words: str = ""
    found: Collection[str] = frozenset()

    @property
    def rows(self) -> list[Branch | Kept]:
        kept = [each for each in tree(self.labels) if not self.words or each.label.guid in self.found]
        gone_ones = [each for each in self.vanished if not self.words or each.label.guid in self.found]
        return [*kept, *gone_ones]


def build(account: Account, chosen: Chosen, page: int = 1) -> Message:
    """`page` counts from 1; one that does not exist becomes the nearest."""
    rows = chosen.rows
    if chosen.words and not rows:
        return _nothing_found(account, chosen.words)
    if not rows:
        is_read = account.reading.succeeded_at is not None
        return message(f"{bold(account.name.shown)}: {NONE_AT_ALL}") if is_read else never_read(account)
    shown = page_of(rows, page, SIZE)
    head = f"{bold(account.name.shown)}: {_counted(chosen, rows)}.{shown.told}"
    parents = frozenset(label.parent for label in chosen.labels if label.parent)
    places = _places(shown.things, chosen)
    spoken = listed([_spoken(each) for each in shown.things])
    blocks = [
        say(head),
        *(_entry(account, each, parents, place) for each, place in zip(shown.things, places, strict=True)),
        small(_age(account)),
        *_below(account, shown, chosen.words),
    ]
    return message(f"{head}\n{spoken}", *blocks)


def no_account(typed: str) -> Message:
    """Somebody who looks for a label need not know where it is."""
    return message(
        f"No account named {safe(typed)}. {code('/mip list')} names them all. "
        f"{code(f'/mip label {typed}')} looks for such a label in every account."
    )


def _counted(chosen: Chosen, rows: Sequence[Branch | Kept]) -> str:
    if chosen.words:
        all_labels = counted(len(chosen.labels) + len(chosen.vanished), "label")
        return f"{len(rows)} of {all_labels} with {quoted(chosen.words, NAME_ROOM)}"
    vanished = f" and {len(chosen.vanished)} that vanished" if chosen.vanished else ""
    return f"{counted(len(chosen.labels), 'label')}{vanished}"


def _nothing_found(account: Account, words: str) -> Message:
    name = bold(account.name.shown)
    text = (
        f"No label of {name} has {quoted(words)} in its name, path, tooltip or GUID. Type fewer letters, "
        f"or look in every account with {code('/mip label')}."
    )
    return message(text, say(text), row(card.press(Button.LABELS, account)))


def _spoken(each: Branch | Kept) -> str:
    return gone(each, NAME_ROOM) if isinstance(each, Kept) else f"{branch_line(each)}: {details(each.label)}"


def _places(rows: Sequence[Branch | Kept], chosen: Chosen) -> list[str]:
    """Where a label stands, unless it is seen above it: many tenants have several of one name."""
    known = {each.guid: each for each in (*(gone.label for gone in chosen.vanished), *chosen.labels)}
    seen, places = set[str](), []
    for each in rows:
        parent = known.get(each.label.parent or "")
        is_new = parent is not None and parent.guid not in seen
        places.append(f" in {safe(path(parent, known), PLACE_ROOM)}" if parent and is_new else "")
        seen |= {each.label.guid, *([parent.guid] if parent else [])} if isinstance(each, Branch) else set()
    return places


def _entry(account: Account, each: Branch | Kept, parents: Collection[str], place: str) -> SectionBlock:
    """Four lines under each other, as far to the right as the label is deep."""
    pressed = opening(account.id, each.label.guid, each.label.name)
    if isinstance(each, Kept):
        return beside(f"{gone(each, NAME_ROOM, place)}\n{guid(each.label)}", pressed)
    return beside(_placed(each, sort(each.label, has_children=each.label.guid in parents), place), pressed)


def _placed(branch: Branch, kind: Sort, place: str) -> str:
    space, corner = margin(branch.depth), "\u2514 " if branch.depth else ""
    told = f" ({kind})" if kind in {Sort.GROUP, Sort.PARENT} else ""
    orphan = f"\n{space}its parent is not reported" if branch.orphan else ""
    name = f"{space}{corner}*{safe(branch.label.name, NAME_ROOM)}*{place}{told}{orphan}"
    lines = (*two_lines(branch.label), guid(branch.label))
    below = f"\n{space}\u2003" if branch.depth else "\n"
    return name + "".join(f"{below}{each}" for each in lines)


def _below(account: Account, shown: Page[Branch | Kept], words: str) -> list[Block]:
    """The menu's block says which account it is about: its value is what was chosen."""
    detail = reference.write_words(words)
    turns = shown.neighbours(account.id, actions.LABELS_PREVIOUS, actions.LABELS_NEXT, detail)
    to_first, to_last = shown.ends(account.id, actions.LABELS_FIRST, actions.LABELS_LAST, detail)
    menu = suggesting("Find a label", actions.FIND_LABEL)
    export = button("Export", actions.LABELS_EXPORT, reference.write(account.id, shown.number))
    return [
        row(menu, *to_first, *turns, *to_last, export, block_id=reference.write(account.id, shown.number))
    ]


def _age(account: Account) -> str:
    at = account.reading.succeeded_at
    trouble = " The last attempt failed." if account.reading.trouble else ""
    return f"As of {moment(at) if at else 'an unknown time'}.{trouble}"
