"""How long Slack does not want to hear of a method again: for the workspace that it said so to, and no other.

Slack counts per method and workspace, and messages per channel besides (https://docs.slack.dev/apis/web-api/rate-limits).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from mip.ports import SlackRefused

# What the background sends by the hundred. Whoever waits in front of a form asks Slack all the same.
_BY_WORKSPACE = "chat.update"
_BY_CHANNEL = "chat.postMessage"
RATE_LIMITED = "ratelimited"
MOST = 1_000

Key = tuple[str, str]


@dataclass
class Pauses:
    """Of one workspace, in this process."""

    now: Callable[[], datetime]
    _until: dict[Key, datetime] = field(default_factory=dict)

    def check(self, method: str, arguments: Mapping[str, Any]) -> None:
        """Raises SlackRefused with what is left to wait."""
        left = self._until.get(_key(method, arguments), self.now()) - self.now()
        if left > timedelta():
            raise SlackRefused(RATE_LIMITED, left)

    def note(self, method: str, arguments: Mapping[str, Any], no: SlackRefused) -> None:
        if no.code != RATE_LIMITED or no.retry_after is None or method not in {_BY_WORKSPACE, _BY_CHANNEL}:
            return
        if len(self._until) >= MOST:
            self._until.clear()
        self._until[_key(method, arguments)] = self.now() + no.retry_after


def _key(method: str, arguments: Mapping[str, Any]) -> Key:
    return method, str(arguments.get("channel", "")) if method == _BY_CHANNEL else ""
