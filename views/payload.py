"""What Slack sends, looked at with suspicion: a part that is missing or of another kind is Malformed."""

from collections.abc import Mapping
from typing import Any

from views.reference import Malformed

Payload = Mapping[str, Any]


def whole(payload: Any) -> Payload:
    if not isinstance(payload, Mapping):
        raise Malformed("payload")
    return payload


def maybe(payload: Payload, key: str) -> Payload | None:
    """Slack leaves out what is not there, or sends null."""
    found = payload.get(key)
    return None if found is None else whole(found)


def part(payload: Payload, key: str) -> Payload:
    found = maybe(payload, key)
    if found is None:
        raise Malformed(key)
    return found


def text(payload: Payload, key: str) -> str:
    found = payload.get(key)
    if not isinstance(found, str | None):
        raise Malformed(key)
    return found or ""


def identifier(payload: Payload, key: str) -> str:
    found = text(payload, key)
    if not found:
        raise Malformed(key)
    return found
