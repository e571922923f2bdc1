"""The Slack door: signature, age and replay are settled over the raw bytes before anything parses them.

Bolt parses first, answers garbage with 500 and logs the body of a request whose signature it refuses; so nothing
reaches Bolt that has not passed here. https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

import hashlib
import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from bot.skew import Skew

WINDOW = timedelta(seconds=300)
REMEMBERED = timedelta(minutes=15)
EVENTS_REMEMBERED = timedelta(hours=26)

_TIMESTAMP = re.compile(r"[0-9]{10}", re.ASCII)
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}", re.ASCII)
_FROM_SLACK = frozenset({"application/x-www-form-urlencoded", "application/json"})
# Whoever declares nothing is not told more than that the signature is wrong.
_TYPES = _FROM_SLACK | {"application/octet-stream", ""}
_CHARSETS = frozenset({"", "utf-8"})


class Verdict(Enum):
    """What the door says; the value is the reason in the log."""

    WELCOME = "welcome"
    REPLAY = "replay"
    REPLAY_AGAIN = "replay again"
    MEDIA_TYPE = "media type"
    SIGNATURE = "signature"
    TIMESTAMP = "timestamp"


@dataclass(frozen=True)
class Door:
    """`secret` is Slack's signing secret. `memory` remembers signatures on one machine."""

    secret: str = field(repr=False)
    memory: "Memory"
    now: Callable[[], datetime]
    skew: Skew = field(default_factory=Skew)

    def judge(self, headers: Mapping[str, list[str]], body: bytes) -> Verdict:
        """`headers` by lower-case name, each with all the values that came: a doubled one is refused."""
        if not _is_readable(headers):
            return Verdict.MEDIA_TYPE
        timestamp, signature = (
            _only(headers, "x-slack-request-timestamp"),
            _only(headers, "x-slack-signature"),
        )
        is_recent = self._is_recent(timestamp)
        is_slacks = bool(_SIGNATURE.fullmatch(signature)) and self._is_slacks(timestamp, signature, body)
        if is_slacks:
            self._compare_clocks(timestamp, signature)
        if not is_recent:
            return Verdict.TIMESTAMP
        if not is_slacks:
            return Verdict.SIGNATURE
        if _kind(headers) not in _FROM_SLACK:
            return Verdict.MEDIA_TYPE
        return self._of_signed(signature)

    def _of_signed(self, signature: str) -> Verdict:
        if self.memory.is_new(signature, self.now(), REMEMBERED):
            return Verdict.WELCOME
        # The audit trail hears of it once, however often it comes.
        is_first = self.memory.is_new(f"replay of {signature}", self.now(), REMEMBERED)
        return Verdict.REPLAY if is_first else Verdict.REPLAY_AGAIN

    def _compare_clocks(self, timestamp: str, signature: str) -> None:
        """By each request once: whoever recorded one cannot make our clock look wrong with it."""
        if _TIMESTAMP.fullmatch(timestamp) and self.memory.is_new(
            f"time of {signature}", self.now(), REMEMBERED
        ):
            self.skew.note(self.now().timestamp() - int(timestamp))

    def _is_recent(self, timestamp: str) -> bool:
        if not _TIMESTAMP.fullmatch(timestamp):
            return False
        return abs(self.now().timestamp() - int(timestamp)) <= WINDOW.total_seconds()

    def _is_slacks(self, timestamp: str, signature: str, body: bytes) -> bool:
        signed = b"v0:" + timestamp.encode() + b":" + body
        ours = hmac.new(self.secret.encode(), signed, hashlib.sha256).hexdigest()
        return hmac.compare_digest(f"v0={ours}", signature)


def _only(headers: Mapping[str, list[str]], name: str) -> str:
    values = headers.get(name, [])
    return values[0] if len(values) == 1 else ""


def _kind(headers: Mapping[str, list[str]]) -> str:
    return _only(headers, "content-type").partition(";")[0].strip().lower()


def _is_readable(headers: Mapping[str, list[str]]) -> bool:
    """Slack sends forms and JSON in UTF-8, never compressed."""
    _, *parameters = [part.strip().lower() for part in _only(headers, "content-type").split(";")]
    charsets = [p.removeprefix("charset=").strip('"') for p in parameters if p.startswith("charset=")]
    plain = not headers.get("content-encoding") or headers["content-encoding"] == ["identity"]
    return plain and _kind(headers) in _TYPES and set(charsets) <= _CHARSETS


@dataclass
class Memory:
    """What this process saw lately, oldest first; with several, `Together` asks the others too."""

    _seen: dict[str, datetime] = field(default_factory=dict)

    def is_new(self, key: str, now: datetime, keep: timedelta) -> bool:
        """True once per key within `keep`."""
        self._forget(now)
        digest = hashlib.sha256(key.encode()).hexdigest()
        if digest in self._seen:
            return False
        self._seen[digest] = now + keep
        return True

    def _forget(self, now: datetime) -> None:
        """Keys of one memory live equally long, so the oldest end first."""
        for key in list(self._seen):
            if self._seen[key] > now:
                break
            del self._seen[key]
