"""What Slack itself tells: people that something failed, the app's author that something was refused."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Place:
    """Where a person acted: in a channel, or in a view; `block_id` is that of the element, if it was one."""

    channel: str | None = None
    view: str | None = None
    block_id: str | None = None


@dataclass(frozen=True)
class Toast:
    """What Slack itself tells one person, such as that a command failed."""

    user: str
    text: str
    n: int
    ts: str
    place: Place


@dataclass(frozen=True)
class Gone:
    """A message that was taken away."""

    channel: str
    ts: str
    n: int


@dataclass(frozen=True)
class Refusal:
    """Something the app sent that Slack's documentation forbids.

    `blocks` are those at fault: {"pointer", "block", "named"}; `channel` and `user` are known or None.
    """

    n: int
    ts: str
    method: str
    error: str
    messages: list[str]
    blocks: list[dict[str, Any]] = field(default_factory=list)
    channel: str | None = None
    user: str | None = None
