"""One label in words: what Microsoft reports of it, and "not reported" for the rest."""

import re

from mip.labels import Kept, Label
from views.text import code, day, safe

_HEX = re.compile(r"#?([0-9A-Fa-f]{6})(?:[0-9A-Fa-f]{2})?")
_COLOURS = {
    "black": (0, 0, 0),
    "grey": (0x80, 0x80, 0x80),
    "white": (255, 255, 255),
    "red": (0xD0, 0x10, 0x20),
    "dark red": (0x80, 0, 0x10),
    "orange": (0xF0, 0x80, 0),
    "yellow": (0xF5, 0xD8, 0x10),
    "olive": (0x80, 0x80, 0),
    "green": (0x10, 0x90, 0x20),
    "teal": (0, 0x90, 0x90),
    "light blue": (0x40, 0xB0, 0xF0),
    "blue": (0x10, 0x50, 0xD0),
    "dark blue": (0, 0, 0x70),
    "purple": (0x70, 0x20, 0xA0),
    "pink": (0xF0, 0x60, 0xB0),
    "brown": (0x80, 0x48, 0x10),
}
_SCOPES = {
    "email": "email",
    "site": "sites",
    "unifiedGroup": "groups",
    "teamwork": "meetings and chats",
    "file": "files",
    "schematizedData": "data assets",
}


def margin(depth: int) -> str:
    """Slack drops spaces at the beginning of a line, but not the blank Braille cell, which looks like one."""
    return "\u2800\u2003" * min(depth, 5)


def gone(kept: Kept, room: int, place: str = "") -> str:
    """A label that vanished, with the day."""
    since = f" vanished on {day(kept.vanished)}" if kept.vanished else ""
    return f"~{safe(kept.label.name, room)}~{place}{since}"


def details(label: Label) -> str:
    """What is known beside the name, on one line of mrkdwn."""
    return " \u00b7 ".join(two_lines(label))


def two_lines(label: Label) -> tuple[str, str]:
    """The same on two short ones: a long one would be broken where the tree has no margin."""
    priority = "priority not reported" if label.priority is None else f"priority {label.priority}"
    protection = f"protection {switch(label.has_protection, 'on', 'off')}"
    state = (
        "state not reported" if label.is_enabled is None else switch(label.is_enabled, "enabled", "disabled")
    )
    return (
        f"{priority} \u00b7 {colour(label.color)} \u00b7 {state}",
        f"{protection} \u00b7 {scope(label.applicable_to)}",
    )


def guid(label: Label) -> str:
    return code(label.guid, 36)


def colour(reported: str | None) -> str:
    if not reported:
        return "colour not reported"
    return named_colour(reported) or f"colour {safe(reported, 15)}"


def named_colour(reported: str) -> str:
    """A word beside the code, for those who do not read hexadecimal; nothing for what is no code."""
    found = _HEX.fullmatch(reported)
    return f"{_nearest(found[1])} (#{found[1].upper()})" if found else ""


def scope(reported: tuple[str, ...] | None) -> str:
    """Words of Microsoft that we do not know yet are shown as they are, the first two of them."""
    if reported is None:
        return "scope not reported"
    known = [shown for word, shown in _SCOPES.items() if word in reported]
    new = [safe(word, 20) for word in reported if word not in _SCOPES]
    return f"for {', '.join([*known, *new[:2]]) or 'nothing'}"


def switch(reported: bool | None, on: str, off: str) -> str:
    return "not reported" if reported is None else on if reported else off


def _nearest(rgb: str) -> str:
    parts = [int(rgb[i : i + 2], 16) for i in (0, 2, 4)]
    return min(
        _COLOURS, key=lambda name: sum((a - b) ** 2 for a, b in zip(parts, _COLOURS[name], strict=True))
    )
