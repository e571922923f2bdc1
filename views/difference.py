"""What changed: plain sentences first, grouped by kind; on request every value in full."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block

from mip.accounts import Account
from mip.between import Difference
from mip.changes import ScanRecord
from mip.diff import ORDER, Kind, LabelChange
from mip.period import NoTime
from mip.ports import Message
from mip.restructuring import unfold
from views import actions, reference
from views.change_words import NOT_REPORTED, PROPERTIES, sentence, switched
from views.paging import Page, page_of
from views.pieces import button, message, row, say, small
from views.text import bold, code, counted, listed, moment, safe

ROOM = 2600
# Of one page of details; a message of Slack's takes about 12,000 characters in all.
PAGE_ROOM = 7000
PAGE_MOST = 8
VALUE_ROOM = 1000
# A value of nothing but characters that grow when escaped is cut earlier.
GROWN_ROOM = 2600
HOW = (
    f"Write a day as {code('2026-11-01')}, {code('yesterday')} or {code('today')}, or how long ago as {code('7d')} "
    f"or {code('24h')}. For example: {code('/mip diff ACCOUNT 2026-11-01 yesterday')}. Days are those of UTC."
)
HEADINGS = {
    Kind.GROUPED: "Became groups",
    Kind.ADDED: "Added",
    Kind.REMOVED: "Removed",
    Kind.RETURNED: "Back again",
    Kind.RENAMED: "Renamed",
    Kind.MOVED: "Moved",
    Kind.ENABLED: "Enabled",
    Kind.DISABLED: "Disabled",
    Kind.COLOR: "Colour",
    Kind.PRIORITY: "Priority",
    Kind.TOOLTIP: "Tooltip",
    Kind.DESCRIPTION: "Description",
    Kind.PROTECTION: "Protection",
    Kind.SCOPE: "Scope",
}


def build(account: Account, difference: Difference, note: str) -> Message:
    """`note` goes with the button *Details*, and says which difference it is."""
    changes = difference.changes
    head = _head(account, difference, len(changes))
    remark = _remark(difference)
    heard = f"{head} {remark}".strip()
    if not changes:
        return message(heard, say(heard))
    lines = grouped(changes)
    details = button("Details", actions.DIFF_DETAILS, reference.write(account.id, 1, note))
    blocks: list[Block] = [say(f"{head}\n{listed(lines, ROOM)}")]
    blocks += [small(remark)] if remark else []
    return message(f"{heard}\n{listed(lines, ROOM)}", *blocks, row(details))


def details(account: Account, difference: Difference, note: str, number: int) -> Message:
    """Page `number` of every change with all that is known of it."""
    changes = unfold(difference.changes)
    only = difference.scans[0] if len(difference.scans) == 1 else None
    found = {} if only else _found(difference.scans)
    pages = _pages([_entry(change, found.get(change.guid, [])) for change in changes])
    page = page_of(pages, number, 1)
    head = f"{bold(account.name.shown)}: {counted(len(changes), 'change')} in detail.{page.told}"
    head += f" {_scan(only)}." if only else ""
    entries = [entry for entries in page.things for entry in entries]
    blocks = [say(head), *(say(part) for entry in entries for part in entry)]
    spoken = listed([entry[0].split("\n")[0] for entry in entries], ROOM)
    return message(f"{head}\n{spoken}", *blocks, *_turns(page, account, note))


def unchanged_since_the_first(account: Account, first: ScanRecord) -> Message:
    return message(
        f"{bold(account.name.shown)}: nothing has changed since its labels were first retrieved, {moment(first.at)}."
    )


def too_early(account: Account, first: ScanRecord) -> Message:
    return message(
        f"{bold(account.name.shown)}: its labels are known since {moment(first.at)}. Ask for a later time."
    )


def too_many(account: Account, most: int) -> Message:
    return message(
        f"{bold(account.name.shown)} changed in more than {most} scans within that time. Ask for a shorter one."
    )


def unreadable(wrong: NoTime) -> Message:
    why = "has not come yet" if wrong.is_future else "is no day and no time"
    return message(f"{code(wrong.typed, 60)} {why}. {HOW}")


def whose(time: str) -> Message:
    """There are several accounts, and none was named."""
    return message(
        f"Which account? {code(time, 60)} says when, and no account is named so. For example: "
        f"{code(f'/mip diff ACCOUNT {time}')}. {code('/mip list')} names them all."
    )


def too_many_times(typed: str) -> Message:
    return message(f"{code(typed, 60)}: two times are enough, from when and until when. {HOW}")


def neither(typed: str) -> Message:
    return message(
        f"{code(typed, 60)} is no account and no time. {code('/mip list')} names the accounts. {HOW}"
    )


def grouped(changes: Sequence[LabelChange]) -> list[str]:
    """One line each; the first of a kind has the heading above it."""
    lines = []
    for kind in ORDER:
        alike = [change for change in changes if change.kind is kind]
        heading = f"*{HEADINGS[kind]}* ({len(alike)})\n"
        lines += [f"{'' if n else heading}\u2022 {sentence(change)}" for n, change in enumerate(alike)]
    return lines


def counts(changes: Sequence[LabelChange]) -> str:
    """How many of each kind, in one line, such as "12 added, 3 removed, 1 with another colour"."""
    numbers = {kind: sum(change.kind is kind for change in changes) for kind in ORDER}
    return ", ".join(f"{number} {_counted(kind)}" for kind, number in numbers.items() if number)


def _counted(kind: Kind) -> str:
    heading = HEADINGS[kind].lower()
    return f"with another {heading}" if kind in PROPERTIES and kind is not Kind.ENABLED else heading


def _head(account: Account, difference: Difference, count: int) -> str:
    name = bold(account.name.shown)
    number = counted(count, "change") if count else "no change"
    if difference.is_one_scan:
        return f"{name}: {number}, found {moment(difference.end)}."
    if difference.known_since and not count:
        return f"{name}: nothing changed until {moment(difference.end)}."
    return f"{name}: {number} from {moment(difference.begin)} until {moment(difference.end)}."


def _remark(difference: Difference) -> str:
    if difference.held:
        return "This scan was held: what it found was not taken over."
    since = difference.known_since
    return f"The labels are known since {moment(since)} only." if since else ""


def _found(scans: Sequence[ScanRecord]) -> dict[str, list[ScanRecord]]:
    """The scans that met each label, oldest first."""
    met: dict[str, list[ScanRecord]] = {}
    for scan in scans:
        for guid in {change.guid for change in unfold(scan.changes)}:
            met.setdefault(guid, []).append(scan)
    return met


def _entry(change: LabelChange, seen: Sequence[ScanRecord]) -> list[str]:
    """The parts of one change, each a section of its own: both values may be long."""
    first = f"{sentence(change)}\n{code(change.guid, 40)}"
    said = [first, *_values(change)]
    if seen:
        said[-1] += f"\n{_scan(seen[-1])}" + (
            f", and {counted(len(seen) - 1, 'scan')} before" if seen[1:] else ""
        )
    return said


def _values(change: LabelChange) -> list[str]:
    if change.kind in {Kind.ADDED, Kind.REMOVED, Kind.RETURNED}:
        return []
    before, after = _value(change.before, change), _value(change.after, change)
    pair = [f"Before: {before}{_guid(change.before_guid)}", f"After: {after}{_guid(change.after_guid)}"]
    return ["\n".join(pair)] if sum(map(len, pair)) < GROWN_ROOM else pair


def _value(value: str | None, change: LabelChange) -> str:
    if value is None:
        return "the top level" if change.kind is Kind.MOVED else NOT_REPORTED
    whole = switched(change.kind, value) or safe(value, VALUE_ROOM)
    return whole if len(whole) <= GROWN_ROOM else safe(value, VALUE_ROOM // 2)


def _guid(guid: str) -> str:
    return f" {code(guid, 40)}" if guid else ""


def _scan(scan: ScanRecord) -> str:
    request = f", Microsoft's request {code(scan.request_id, 60)}" if scan.request_id else ""
    return f"Found {moment(scan.at)}{request}"


def _pages(entries: Sequence[list[str]]) -> list[list[list[str]]]:
    """As many entries on a page as fit."""
    pages: list[list[list[str]]] = [[]]
    for entry in entries:
        room = sum(len(part) for other in pages[-1] for part in other) + sum(map(len, entry))
        if pages[-1] and (room > PAGE_ROOM or len(pages[-1]) >= PAGE_MOST):
            pages.append([])
        pages[-1].append(entry)
    return pages


def _turns(page: Page[list[list[str]]], account: Account, note: str) -> Sequence[Block]:
    return page.turns(account.id, actions.DIFF_PREVIOUS, actions.DIFF_NEXT, note)
