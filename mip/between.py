"""What changed between two moments, composed of what each scan between them found.

Only of changes, so that no old label set has to be kept: first before, last after; what came and went again, or
was changed there and back, is no difference.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from mip.changes import ScanRecord
from mip.diff import Kind, LabelChange
from mip.restructuring import fold, groups_in, unfold

_PRESENCE = frozenset({Kind.ADDED, Kind.REMOVED, Kind.RETURNED})
_STATES = frozenset({Kind.ENABLED, Kind.DISABLED})
Changes = Sequence[LabelChange]


@dataclass(frozen=True)
class Difference:
    """What scans changed between two moments. `scans` are those, oldest first; one alone is told as itself.

    `known_since` is set where the question began earlier than our knowledge; `held` where the one scan was not
    taken over.
    """

    scans: Sequence[ScanRecord]
    begin: datetime
    end: datetime
    known_since: datetime | None = None
    is_one_scan: bool = False
    held: bool = False

    @property
    def changes(self) -> tuple[LabelChange, ...]:
        return between([scan.changes for scan in self.scans])


def between(steps: Iterable[Changes]) -> tuple[LabelChange, ...]:
    """`steps`: what each applied scan found, oldest first. Names are the newest that the steps know."""
    by_guid: dict[str, list[LabelChange]] = {}
    groups: dict[str, str] = {}
    for step in steps:
        groups.update(groups_in(step))
        for change in unfold(step):
            by_guid.setdefault(change.guid, []).append(change)
    return fold([each for story in by_guid.values() for each in _net(story)], groups)


def _net(story: Changes) -> list[LabelChange]:
    """Of one label."""
    guid, name = story[-1].guid, story[-1].name
    presence = [change.kind for change in story if change.kind in _PRESENCE]
    was_there = not presence or presence[0] is Kind.REMOVED
    is_there = not presence or presence[-1] is not Kind.REMOVED
    if not is_there:
        return [LabelChange(Kind.REMOVED, guid, name)] if was_there else []
    if not was_there and presence[0] is Kind.ADDED:
        return [LabelChange(Kind.ADDED, guid, name)]
    came = [] if was_there else [LabelChange(Kind.RETURNED, guid, name)]
    return [*came, *_altered(story, name)]


def _altered(story: Changes, name: str) -> list[LabelChange]:
    by_property: dict[Kind, list[LabelChange]] = {}
    for change in story:
        if change.kind not in _PRESENCE:
            by_property.setdefault(_property(change.kind), []).append(change)
    composed = (_composed(each[0], each[-1], name) for each in by_property.values())
    return [change for change in composed if _differs(change)]


def _property(kind: Kind) -> Kind:
    """Switched on and switched off are two values of one property."""
    return Kind.ENABLED if kind in _STATES else kind


def _composed(first: LabelChange, last: LabelChange, name: str) -> LabelChange:
    """The kind is the last one's: whether a label was switched on or off is said by what it is now."""
    return LabelChange(
        last.kind, last.guid, name, first.before, last.after, first.before_guid, last.after_guid
    )


def _differs(change: LabelChange) -> bool:
    """A parent that was renamed is the same parent. Moves stored before parents had GUIDs go by their names."""
    if change.kind is Kind.MOVED and (change.before_guid or change.after_guid):
        return change.before_guid != change.after_guid
    return change.before != change.after
