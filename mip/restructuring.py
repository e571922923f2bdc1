"""Microsoft's migration to label groups, told as the one thing it is.

A parent label that could be applied becomes a sub-label of a new group of the same name and keeps its GUID; its
sub-labels move to the new group (https://learn.microsoft.com/purview/migrate-sensitivity-label-scheme). Told label
by label that would be one gain and many moves, though nobody gained or moved anything.
"""

from collections.abc import Iterable, Mapping

from mip.diff import Kind, LabelChange, in_order

# The GUIDs of former parents, each with that of its group.
Groups = Mapping[str, str]
SEPARATOR = " / "


def fold(changes: Iterable[LabelChange], known: Groups | None = None) -> tuple[LabelChange, ...]:
    """`known`: groups that were recognised before, when their names still said so."""
    apart = list(changes)
    folded = []
    for former, group in (_groups(apart) | dict(known or {})).items():
        parts = _parts(apart, former, group)
        if parts:
            taken = set(parts)
            apart = [change for change in apart if change not in taken]
            folded.append(_told(former, parts))
    return in_order([*apart, *folded])


def unfold(changes: Iterable[LabelChange]) -> tuple[LabelChange, ...]:
    """Every change by itself, label by label."""
    return in_order(each for change in changes for each in change.parts or (change,))


def groups_in(changes: Iterable[LabelChange]) -> dict[str, str]:
    return {change.guid: change.after_guid for change in changes if change.kind is Kind.GROUPED}


def _groups(changes: Iterable[LabelChange]) -> dict[str, str]:
    """A new label, and one of the same name that moved below it."""
    told = list(changes)
    added = {change.guid: change.name for change in told if change.kind is Kind.ADDED}
    former_names = {change.guid: change.before for change in told if change.kind is Kind.RENAMED}
    return {
        change.guid: change.after_guid
        for change in told
        if change.kind is Kind.MOVED
        and change.after_guid in added
        and _is_namesake(change, added[change.after_guid], former_names.get(change.guid))
    }


def _is_namesake(moved: LabelChange, group: str, former: str | None) -> bool:
    """Names may hold the separator themselves, so the end of the path is compared, not its parts."""
    names = {moved.name.removeprefix(f"{group}{SEPARATOR}"), former}
    return any(name and (group == name or group.endswith(f"{SEPARATOR}{name}")) for name in names)


def _parts(changes: Iterable[LabelChange], former: str, group: str) -> tuple[LabelChange, ...]:
    """Empty unless the group is new, the former parent is in it, and at least one of its sub-labels came along."""
    told = list(changes)
    come = [c for c in told if c.kind is Kind.ADDED and c.guid == group]
    moved = [c for c in told if c.kind is Kind.MOVED and c.after_guid == group]
    itself = [c for c in moved if c.guid == former]
    # A hostile label may be its own parent.
    below = [c for c in moved if c.before_guid == former != c.guid]
    return (*come, *itself, *below) if come and itself and below else ()


def _told(former: str, parts: tuple[LabelChange, ...]) -> LabelChange:
    """`before` is where the former parent stood, `after` the group."""
    group, itself, *_ = parts
    return LabelChange(
        Kind.GROUPED,
        former,
        itself.name,
        itself.before,
        group.name,
        itself.before_guid,
        group.guid,
        parts,
    )
