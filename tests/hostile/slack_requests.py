"""Requests as Slack makes them, and as somebody makes them who would like to be Slack."""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from structlog.testing import capture_logs

from sandbox.slack_deliveries import signed
from tests.hostile.place import Place
from tests.hostile.wire import Answer, Headers, exchange, request

EVENTS = "/slack/events"
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
REFUSED = b'{"error":"invalid request"}'
LOGGED = {"event", "log_level", "reason", "bytes"}
PROBE = "/probe"
PROBE_EVENT = "reaction_added"


@dataclass
class Heard:
    """What came through the door: listeners of the test's own, registered with the bot's Bolt app."""

    texts: list[str] = field(default_factory=list)

    async def command(self, ack: Any, body: dict[str, Any]) -> None:
        self.texts.append(body.get("text", ""))
        await ack("heard")

    async def event(self, ack: Any, body: dict[str, Any]) -> None:
        self.texts.append(body["event_id"])
        await ack()


def command(text: str = "hello") -> bytes:
    """A slash command that only the test's own listener answers."""
    fields = {"command": PROBE, "text": text, "team_id": "T0SANDBOX1", "user_id": "U0OWNER001"}
    return urlencode({**fields, "channel_id": "C0SECURITY", "trigger_id": "1.2.3"}).encode()


def event(event_id: str) -> bytes:
    inner = {"type": PROBE_EVENT, "user": "U0OWNER001", "item": {}, "event_ts": "1.0"}
    outer = {"type": "event_callback", "event_id": event_id, "team_id": "T0SANDBOX1", "event": inner}
    return json.dumps(outer).encode()


def signature(place: Place, body: bytes, *, skew: float = 0, secret: str = "") -> list[tuple[str, str]]:
    """`skew` in seconds; `secret` instead of the real one."""
    real = place.world.sandbox.options.signing_secret
    made = signed(secret or real, body, int(time.time() + place.clock.ahead.total_seconds() + skew))
    return list(made.items())


async def knock(
    place: Place,
    body: bytes,
    headers: Headers = (),
    *,
    kind: str | None = FORM,
    target: str = EVENTS,
    length: str | None = None,
) -> Answer:
    """POSTs these bytes with these headers beside the ones HTTP needs. `kind` None: no Content-Type."""
    needed: Sequence[tuple[str, str | bytes]] = [
        ("Host", place.host),
        ("Content-Length", length or str(len(body))),
        ("Connection", "close"),
        *([("Content-Type", kind)] if kind is not None else []),
    ]
    return await exchange(place.port, request("POST", target, [*needed, *headers], body))


async def deliver(place: Place, body: bytes, *, kind: str = FORM, skew: float = 0) -> Answer:
    """Signed as Slack signs."""
    return await knock(place, body, signature(place, body, skew=skew), kind=kind)


def is_plain(answer: Answer) -> bool:
    """Nothing of our insides: no traceback, no library's name, no cookie."""
    told = answer.raw.lower()
    inside = ("traceback", "aiohttp", "python", "bolt", "set-cookie", ".py", "exception")
    return not any(word in told for word in inside)


async def refused(place: Place, body: bytes, headers: Sequence[tuple[str, str | bytes]], reason: str) -> None:
    """R401: the answer, the log line, and that no row moved."""
    before = await place.rows()
    with capture_logs() as lines:
        answer = await knock(place, body, headers)
    assert (answer.status, answer.body) == (401, REFUSED)
    assert is_plain(answer)
    assert [set(line) for line in lines] == [LOGGED]
    assert (lines[0]["event"], lines[0]["log_level"]) == ("slack.rejected", "warning")
    assert (lines[0]["reason"], lines[0]["bytes"]) == (reason, len(body))
    assert await place.rows() == before
