"""One call of the Web API, and what a method is."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.slack_workspace import Refused


@dataclass(frozen=True)
class Call:
    """One call: its arguments by name, from a form, a query or a JSON body, and the token it came with."""

    arguments: Mapping[str, Any]
    token: str = ""

    def text(self, name: str) -> str:
        """Raises Refused("invalid_arguments") when the argument is missing."""
        value = self.arguments.get(name)
        if not isinstance(value, str) or not value:
            raise Refused("invalid_arguments", response_metadata={"messages": [f"[ERROR] missing {name}"]})
        return value

    def maybe(self, name: str) -> Any:
        return self.arguments.get(name)

    def named(self) -> Iterator[str]:
        """Everything that may be an id of something in a workspace."""
        yield from (value for value in self.arguments.values() if isinstance(value, str))
        files = self.arguments.get("files")
        for each in files if isinstance(files, list) else []:
            yield str(each.get("id")) if isinstance(each, dict) else ""


@dataclass(frozen=True)
class Method:
    """`token` is the kind that the method takes: "bot", "app" (Socket Mode), or "none"."""

    act: Callable[[Call], dict[str, Any]]
    scope: str | None = None
    token: str = "bot"
