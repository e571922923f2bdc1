"""What changed between two retrievals, told per label by its GUID: a rename is never a loss and a gain."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from mip.labels import Label, path


class Kind(StrEnum):
    """Values are stored in the history: renaming one needs a migration."""

    ADDED = "added"
    REMOVED = "removed"
    RETURNED = "returned"
    RENAMED = "renamed"
    MOVED = "moved"
    ENABLED = "enabled"
    DISABLED = "disabled"
    COLOR = "color"
    PRIORITY = "priority"
    TOOLTIP = "tooltip"
    DESCRIPTION = "description"
    PROTECTION = "protection"
    SCOPE = "scope"
    GROUPED = "grouped"


# In which order they are told.
ORDER = (Kind.GROUPED, *(kind for kind in Kind if kind is not Kind.GROUPED))


@dataclass(frozen=True)
class LabelChange:
    """`name` is the label's path, the last one when it is gone; None stands for "not reported".

    Of a move, `before` and `after` are the paths of the parents, `before_guid` and `after_guid` their GUIDs, ""
    at the top level. `parts` are the changes that one restructuring is made of (`mip/restructuring.py`).
    """

    kind: Kind
    guid: str
    name: str
    before: str | None = None
    after: str | None = None
    before_guid: str = ""
    after_guid: str = ""
    parts: tuple["LabelChange", ...] = ()


def compare(
    old: Iterable[Label],
    new: Iterable[Label],
    tombstones: Iterable[Label] = (),
    *,
    same_source: bool = True,
) -> tuple[LabelChange, ...]:
    """`tombstones` are labels that vanished earlier, as they were then: those return, they are not added, and what
    differs from then is told as well.

    `same_source` false: a field that one side does not report says nothing, and is no change.
    """
    before = {label.guid: label for label in old}
    now = {label.guid: label for label in new}
    if before == now:
        return ()
    gone_before = {label.guid: label for label in tombstones}
    known = {**gone_before, **before}
    gone = [
        LabelChange(Kind.REMOVED, guid, path(label, before))
        for guid, label in before.items()
        if guid not in now
    ]
    come = [
        LabelChange(Kind.RETURNED if guid in gone_before else Kind.ADDED, guid, path(label, now))
        for guid, label in now.items()
        if guid not in before
    ]
    kept = [
        change
        for guid, label in now.items()
        if guid in known
        for change in _altered(known[guid], label, known, now)
        if same_source or None not in (change.before, change.after) or change.kind is Kind.MOVED
    ]
    return in_order([*come, *gone, *kept])


def in_order(changes: Iterable[LabelChange]) -> tuple[LabelChange, ...]:
    """By kind, then name."""
    return tuple(sorted(changes, key=lambda c: (ORDER.index(c.kind), c.name, c.guid)))


def properties(label: Label) -> Mapping[Kind, object]:
    """What can differ besides name, place and state, by the kind of change that it would be."""
    return {
        Kind.COLOR: label.color,
        Kind.PRIORITY: label.priority,
        Kind.TOOLTIP: label.tooltip,
        Kind.DESCRIPTION: label.description,
        Kind.PROTECTION: label.has_protection,
        Kind.SCOPE: label.applicable_to,
    }


def text(value: object) -> str | None:
    """As changes tell it; None stands for "not reported"."""
    if value is None:
        return None
    if isinstance(value, tuple):
        return ", ".join(value)
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _altered(
    old: Label, new: Label, before: dict[str, Label], now: dict[str, Label]
) -> Iterable[LabelChange]:
    def change(kind: Kind, was: object, is_: object) -> LabelChange:
        return LabelChange(kind, new.guid, path(new, now), text(was), text(is_))

    if old.name != new.name:
        yield change(Kind.RENAMED, old.name, new.name)
    if old.parent != new.parent:
        yield replace(
            change(Kind.MOVED, _parent_name(old, before), _parent_name(new, now)),
            before_guid=old.parent or "",
            after_guid=new.parent or "",
        )
    if old.is_enabled != new.is_enabled:
        yield change(
            Kind.DISABLED if new.is_enabled is False else Kind.ENABLED, old.is_enabled, new.is_enabled
        )
    was, now_is = properties(old), properties(new)
    yield from (change(kind, was[kind], now_is[kind]) for kind in was if was[kind] != now_is[kind])


def _parent_name(label: Label, labels: dict[str, Label]) -> str | None:
    parent = labels.get(label.parent or "")
    return path(parent, labels) if parent else None
