"""A digest: what happened in a day or a week, account by account."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mip.changes import Tell
from mip.diff import LabelChange
from mip.digests import Gathered
from mip.ports import Message
from mip.subscribing import Rhythm
from views.change_words import sentence
from views.pieces import message, say, small
from views.text import bold, code, counted, listed, moment, utc

ACCOUNTS = 6
LINES = 15
ROOM = 1200
HEADS = {
    Rhythm.AT_ONCE: "What happened meanwhile",
    Rhythm.DAILY: "What happened since yesterday",
    Rhythm.WEEKLY: "What happened this week",
}
REST = f"All of it: {code('/mip history ACCOUNT')} and {code('/mip diff ACCOUNT')}."
SAID = {
    Tell.FIRST_LABELS: "Its labels were retrieved for the first time",
    Tell.HELD: "A scan was held: it lost too many labels",
    Tell.LOST: "It lost its access",
    Tell.SCAN_FAILED: "It could not be scanned",
    Tell.RECOVERED: "It works again",
    Tell.EXPIRES: "Its credential expires soon",
}


@dataclass(frozen=True)
class Section:
    """One account and what happened to it, oldest first."""

    name: str
    gathered: Sequence[Gathered]


def build(
    rhythm: Rhythm,
    sections: Sequence[Section],
    changes: Mapping[str, Sequence[LabelChange]],
    *,
    repeat: bool = False,
) -> Message:
    """`changes` are those of scans by id, as many as were looked up."""
    head = f"{HEADS[rhythm]}: {counted(len(sections), 'account')}."
    shown = sections[:ACCOUNTS]
    parts = [f"{bold(each.name)}\n{listed(_lines(each, changes), ROOM, LINES)}" for each in shown]
    left = len(sections) - len(shown)
    more = f"And {counted(left, 'more account')}. " if left else ""
    spoken = listed([f"\u2022 {bold(each.name)}: {_counts(each, changes)}" for each in sections], ROOM)
    blocks = [say(head), *(say(part) for part in parts), small(f"{more}{REST}")]
    return message(f"{head}\n{spoken}", *blocks, repeat=repeat)


def _lines(section: Section, changes: Mapping[str, Sequence[LabelChange]]) -> list[str]:
    quiet = sum(each.tell is Tell.SCANNED for each in section.gathered)
    said = [line for each in section.gathered for line in _said(each, changes)]
    return [*said, *([f"\u2022 {counted(quiet, 'scan')} without a change"] if quiet else [])]


def _said(each: Gathered, changes: Mapping[str, Sequence[LabelChange]]) -> list[str]:
    if each.tell is Tell.SCANNED:
        return []
    if each.tell is not Tell.CHANGES:
        return [f"\u2022 {SAID[each.tell]}, {moment(each.at)}."]
    return [f"\u2022 {sentence(change)}" for change in changes.get(each.scan, ())] or [
        f"\u2022 Labels changed, {utc(each.at)}."
    ]


def _counts(section: Section, changes: Mapping[str, Sequence[LabelChange]]) -> str:
    return counted(len(_lines(section, changes)), "line")
