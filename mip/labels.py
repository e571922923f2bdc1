"""Sensitivity labels as Microsoft reports them. The GUID is the identity; every other field may be absent."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

# Microsoft's own trees have two levels; a hostile one must not cost a walk to its root for every label.
DEEPEST = 10


@dataclass(frozen=True)
class Label:
    """None means "not reported". `priority` is the raw number: Microsoft's pages differ on its direction."""

    guid: str
    name: str
    parent: str | None = None
    description: str | None = None
    tooltip: str | None = None
    color: str | None = None
    priority: int | None = None
    is_enabled: bool | None = None
    has_protection: bool | None = None
    applicable_to: tuple[str, ...] | None = None
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Branch:
    """A label in its place: `depth` 0 is the top; `orphan` marks one whose parent is unknown."""

    label: Label
    depth: int
    orphan: bool = False


@dataclass(frozen=True)
class Kept:
    """A label as it is stored. `vanished` is None while Microsoft reports it; `last_seen` is when the set that
    has it was last written, which an unchanged scan does not do."""

    label: Label
    first_seen: datetime
    last_seen: datetime
    vanished: datetime | None = None


class Sort(StrEnum):
    """What a label is to its neighbours."""

    GROUP = "label group"
    PARENT = "label with sub-labels"
    CHILD = "sub-label"
    LABEL = "label"


def sort(label: Label, *, has_children: bool) -> Sort:
    """Only Microsoft can tell a group, which nobody can apply, from a label that has sub-labels as well."""
    if has_children:
        return Sort.GROUP if label.extra.get("isAppliable") is False else Sort.PARENT
    return Sort.CHILD if label.parent is not None else Sort.LABEL


def mark(guid: str) -> str:
    """The label in the few safe characters that a button's value has: a GUID may be any 128 printable ones."""
    return hashlib.sha256(guid.encode(errors="replace")).hexdigest()[:32]


def digest(labels: Iterable[Label]) -> str:
    """The same for the same set of labels in whatever order they came."""
    # Not `asdict`: it copies deeply, which takes longer than all the rest.
    rows = sorted((vars(label) for label in labels), key=lambda row: str(row["guid"]))
    return hashlib.sha256(json.dumps(rows, sort_keys=True, default=str).encode()).hexdigest()


def tree(labels: Iterable[Label]) -> Iterator[Branch]:
    """Parents before children, each level by priority, then name. A parent cycle is cut, not followed."""
    by_guid = {label.guid: label for label in labels}
    children: dict[str | None, list[Label]] = {}
    for label in by_guid.values():
        parent = label.parent if label.parent in by_guid else None
        children.setdefault(parent, []).append(label)
    seen: set[str] = set()
    yield from _walk(children, None, 0, seen)
    cut = [label for label in by_guid.values() if label.guid not in seen]
    yield from (Branch(label, 0, orphan=True) for label in sorted(cut, key=_place))


def _walk(
    children: Mapping[str | None, list[Label]], parent: str | None, depth: int, seen: set[str]
) -> Iterator[Branch]:
    """A stack instead of recursion: the depth of a hostile tree must not decide ours."""
    stack = [(label, depth) for label in sorted(children.get(parent, []), key=_place, reverse=True)]
    while stack:
        label, at = stack.pop()
        seen.add(label.guid)
        yield Branch(label, at, orphan=at == 0 and label.parent is not None)
        below = sorted(children.get(label.guid, []), key=_place, reverse=True)
        stack.extend((child, at + 1) for child in below if child.guid not in seen)


def _place(label: Label) -> tuple[bool, int, str, str]:
    return (label.priority is None, label.priority or 0, label.name.casefold(), label.guid)


def path(label: Label, labels: Mapping[str, Label]) -> str:
    """`Parent / Child`, as people tell labels of the same name apart; a bottomless one is cut."""
    return " / ".join(line_of_names(label, labels))


def line_of_names(label: Label, labels: Mapping[str, Label]) -> tuple[str, ...]:
    """All ancestors' names, then its own. A name may have the path's sign in it: this tells the two apart."""
    names, seen = [label.name], {label.guid}
    parent = labels.get(label.parent or "")
    while parent is not None and parent.guid not in seen and len(names) < DEEPEST:
        names.append(parent.name)
        seen.add(parent.guid)
        parent = labels.get(parent.parent or "")
    return tuple(reversed(names))
