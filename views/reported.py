"""What Microsoft reports of a label that we know no use for: a line for each name, whatever shape its value has."""

from collections.abc import Mapping
from typing import Any

from views.text import code, listed, safe

# A line of nothing but characters that grow when escaped still fits.
NAME_ROOM = 50
VALUE_ROOM = 200
ROOM = 1300
MOST = 20
EMPTY = "empty"
_WORDS = {True: "yes", False: "no", None: "not reported"}


def lines(extra: Mapping[str, Any]) -> str:
    """Escaped and clipped; the export as JSON has everything."""
    told = [f"\u2022 {safe(name, NAME_ROOM)}: {_value(value)}" for name, value in sorted(extra.items())]
    shown = listed(told, ROOM, MOST)
    cut = shown.count("\n") + 1 != len(told) or any("\u2026" in each for each in told)
    return f"{shown}\n{code('/mip export ACCOUNT json')} has all of it." if cut else shown


def _value(value: Any) -> str:
    return safe(_said(value), VALUE_ROOM)


def _said(value: Any) -> str:
    if isinstance(value, Mapping):
        parts = [f"{name} {_nested(inner)}" for name, inner in sorted(value.items())]
        return ", ".join(parts) or EMPTY
    if isinstance(value, list):
        return ", ".join(map(_nested, value)) or EMPTY
    if value is None or isinstance(value, bool):
        return _WORDS[value]
    return str(value) if value != "" else EMPTY


def _nested(value: Any) -> str:
    """What has several parts itself is put in brackets."""
    said = _said(value)
    return f"({said})" if isinstance(value, Mapping | list) and value else said
