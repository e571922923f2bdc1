"""Each change of a label as one plain sentence."""

from mip.diff import Kind, LabelChange
from views.label_words import named_colour
from views.text import NAME_ROOM, bold, counted, quoted, safe

NOT_REPORTED = "not reported"
EMPTY = "empty"
WHOLE = {
    Kind.ADDED: "{name} was added.",
    Kind.REMOVED: "{name} was removed.",
    Kind.RETURNED: "{name} is back.",
    Kind.ENABLED: "{name} was switched on.",
    Kind.DISABLED: "{name} was switched off.",
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
_SWITCHES = frozenset({Kind.PROTECTION, Kind.ENABLED})
_SWITCHED = {"yes": "on", "no": "off"}


def sentence(change: LabelChange) -> str:
    """In mrkdwn."""
    name = bold(change.name)
    if change.kind is Kind.RENAMED:
        return f"{bold(change.before or '')} was renamed to {name}."
    if change.kind is Kind.MOVED:
        return f"{name} moved from {_level(change.before)} to {_level(change.after)}."
    if change.kind is Kind.GROUPED:
        return _restructured(change)
    if change.kind in WHOLE and not _is_unsaid(change):
        return WHOLE[change.kind].format(name=name)
    before, after = value(change.kind, change.before), value(change.kind, change.after)
    return f"The {PROPERTIES[change.kind]} of {name} changed from {before} to {after}."


def _restructured(change: LabelChange) -> str:
    """Of its parts the first two are the new group and the former parent in it."""
    moved = counted(max(len(change.parts) - 2, 0), "sub-label")
    return (
        f"{bold(change.after or '')} is a label group now: the label of that name is {bold(change.name)} in it, "
        f"with {moved} beside it. All keep their GUIDs."
    )


def _is_unsaid(change: LabelChange) -> bool:
    """Microsoft stopped reporting whether the label is on: that is not being switched on."""
    return change.kind is Kind.ENABLED and change.after is None


def _level(parent: str | None) -> str:
    return bold(parent) if parent is not None else "the top level"


def value(kind: Kind, reported: str | None, room: int = NAME_ROOM) -> str:
    """One value of a field, as `mip/diff.py` tells it."""
    if reported is None:
        return NOT_REPORTED
    if not reported.strip():
        return EMPTY
    if kind is Kind.GROUPED:
        return safe(reported)
    if kind in _SWITCHES and reported in _SWITCHED:
        return _SWITCHED[reported]
    return named_colour(reported) or quoted(reported, room) if kind is Kind.COLOR else quoted(reported, room)
