"""Each change of a label as one plain sentence."""

from mip.diff import Kind, LabelChange
from mip.restructuring import SEPARATOR
from views.label_words import named_colour
from views.text import NAME_ROOM, bold, counted, quoted, safe

NOT_REPORTED = "not reported"
EMPTY = "empty"
WHOLE = {
    Kind.ADDED: "{name} was added.",
    Kind.REMOVED: "{name} was removed.",
    Kind.RETURNED: "{name} is back.",
    Kind.ENABLED: "{name} was enabled.",
    Kind.DISABLED: "{name} was disabled.",
}
PROPERTIES = {
    Kind.COLOR: "colour",
    Kind.PRIORITY: "priority",
    Kind.TOOLTIP: "tooltip",
    Kind.DESCRIPTION: "description",
    Kind.PROTECTION: "protection",
    Kind.SCOPE: "scope",
    Kind.ENABLED: "state",
}
_SAID = {
    Kind.PROTECTION: {"yes": "on", "no": "off"},
    Kind.ENABLED: {"yes": "enabled", "no": "disabled"},
    Kind.DISABLED: {"yes": "enabled", "no": "disabled"},
}


def sentence(change: LabelChange) -> str:
    """In mrkdwn."""
    name = bold(change.name)
    if change.kind is Kind.RENAMED:
        return _renamed(change)
    if change.kind is Kind.MOVED:
        return _moved(change)
    if change.kind is Kind.GROUPED:
        return _restructured(change)
    if change.kind in WHOLE and not _is_unsaid(change):
        return WHOLE[change.kind].format(name=name)
    before, after = value(change.kind, change.before), value(change.kind, change.after)
    return f"The {PROPERTIES[change.kind]} of {name} changed from {before} to {after}."


def switched(kind: Kind, reported: str) -> str:
    """The word for one of two states; nothing for any other value."""
    return _SAID.get(kind, {}).get(reported, "")


def _renamed(change: LabelChange) -> str:
    """Name against name: where it stands is said beside them, or a path would read like a move."""
    before, after = bold(change.before or ""), change.after or change.name
    above = change.name.removesuffix(f"{SEPARATOR}{after}")
    place = f", in {bold(above)}" if above != change.name else ""
    return f"{before} was renamed to {bold(after)}{place}."


def _restructured(change: LabelChange) -> str:
    """Of its parts the first two are the new group and the former parent in it."""
    moved = counted(max(len(change.parts) - 2, 0), "sub-label")
    return (
        f"{bold(change.after or '')} is a label group now. The former label of that name ({bold(change.name)}) and its "
        f"{moved} are in it and keep their GUIDs."
    )


def _is_unsaid(change: LabelChange) -> bool:
    """Microsoft stopped reporting whether the label is on: that is not being enabled."""
    return change.kind is Kind.ENABLED and change.after is None


def _level(parent: str | None) -> str:
    return bold(parent) if parent is not None else "the top level"


def _moved(change: LabelChange) -> str:
    """Where it is now is said at the end. Two parents may have one name; then the name alone would mislead."""
    name = bold(change.name.removeprefix(f"{change.after}{SEPARATOR}"))
    is_namesake = change.after is not None and change.after == change.before
    where = "another label of that name" if is_namesake else _level(change.after)
    return f"{name} moved from {_level(change.before)} to {where}."


def value(kind: Kind, reported: str | None, room: int = NAME_ROOM) -> str:
    """One value of a field, as `mip/diff.py` tells it."""
    if reported is None:
        return NOT_REPORTED
    if not reported.strip():
        return EMPTY
    if kind is Kind.GROUPED:
        return safe(reported)
    if kind is Kind.PRIORITY and reported.isdecimal():
        return reported[:20]
    colour = named_colour(reported) if kind is Kind.COLOR else ""
    return switched(kind, reported) or colour or quoted(reported, room)
