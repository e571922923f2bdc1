"""Two accounts' labels side by side: how they differ in a few lines, then one label after the other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import Block, ButtonElement

from mip.accounts import Account
from mip.comparing import Comparison
from mip.ports import Message
from mip.status import shown as shown_status
from views import actions, hold, reference
from views.comparison_words import Entry, Part, counts, entries, entry
from views.labels import NONE_AT_ALL
from views.paging import Page, page_of
from views.pieces import button, message, row, say, small
from views.text import bold, code, counted, listed, moment, plain

SIZE = 8
SPOKEN_ROOM = 1500
ACCOUNT_ROOM = 50
# Of all entries of a page: as much of each path and each value is shown as fits, at last no value.
ROOM = 6500
ROOMS = ((100, 100), (100, 30), (60, 0))
BUTTON_ROOM = 60
TYPED = '/mip compare "ACCOUNT" "ANOTHER"'
HOW = f"Type {code(TYPED)}. {code('/mip list')} names them all."
NEVER = "its labels have not been retrieved yet, so there is nothing to compare."

OTHER_API = "Microsoft reports other fields of one than of the other: what only one has is no difference."


@dataclass(frozen=True)
class Two:
    """The accounts that are compared."""

    first: Account
    second: Account

    @property
    def both(self) -> tuple[Account, Account]:
        return self.first, self.second

    @property
    def same_source(self) -> bool:
        """Whether both were read by the same one of Microsoft's two APIs."""
        return self.first.reading.source == self.second.reading.source

    @property
    def names(self) -> tuple[str, str]:
        return bold(self.first.name.shown, ACCOUNT_ROOM), bold(self.second.name.shown, ACCOUNT_ROOM)


def build(two: Two, comparison: Comparison, page: int = 1) -> Message:
    """`page` counts from 1; one that does not exist becomes the nearest."""
    summary, found = _summary(two, comparison), entries(comparison)
    shown = page_of(found, page, SIZE)
    lines = _lines(two, shown)
    blocks: list[Block] = [say(summary), small(_remarks(two))]
    blocks += [say(line) for line in lines]
    legend = _legend(two, shown) if lines else ""
    blocks += [small(legend)] if legend else []
    spoken = listed([line.replace("\n", ", ") for line in lines], SPOKEN_ROOM) if lines else ""
    return message(f"{summary}\n{spoken}".strip(), *blocks, row(*_buttons(two, found, shown)))


def never_read(unread: Sequence[Account]) -> Message:
    """Whatever holds it up, the card says what to do."""
    lines = [f"{bold(each.name.shown)} is {shown_status(each.facts)}: {NEVER}" for each in unread]
    return message("\n".join([*lines, f"{code('/mip show ACCOUNT')} shows what it waits for."]))


def none_at_all(two: Two) -> Message:
    first, second = two.names
    return message(f"Neither {first} nor {second} has labels. {NONE_AT_ALL}")


def same_twice(account: Account) -> Message:
    return message(f"{bold(account.name.shown)} was named twice. {HOW}")


def only_one(name: str) -> Message:
    """`name` is that of the only account there is."""
    return message(
        f"{bold(name)} is the only account, so there is nothing to compare it with. "
        f"{code('/mip add')} connects another."
    )


def which(name: str = "") -> Message:
    """`name` is the account that was named, "" where none was."""
    asked = f"Compare {bold(name)} with which account?" if name else "Which two accounts?"
    return message(f"{asked} {HOW}")


def unclear(readings: Sequence[tuple[str, str]]) -> Message:
    """Pairs of names that may have been meant."""
    lines = [f"\u2022 {bold(first)} and {bold(second)}" for first, second in readings]
    return message(f"That can be read in several ways. Put both names in quotes.\n{listed(lines)}")


def _summary(two: Two, comparison: Comparison) -> str:
    first, second = two.names
    if not entries(comparison):
        count = counted(len(comparison.same), "label")
        return f"{first} and {second}: no difference. Both have {count}, with the same names and the same fields."
    head = f"{first} and {second}, label by label, matched by name:"
    told = counts(comparison, first, second)
    return "\n".join([head, *(f"\u2022 {line}" for line in told)])


def _remarks(two: Two) -> str:
    """How old both sides are, and what does not count."""
    told = [_age(account) for account in two.both]
    return " ".join(told if two.same_source else [*told, OTHER_API])


def _age(account: Account) -> str:
    at = account.reading.succeeded_at
    said = [f"{bold(account.name.shown, ACCOUNT_ROOM)}: as of {moment(at) if at else 'an unknown time'}."]
    said += ["The last attempt failed."] if account.reading.trouble else []
    said += [_HELD] if hold.is_open(account.held) else []
    return " ".join(said)


_HELD = f"A scan is held and waits for a decision: {code('/mip show ACCOUNT')} tells more."


def _lines(two: Two, shown: Page[Entry]) -> list[str]:
    """The first entry of a part has its heading above it."""
    for rooms in ROOMS:
        told = [entry(each, *rooms) for _, each in shown.things]
        if sum(map(len, told)) <= ROOM:
            break
    parts = [part for part, _ in shown.things]
    heads = [_headings(two)[part] if part not in parts[:n] else "" for n, part in enumerate(parts)]
    return [f"_{head}_\n{line}" if head else line for head, line in zip(heads, told, strict=True)]


def _headings(two: Two) -> Mapping[Part, str]:
    first, second = (f"Only in {name}" for name in two.names)
    different, repeated = "In both, but different", "Named more than once"
    return {Part.FIRST: first, Part.SECOND: second, Part.DIFFERENT: different, Part.REPEATED: repeated}


def _legend(two: Two, shown: Page[Entry]) -> str:
    if {part for part, _ in shown.things} <= {Part.FIRST, Part.SECOND}:
        return shown.told.strip()
    first, second = two.names
    return f"{shown.told} Of two values the first is that of {first}, the second that of {second}.".strip()


def _buttons(two: Two, found: Sequence[Entry], shown: Page[Entry]) -> list[ButtonElement]:
    first, second = two.first.id, two.second.id
    turns = shown.neighbours(first, actions.COMPARE_PREVIOUS, actions.COMPARE_NEXT, second)
    file = button("Download CSV", actions.COMPARE_EXPORT, reference.write(first, 1, second))
    return [*turns, *(_jumps(two, found) if shown.last > 1 else []), file]


def _jumps(two: Two, found: Sequence[Entry]) -> list[ButtonElement]:
    """To the page on which each part begins: thousands of labels are not turned one page after the other."""
    parts = [part for part, _ in found]
    wanted = (
        (Part.FIRST, actions.COMPARE_FIRST, f"Only in {two.first.name.shown}"),
        (Part.SECOND, actions.COMPARE_SECOND, f"Only in {two.second.name.shown}"),
        (Part.DIFFERENT, actions.COMPARE_DIFFERENT, "Different"),
    )
    return [
        button(plain(words, BUTTON_ROOM), action, _page_with(two, parts.index(part)))
        for part, action, words in wanted
        if part in parts
    ]


def _page_with(two: Two, place: int) -> str:
    return reference.write(two.first.id, place // SIZE + 1, two.second.id)
