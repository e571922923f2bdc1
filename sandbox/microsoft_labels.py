"""Sensitivity labels of a tenant, as its administrators change them."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any


@dataclass(frozen=True)
class Label:
    """`as_json` and `changed` speak Graph's names: is_enabled is isEnabled there.

    `applicable_to` holds Graph's words: email, file, site, unifiedGroup, teamwork, schematizedData.
    """

    id: str
    name: str
    priority: int = 0
    description: str = ""
    color: str = ""
    tool_tip: str = ""
    is_enabled: bool = True
    is_default: bool = False
    has_protection: bool = False
    is_endpoint_protection_enabled: bool = False
    action_source: str = "manual"
    auto_tooltip: str = ""
    applicable_to: tuple[str, ...] = ("email", "file")
    locale: str | None = None
    is_scoped_to_user: bool | None = None
    parent: str | None = None

    def changed(self, changes: Mapping[str, Any]) -> "Label":
        """Raises ValueError for a field that labels do not have."""
        unknown = set(changes) - set(GRAPH_NAMES)
        if unknown:
            raise ValueError(
                f"Labels have no {', '.join(sorted(unknown))}. They have: {', '.join(GRAPH_NAMES)}"
            )
        return replace(self, **{GRAPH_NAMES[name]: _stored(name, value) for name, value in changes.items()})

    def as_json(self) -> dict[str, Any]:
        values = {name: getattr(self, field) for name, field in GRAPH_NAMES.items()}
        return {**values, "applicableTo": ",".join(self.applicable_to)}


def _graph_name(field: str) -> str:
    first, *others = field.split("_")
    return first + "".join(word.capitalize() for word in others)


GRAPH_NAMES = {_graph_name(field.name): field.name for field in fields(Label)}


def _stored(name: str, value: Any) -> Any:
    if name != "applicableTo":
        return value
    parts = value.split(",") if isinstance(value, str) else value
    return tuple(part.strip() for part in parts if part.strip())


class Labels:
    """In the order of their priority. Methods that name an unknown label raise KeyError."""

    def __init__(self, labels: Iterable[Label] = ()) -> None:
        self._labels = {label.id: label for label in labels}

    def all(self) -> list[Label]:
        return sorted(self._labels.values(), key=lambda label: label.priority)

    def by_parent(self) -> dict[str | None, list[Label]]:
        """None: those without a parent, or with one that does not exist (a broken tenant is still shown)."""
        groups: dict[str | None, list[Label]] = {}
        for label in self.all():
            known = label.parent if label.parent in self._labels else None
            groups.setdefault(known, []).append(label)
        return groups

    def get(self, identity: str) -> Label:
        return self._labels[identity]

    def add(self, values: Mapping[str, Any]) -> Label:
        """Needs at least a name; the new label comes last unless it has a priority."""
        blank = Label(id=str(uuid.uuid4()), name="New label")
        last = {} if "priority" in values else {"priority": self._next_priority()}
        return self._keep(blank.changed({**last, **values}))

    def replace_all(self, labels: Iterable[Mapping[str, Any]]) -> None:
        new = Labels()
        for priority, values in enumerate(labels):
            new.add({"priority": priority, **values})
        self._labels = new._labels

    def change(self, identity: str, changes: Mapping[str, Any]) -> Label:
        changed = self.get(identity).changed(changes)
        del self._labels[identity]
        return self._keep(changed)

    def move(self, identity: str, parent: str | None, position: int | None = None) -> Label:
        """Under another parent (None: to the top), and to a place in the order of all labels (0: first)."""
        self._keep(replace(self.get(identity), parent=parent))
        if position is not None:
            self._reorder(identity, position)
        return self.get(identity)

    def remove(self, identity: str) -> None:
        """With everything under it."""
        del self._labels[identity]
        for child in self.all():
            if child.parent == identity:
                self.remove(child.id)

    def _next_priority(self) -> int:
        return max((label.priority + 1 for label in self._labels.values()), default=0)

    def _keep(self, label: Label) -> Label:
        self._labels[label.id] = label
        return label

    def _reorder(self, identity: str, position: int) -> None:
        order = [label.id for label in self.all() if label.id != identity]
        order.insert(position, identity)
        for priority, each in enumerate(order):
            self._keep(replace(self.get(each), priority=priority))
