"""Label pages of Graph, both shapes, to Labels.

v1.0: a parent holds its `sublabels`. beta: a child names its `parent`. Pages, schema and live reports
disagree on which fields come, so everything but `id` is optional and unknown fields are kept
(https://learn.microsoft.com/graph/api/tenantdatasecurityandgovernance-list-sensitivitylabels).
One bad item refuses the whole read: half a label set looks like a loss of the other half.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from microsoft.answers import Unusable
from microsoft.label_fields import read_label
from microsoft.limits import Limits
from mip.labels import Label
from mip.reasons import Reason

NEXT = "@odata.nextLink"


class Catalogue:
    """Collects the pages of one read."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._pages = 0
        self._labels: dict[str, Label] = {}

    def add(self, page: Mapping[str, Any]) -> None:
        """Raises Unusable, with the place of a bad item but not its content."""
        items = page.get("value")
        if not isinstance(items, list):
            raise Unusable("value is not a list")
        self._pages += 1
        if self._pages > self._limits.pages:
            raise Unusable("too many pages", again=0, reason=Reason.TOO_MANY_LABELS)
        for where, item, parent in _flat(items):
            self._keep(read_label(item, parent, where))

    def labels(self) -> tuple[Label, ...]:
        """In the order they came; a circle of parents is cut at its smallest GUID."""
        cut = _cuts({guid: label.parent for guid, label in self._labels.items()})
        return tuple(
            replace(label, parent=None) if guid in cut else label for guid, label in self._labels.items()
        )

    def _keep(self, label: Label) -> None:
        known = self._labels.get(label.guid)
        self._labels[label.guid] = label if known is None else _merged(known, label)
        if len(self._labels) > self._limits.labels:
            raise Unusable("too many labels", again=0, reason=Reason.TOO_MANY_LABELS)


def _flat(items: list[Any]) -> Iterator[tuple[str, Any, str | None]]:
    """Each item with its place and the id of the label above. A stack: their depth must not decide ours."""
    stack: list[tuple[str, Any, str | None]] = _numbered(items, "value", None)
    while stack:
        where, item, parent = stack.pop()
        yield where, item, parent
        below = item.get("sublabels")  # read_label has just refused what is no object
        if below is not None and not isinstance(below, list):
            raise Unusable(f"{where}.sublabels is not a list")
        stack.extend(_numbered(below or [], f"{where}.sublabels", item["id"]))


def _numbered(items: list[Any], name: str, parent: str | None) -> list[tuple[str, Any, str | None]]:
    return [(f"{name}[{i}]", item, parent) for i, item in enumerate(items)][::-1]


def _merged(one: Label, other: Label) -> Label:
    """One label met twice: in its parent and at the top, or on two pages. Raises Unusable if they differ."""
    parent = one.parent or other.parent
    agreed = replace(one, parent=parent)
    if replace(other, parent=other.parent or parent, extra=one.extra) != agreed:
        raise Unusable("one label came in two versions")
    return agreed


def _cuts(parents: Mapping[str, str | None]) -> set[str]:
    """The smallest GUID of each circle."""
    cut: set[str] = set()
    done: set[str] = set()
    for start in parents:
        path: dict[str, None] = {}
        at: str | None = start
        while at is not None and at in parents and at not in done and at not in path:
            path[at] = None
            at = parents[at]
        if at in path:
            circle = list(path)
            cut.add(min(circle[circle.index(at) :]))
        done.update(path)
    return cut
