"""What two accounts' labels differ in, one entry in words for each label or pair of labels."""

from collections.abc import Iterable, Sequence
from enum import Enum

from mip.comparing import Comparison, Difference, Pair, Placed, Repeated
from mip.diff import Kind
from views.change_words import PROPERTIES, value
from views.label_words import guid
from views.text import bold

FIELDS = {Kind.RENAMED: "name", Kind.GROUPED: "label group", **PROPERTIES}
# Of the GUIDs of labels with the same path.
FEW = 2


class Part(Enum):
    """In the order in which they are told."""

    FIRST = "only in the first"
    SECOND = "only in the second"
    DIFFERENT = "different"
    REPEATED = "named more than once"


Told = Placed | Pair | Repeated
Entry = tuple[Part, Told]


def entries(comparison: Comparison) -> list[Entry]:
    """Everything but what is the same."""
    parts: dict[Part, Sequence[Told]] = {
        Part.FIRST: comparison.only_first,
        Part.SECOND: comparison.only_second,
        Part.DIFFERENT: comparison.different,
        Part.REPEATED: comparison.repeated,
    }
    return [(part, each) for part, found in parts.items() for each in found]


def counts(comparison: Comparison, first: str, second: str) -> Iterable[str]:
    """`first` and `second` are the accounts' names, in mrkdwn."""
    different, repeated = len(comparison.different), len(comparison.repeated)
    if comparison.only_first:
        yield f"{len(comparison.only_first)} only in {first}"
    if comparison.only_second:
        yield f"{len(comparison.only_second)} only in {second}"
    if different:
        yield f"{different} in both, but different ({kinds(comparison)})"
    if repeated:
        several = "name that several labels have" if repeated == 1 else "names that several labels have"
        yield f"{repeated} {several}, so that nobody can tell which belongs to which"
    yield f"{len(comparison.same)} the same"


def kinds(comparison: Comparison) -> str:
    """In how many labels each field differs."""
    found = comparison.kinds
    return ", ".join(f"{FIELDS[kind]} {found[kind]}" for kind in FIELDS if found[kind])


def entry(told: Told, path_room: int, room: int) -> str:
    """`room` is that of one value; 0 names the fields alone."""
    if isinstance(told, Placed):
        return f"{bold(told.path, path_room)}\n{guid(told.label)}"
    if isinstance(told, Repeated):
        return f"{bold(told.first[0].path, path_room)}\n{_several(told.first)}\n{_several(told.second)}"
    lines = [_differing(each, room) for each in told.differences] if room else [_fields(told.differences)]
    both = (guid(told.first.label), guid(told.second.label))
    return "\n".join([bold(told.first.path, path_room), *lines, *both])


def _differing(each: Difference, room: int) -> str:
    return f"{FIELDS[each.kind]}: {value(each.kind, each.first, room)} \u2260 {value(each.kind, each.second, room)}"


def _fields(differences: Sequence[Difference]) -> str:
    return f"different: {', '.join(FIELDS[each.kind] for each in differences)}"


def _several(placed: Sequence[Placed]) -> str:
    shown = ", ".join(guid(each.label) for each in placed[:FEW])
    left = len(placed) - FEW
    return f"{shown} and {left} more" if left > 0 else shown
