"""Two accounts' labels side by side, matched by name: two tenants have no GUID in common."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mip.diff import Kind, properties, text
from mip.labels import Label, line_of_names
from mip.names import skeleton


@dataclass(frozen=True)
class Difference:
    """One field with both sides' values, as `mip/diff.py` tells them; None stands for "not reported"."""

    kind: Kind
    first: str | None
    second: str | None


@dataclass(frozen=True)
class Placed:
    """A label with its whole path, as its own account writes it."""

    label: Label
    path: str


@dataclass(frozen=True)
class Pair:
    """The same path on both sides. No differences: the same."""

    first: Placed
    second: Placed
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True)
class Repeated:
    """A path that several labels of a side share, and that differ: nobody can tell which belongs to which."""

    first: tuple[Placed, ...]
    second: tuple[Placed, ...]


@dataclass(frozen=True)
class Comparison:
    """Each part is in the order of the paths. Every label of either side is in exactly one part."""

    only_first: tuple[Placed, ...] = ()
    only_second: tuple[Placed, ...] = ()
    different: tuple[Pair, ...] = ()
    repeated: tuple[Repeated, ...] = ()
    same: tuple[Pair, ...] = ()

    @property
    def kinds(self) -> Counter[Kind]:
        """In how many pairs each field differs."""
        return Counter(each.kind for pair in self.different for each in pair.differences)


Key = tuple[str, ...]
Side = dict[Key, list[Placed]]


def compare(first: Iterable[Label], second: Iterable[Label], *, same_source: bool = True) -> Comparison:
    """`same_source` false: a field that one side does not report says nothing, and is no difference."""
    here, there = _placed(first), _placed(second)
    shared = [(here[key], there[key]) for key in sorted(here.keys() & there.keys())]
    alike = [_paired(*both, same_source=same_source) for both in shared]
    pairs = [pair for found in alike for pair in found or ()]
    return Comparison(
        tuple(_alone(here, there)),
        tuple(_alone(there, here)),
        tuple(pair for pair in pairs if pair.differences),
        tuple(
            Repeated(tuple(a), tuple(b)) for (a, b), found in zip(shared, alike, strict=True) if found is None
        ),
        tuple(pair for pair in pairs if not pair.differences),
    )


def _placed(labels: Iterable[Label]) -> Side:
    """By the folded names from the top down; labels of one path by what they say, then by GUID."""
    by_guid = {label.guid: label for label in labels}
    folded = {name: skeleton(name) for name in {label.name for label in by_guid.values()}}
    side: Side = {}
    for label in by_guid.values():
        names = line_of_names(label, by_guid)
        side.setdefault(tuple(folded[name] for name in names), []).append(Placed(label, " / ".join(names)))
    return {key: sorted(alike, key=_order) if alike[1:] else alike for key, alike in side.items()}


def _order(placed: Placed) -> tuple[str, str]:
    return (repr(fields(placed.label)), placed.label.guid)


def _alone(here: Side, there: Side) -> Iterable[Placed]:
    return (placed for key in sorted(here.keys() - there.keys()) for placed in here[key])


def _paired(first: Sequence[Placed], second: Sequence[Placed], *, same_source: bool) -> list[Pair] | None:
    """None where several share the path, unless they are the same ones on both sides."""
    if len(first) != len(second):
        return None
    pairs = [
        Pair(a, b, _differences(a.label, b.label, same_source=same_source))
        for a, b in zip(first, second, strict=True)
    ]
    return None if pairs[1:] and any(pair.differences for pair in pairs) else pairs


def _differences(first: Label, second: Label, *, same_source: bool) -> tuple[Difference, ...]:
    here, there = fields(first), fields(second)
    return tuple(
        Difference(kind, text(here[kind]), text(there[kind]))
        for kind in here
        if here[kind] != there[kind] and (same_source or None not in (here[kind], there[kind]))
    )


def fields(label: Label) -> dict[Kind, object]:
    """All that is compared. The name is, too: case and width do not count for the match alone.

    Whether it is a group that nobody can apply is said by Microsoft, or not at all.
    """
    group = label.extra.get("isAppliable")
    return {
        Kind.RENAMED: label.name,
        Kind.GROUPED: None if group is None else group is False,
        **properties(label),
        Kind.ENABLED: label.is_enabled,
    }
