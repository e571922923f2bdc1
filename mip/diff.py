"""What changed between two retrievals, told per label by its GUID: a rename is never a loss and a gain."""

from collections.abc import Iterable
from dataclasses import dataclass
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


@dataclass(frozen=True)
class LabelChange:
    """`name` is the label's path, the last one when it is gone; None stands for "not reported"."""

    kind: Kind
    guid: str
    name: str
    before: str | None = None
    after: str | None = None


def compare(
    old: Iterable[Label],
    new: Iterable[Label],
    tombstones: frozenset[str] = frozenset(),
    *,
    same_source: bool = True,
) -> tuple[LabelChange, ...]:
    """`tombstones` holds the GUIDs of labels that vanished earlier: those return, they are not added.

    `same_source` false: a field that one side does not report says nothing, and is no change.
    """
    before = {label.guid: label for label in old}
    now = {label.guid: label for label in new}
    gone = [
        LabelChange(Kind.REMOVED, guid, path(label, before))
        for guid, label in before.items()
        if guid not in now
    ]
    come = [
        LabelChange(Kind.RETURNED if guid in tombstones else Kind.ADDED, guid, path(label, now))
        for guid, label in now.items()
        if guid not in before
    ]
    kept = [
        change
        for guid, label in now.items()
        if guid in before
        for change in _altered(before[guid], label, before, now)
        if same_source or None not in (change.before, change.after) or change.kind is Kind.MOVED
    ]
    order = list(Kind)
    return tuple(sorted([*come, *gone, *kept], key=lambda c: (order.index(c.kind), c.name, c.guid)))


def _altered(
    old: Label, new: Label, before: dict[str, Label], now: dict[str, Label]
) -> Iterable[LabelChange]:
    def change(kind: Kind, was: object, is_: object) -> LabelChange:
        return LabelChange(kind, new.guid, path(new, now), _text(was), _text(is_))

    if old.name != new.name:
        yield change(Kind.RENAMED, old.name, new.name)
    if old.parent != new.parent:
        yield change(Kind.MOVED, _parent_name(old, before), _parent_name(new, now))
    if old.is_enabled != new.is_enabled:
        yield change(
            Kind.DISABLED if new.is_enabled is False else Kind.ENABLED, old.is_enabled, new.is_enabled
        )
    fields = (
        (Kind.COLOR, old.color, new.color),
        (Kind.PRIORITY, old.priority, new.priority),
        (Kind.TOOLTIP, old.tooltip, new.tooltip),
        (Kind.DESCRIPTION, old.description, new.description),
        (Kind.PROTECTION, old.has_protection, new.has_protection),
        (Kind.SCOPE, old.applicable_to, new.applicable_to),
    )
    yield from (change(kind, was, is_) for kind, was, is_ in fields if was != is_)


def _parent_name(label: Label, labels: dict[str, Label]) -> str | None:
    parent = labels.get(label.parent or "")
    return path(parent, labels) if parent else None


def _text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, tuple):
        return ", ".join(value)
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
