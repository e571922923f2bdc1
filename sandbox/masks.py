"""What nobody may read in the log: whatever would let a reader act as somebody else. Pure.

Secrets are found by the name of their field, by their look, and, those that the sandbox knows, by themselves.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any
from urllib.parse import quote, quote_plus

from sandbox.looks import MASK, NAMES, masked

HEADERS = frozenset(
    {"authorization", "proxy-authorization", "cookie", "set-cookie", "x-slack-signature", "x-api-key"}
)
# In JSON, "code" is an error's name unless it stands beside what an OAuth request has.
OF_OAUTH = frozenset({"grant_type", "client_id", "redirect_uri"})
# What a person typed or chose, in the objects of Block Kit.
HELD = ("value", "initial_value")
# Shorter ones would be found in ordinary words.
SHORTEST = 6


class Masks:
    def __init__(self, known: Iterable[str] = ()) -> None:
        """`known` are secrets to be found wherever they stand, however they are written there."""
        forms = {form for secret in known if len(secret) >= SHORTEST for form in _forms(secret)}
        longest_first = sorted(forms, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, longest_first)) or "(?!)")

    def clean(self, text: str) -> str:
        """Without known secrets."""
        return self._known.sub(MASK, text)

    def text(self, text: str) -> str:
        return masked(self.clean(text))

    def header(self, name: str, value: str) -> str:
        """The scheme of an Authorization tells something and is no secret."""
        if name.lower() not in HEADERS:
            return self.text(value)
        scheme, space, _ = value.partition(" ")
        return f"{scheme} {MASK}" if space and scheme in {"Bearer", "Basic"} else MASK

    def field(self, name: str, value: str) -> str:
        """Of a form."""
        is_secret = name.lower() in NAMES or "secret" in name.lower()
        return MASK if is_secret else str(self.value(value))

    def value(self, value: Any, *, near: bool = False) -> Any:
        """Of JSON, with the strings in it that are JSON themselves.

        `near` a block or an element that asks for a secret, what people hold is one.
        """
        if isinstance(value, str):
            inner = read_json(value)
            return self.text(value) if inner is None else json.dumps(self.value(inner, near=near))
        if isinstance(value, list):
            return [self.value(each, near=near) for each in value]
        return self._object(value, near=near) if isinstance(value, dict) else value

    def _object(self, given: Mapping[str, Any], *, near: bool) -> dict[str, Any]:
        named = (str(given.get(name, "")).lower() for name in ("block_id", "action_id"))
        near = near or any("secret" in name for name in named)
        return {self.clean(name): self._member(name, each, given, near=near) for name, each in given.items()}

    def _member(self, name: str, value: Any, beside: Mapping[str, Any], *, near: bool) -> Any:
        if name == "code" and OF_OAUTH.isdisjoint(beside):
            return self.value(value, near=near)
        if isinstance(value, str) and name.lower() in NAMES:
            return MASK
        if "secret" in name.lower() or (near and name in HELD):
            return self._hidden(value)
        return self.value(value, near=near)

    def _hidden(self, value: Any) -> Any:
        """Every text in it, but for the types of elements."""
        if isinstance(value, dict):
            return {
                self.clean(name): each if name == "type" else self._hidden(each)
                for name, each in value.items()
            }
        if isinstance(value, list):
            return [self._hidden(each) for each in value]
        return MASK if isinstance(value, str) else value


def read_json(text: str) -> Any:
    """The object or list that is written here; None where there is none."""
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _forms(secret: str) -> Iterator[str]:
    """As it is, in addresses, in pages and in JSON."""
    yield from (secret, quote(secret), quote(secret, safe=""), quote_plus(secret), escape(secret))
    for ascii_only in (True, False):
        yield json.dumps(secret, ensure_ascii=ascii_only)[1:-1]
