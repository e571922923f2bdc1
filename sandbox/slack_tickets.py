"""The two things Slack hands out with an interaction: a trigger id and a response_url.

https://docs.slack.dev/interactivity/handling-user-interaction
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.slack_workspace import APP, TEAM, Refused

TRIGGER_SECONDS = 3.0
REPLY_SECONDS = 30 * 60.0
REPLY_USES = 5


@dataclass
class Trigger:
    """`view_id` is the modal in which the person acted, `channel` where the person was."""

    user: str
    channel: str | None
    view_id: str | None
    issued: float
    used: bool = False


class Triggers:
    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._triggers: dict[str, Trigger] = {}

    def issue(self, user: str, channel: str | None = None, view_id: str | None = None) -> str:
        identity = f"{secrets.randbelow(10**13)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._triggers[identity] = Trigger(user, channel, view_id, self._now())
        return identity

    def whose(self, identity: Any) -> Trigger | None:
        """Used up or too old, it still tells where it came from."""
        return self._triggers.get(str(identity))

    def use(self, identity: str) -> Trigger:
        """Raises Refused: invalid_trigger_id, exchanged_trigger_id or expired_trigger_id."""
        trigger = self._triggers.get(identity)
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        if self._now() - trigger.issued > TRIGGER_SECONDS:
            raise Refused("expired_trigger_id")
        trigger.used = True
        return trigger


@dataclass
class Reply:
    """What a response_url stands for: a person in a channel, and the message that was acted upon, if any."""

    user: str
    channel: str
    origin_ts: str | None
    issued: float
    uses: int = 0


class Replies:
    def __init__(self, base: str, now: Callable[[], float], team: str = TEAM) -> None:
        self._base = base
        self._now = now
        self._team = team
        self._replies: dict[str, Reply] = {}

    def issue(self, kind: str, user: str, channel: str, origin_ts: str | None = None) -> str:
        """`kind` is "commands" or "actions" or "app"."""
        key = f"{secrets.randbelow(10**13)}/{secrets.token_urlsafe(18)}"
        self._replies[key] = Reply(user, channel, origin_ts, self._now())
        return f"{self._base}/{kind}/{self._team if kind != 'app' else APP}/{key}"

    def has(self, key: str) -> bool:
        return key in self._replies

    def use(self, key: str) -> Reply:
        """Raises Refused: used_url after five uses, expired_url after half an hour or when it never was."""
        reply = self._replies.get(key)
        if reply is None or self._now() - reply.issued > REPLY_SECONDS:
            raise Refused("expired_url")
        if reply.uses >= REPLY_USES:
            raise Refused("used_url")
        reply.uses += 1
        return reply
