"""One item of a label page, field by field. A field that cannot be read counts as not reported."""

import re
from collections.abc import Callable, Container, Mapping
from typing import Any, NamedTuple

from microsoft.answers import Unusable
from mip.labels import Label

LONGEST_NAME = 512
LONGEST_TEXT = 3000
LONGEST_ID = 128
DEEPEST_EXTRA = 16

_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_INT32 = range(-(2**31), 2**31)
_INT64 = range(-(2**63), 2**63)
# The two APIs name the same thing differently; the first name that can be read counts.
_NAMES = ("displayName", "name")
_TOOLTIPS = ("toolTip", "tooltip")
_PRIORITIES = ("priority", "sensitivity")
_ENABLED = ("isEnabled", "isActive")
_SCOPES = ("applicableTo", "contentFormats")
_USED = frozenset({"id", "description", "color", "hasProtection", "parent", "sublabels"})


def read_label(item: Any, above: str | None, where: str) -> Label:
    """`above` is the id of the label that holds this one, `where` the item's place. Raises Unusable."""
    if not isinstance(item, dict):
        raise Unusable(f"{where} is not an object")
    guid = _id(item.get("id"), where)
    name, tooltip, priority, enabled, scope = (_first(item, names, read) for names, read in _CHOICES)
    return Label(
        guid=guid,
        name=name.value or guid,
        parent=_id(above, where) if above is not None else _parent(item.get("parent"), where),
        description=_text(item.get("description")),
        tooltip=tooltip.value,
        color=_color(item.get("color")),
        priority=priority.value,
        is_enabled=enabled.value,
        has_protection=_truth(item.get("hasProtection")),
        applicable_to=scope.value,
        extra=_extra(item, {each.name for each in (name, tooltip, priority, enabled, scope)}, where),
    )


class _Choice(NamedTuple):
    """What can be read, and under which name it came; the others are kept beside it, they may say something else."""

    name: str
    value: Any


def _first(item: Mapping[str, Any], names: tuple[str, ...], read: Callable[[Any], Any]) -> _Choice:
    for name in names:
        value = read(item.get(name))
        if value is not None:
            return _Choice(name, value)
    return _Choice("", None)


def _id(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_ID or not value.isprintable():
        raise Unusable(f"{where}: no usable id")
    return value.lower()


def _parent(value: Any, where: str) -> str | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise Unusable(f"{where}: parent is not an object")
    return _id(value.get("id"), where)


def _name(value: Any) -> str | None:
    text = _text(value)
    return text[:LONGEST_NAME] if text and text.strip() else None


def _text(value: Any) -> str | None:
    return _storable(value)[:LONGEST_TEXT] if isinstance(value, str) else None


def _storable(text: str) -> str:
    """Without what no database takes: half surrogates and zero characters."""
    whole = text if text.isascii() else text.encode("utf-8", "replace").decode()
    return whole.replace("\x00", "") if "\x00" in whole else whole


def _color(value: Any) -> str | None:
    return value.lower() if isinstance(value, str) and _COLOR.fullmatch(value) else None


def _number(value: Any) -> int | None:
    """The schema says `number`, so 10.0 is 10."""
    whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    if isinstance(value, bool) or not whole or int(value) not in _INT32:
        return None
    return int(value)


def _truth(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _words(value: Any) -> tuple[str, ...] | None:
    """Flags come as `"email,file"` or as a list; their order means nothing, so it is dropped."""
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        return None
    return tuple(sorted({_storable(part.strip())[:LONGEST_NAME] for part in parts if part.strip()}))


def _extra(item: Mapping[str, Any], chosen: Container[str], where: str) -> dict[str, Any]:
    """Fields we know no use for, without OData's remarks about the answer itself."""
    return {
        _storable(name): _kept(value, where, DEEPEST_EXTRA)
        for name, value in item.items()
        if name not in _USED and name not in chosen and value is not None and not name.startswith("@odata.")
    }


def _kept(value: Any, where: str, depth: int) -> Any:
    """Storable as JSON. Bounded, because what is stored is later walked by recursion."""
    if depth == 0:
        raise Unusable(f"{where} is nested too deeply")
    if isinstance(value, str):
        return _storable(value)
    if isinstance(value, dict):
        return {_storable(name): _kept(inner, where, depth - 1) for name, inner in value.items()}
    if isinstance(value, list):
        return [_kept(inner, where, depth - 1) for inner in value]
    return str(value) if isinstance(value, int) and value not in _INT64 else value


_CHOICES = (
    (_NAMES, _name),
    (_TOOLTIPS, _text),
    (_PRIORITIES, _number),
    (_ENABLED, _truth),
    (_SCOPES, _words),
)
