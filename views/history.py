"""The last scans of an account, newest first."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block, SectionBlock

from mip.accounts import Account
from mip.changes import CHANGED, HELD, UNCHANGED, ScanRecord
from mip.history import Run
from mip.ports import Message
from mip.reasons import Reason
from views import actions, reference
from views.paging import page_of
from views.pieces import button, marked, message, say, small
from views.results import never_read
from views.text import bold, counted, listed, moment

SIZE = 10
# Seconds; what took less is not worth a word.
SHORT = 0.1


def build(
    account: Account, runs: Sequence[Run], number: int, *, first: ScanRecord | None, older: int = 0
) -> Message:
    """`first` is the scan that retrieved the first labels; `older` counts scans that are not in `runs`."""
    name = bold(account.name.shown)
    if not runs:
        return never_read(account)
    page = page_of(runs, number, SIZE)
    total = sum(len(run.scans) for run in runs) + older
    head = f"{name}: {counted(total, 'scan')}, newest first.{page.told}"
    lines = [_line(run, first) for run in page.things]
    rest = (
        [small(f"And {counted(older, 'scan')} before these.")] if older and page.number == page.last else []
    )
    rows = [_row(account, run, line, first) for run, line in zip(page.things, lines, strict=True)]
    blocks: list[Block] = [say(head), *rows, *rest]
    turns = page.turns(account.id, actions.HISTORY_PREVIOUS, actions.HISTORY_NEXT)
    return message(f"{head}\n{listed(lines)}", *blocks, *turns)


def _row(account: Account, run: Run, line: str, first: ScanRecord | None) -> SectionBlock:
    """With a button where there is more to know; the first labels were no change."""
    if not run.has_changes:
        return say(line)
    is_change = run.outcome == CHANGED and not _is_first(run.newest, first)
    text = "What changed" if is_change else "What was found"
    value = reference.write(account.id, 1, run.newest.id)
    return SectionBlock(text=marked(line), accessory=button(text, actions.WHAT_CHANGED, value))


def _line(run: Run, first: ScanRecord | None) -> str:
    scan = run.newest
    if len(run.scans) > 1:
        return f"{moment(scan.at)}: {_together(run)}, from {moment(run.oldest.at)} to {moment(scan.at)}."
    return f"{moment(scan.at)}: {_ending(scan, first)}{_took(scan.seconds)}"


def _together(run: Run) -> str:
    number = len(run.scans)
    if run.outcome == UNCHANGED:
        return f"{number} scans without a change, {counted(run.newest.labels, 'label')}"
    if run.outcome == HELD:
        return f"{number} scans held, {counted(run.newest.labels, 'label')} found"
    return f"{number} scans failed. {_reason(run.outcome)} All of them"


def _ending(scan: ScanRecord, first: ScanRecord | None) -> str:
    labels = counted(scan.labels, "label")
    if _is_first(scan, first):
        return f"the first labels, {scan.labels}."
    if scan.outcome == CHANGED:
        return f"{counted(len(scan.changes), 'change')}, {labels}."
    if scan.outcome == UNCHANGED:
        return f"no change, {labels}."
    if scan.outcome == HELD:
        return f"held, {labels} found; the known ones were kept."
    return f"failed. {_reason(scan.outcome)}"


def _reason(outcome: str) -> str:
    """One that only another version of the bot knows has no words here."""
    try:
        return Reason(outcome).words
    except ValueError:
        return "The reason is not known any more."


def _took(seconds: float) -> str:
    return f" It took {seconds:.1f} s." if seconds >= SHORT else ""


def _is_first(scan: ScanRecord, first: ScanRecord | None) -> bool:
    return first is not None and scan.id == first.id
