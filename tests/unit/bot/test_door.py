import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from bot.door import EVENTS_REMEMBERED, Door, Memory, Verdict

SECRET = "a-signing-secret"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BODY = b"command=%2Fmip&text=help"
FORM = "application/x-www-form-urlencoded"


@dataclass
class Standing:
    """A door, and the time before it."""

    now: datetime = NOW
    door: Door = field(init=False)

    def __post_init__(self) -> None:
        self.door = Door(SECRET, Memory(), lambda: self.now)


def headers(
    body: bytes = BODY, *, at: datetime = NOW, secret: str = SECRET, **more: str
) -> dict[str, list[str]]:
    timestamp = str(int(at.timestamp()))
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:".encode() + body, hashlib.sha256).hexdigest()
    return {
        "content-type": [FORM],
        "x-slack-request-timestamp": [timestamp],
        "x-slack-signature": [f"v0={digest}"],
        **{name.replace("_", "-"): [value] for name, value in more.items()},
    }


def test_what_slack_signed_comes_in_once() -> None:
    door = Standing().door
    assert door.judge(headers(), BODY) is Verdict.WELCOME
    assert door.judge(headers(), BODY) is Verdict.REPLAY
    assert door.judge(headers(), BODY) is Verdict.REPLAY_AGAIN
    assert door.judge(headers(b"other"), b"other") is Verdict.WELCOME


@pytest.mark.parametrize(("seconds", "verdict"), [(300, Verdict.WELCOME), (301, Verdict.TIMESTAMP)])
@pytest.mark.parametrize("sign", [1, -1])
def test_five_minutes_either_way(seconds: int, verdict: Verdict, sign: int) -> None:
    at = NOW + sign * timedelta(seconds=seconds)
    assert Standing().door.judge(headers(at=at), BODY) is verdict


def test_a_replay_stays_one_as_long_as_its_time_would_pass() -> None:
    standing = Standing()
    early = headers(at=NOW + timedelta(minutes=5))
    assert standing.door.judge(early, BODY) is Verdict.WELCOME
    standing.now = NOW + timedelta(minutes=10)
    assert standing.door.judge(early, BODY) is Verdict.REPLAY


@pytest.mark.parametrize("changed", [b"", BODY + b" ", BODY.upper(), BODY[:-1]])
def test_another_body_is_not_slacks(changed: bytes) -> None:
    assert Standing().door.judge(headers(), changed) is Verdict.SIGNATURE


def test_another_secret_is_not_slacks_and_is_not_remembered() -> None:
    door = Standing().door
    assert door.judge(headers(secret="guess"), BODY) is Verdict.SIGNATURE
    assert door.judge(headers(), BODY) is Verdict.WELCOME


@pytest.mark.parametrize(
    ("name", "values", "verdict"),
    [
        ("x-slack-signature", [], Verdict.SIGNATURE),
        ("x-slack-signature", ["v0=" + "0" * 63], Verdict.SIGNATURE),
        ("x-slack-signature", ["v0=" + "A" * 64], Verdict.SIGNATURE),
        ("x-slack-signature", ["v0=" + "é" * 64], Verdict.SIGNATURE),
        ("x-slack-request-timestamp", [], Verdict.TIMESTAMP),
        ("x-slack-request-timestamp", ["99999999999999999999"], Verdict.TIMESTAMP),
        ("x-slack-request-timestamp", ["1e9"], Verdict.TIMESTAMP),
        ("x-slack-request-timestamp", ["١٧٧٢٤٤٢٠٠٠"], Verdict.TIMESTAMP),
        ("content-type", ["text/xml"], Verdict.MEDIA_TYPE),
        ("content-type", ["multipart/form-data; boundary=x"], Verdict.MEDIA_TYPE),
        ("content-type", [f"{FORM}; charset=utf-16"], Verdict.MEDIA_TYPE),
        ("content-encoding", ["gzip"], Verdict.MEDIA_TYPE),
    ],
)
def test_what_slack_would_not_send(name: str, values: list[str], verdict: Verdict) -> None:
    assert Standing().door.judge({**headers(), name: values}, BODY) is verdict


@pytest.mark.parametrize("name", ["x-slack-signature", "x-slack-request-timestamp"])
def test_a_doubled_header_is_refused(name: str) -> None:
    sent = headers()
    assert Standing().door.judge({**sent, name: sent[name] * 2}, BODY) is not Verdict.WELCOME


@pytest.mark.parametrize(
    "kind", [FORM, f"{FORM};charset=UTF-8", "application/json; charset=utf-8", "APPLICATION/JSON"]
)
def test_what_slack_sends(kind: str) -> None:
    assert Standing().door.judge(headers(content_type=kind), BODY) is Verdict.WELCOME


def test_the_secret_does_not_show() -> None:
    assert SECRET not in repr(Standing().door)


def test_memory_forgets_in_time_and_does_not_grow() -> None:
    memory = Memory()
    assert memory.is_new("e1", NOW, EVENTS_REMEMBERED)
    assert not memory.is_new("e1", NOW + EVENTS_REMEMBERED - timedelta(seconds=1), EVENTS_REMEMBERED)
    assert memory.is_new("e1", NOW + EVENTS_REMEMBERED, EVENTS_REMEMBERED)
    for number in range(1000):
        memory.is_new(f"n{number}", NOW + EVENTS_REMEMBERED * number, EVENTS_REMEMBERED)
    assert len(memory._seen) <= 2


@pytest.mark.parametrize("kind", [None, "application/octet-stream"])
def test_a_signed_body_of_no_declared_type_is_not_read_and_an_unsigned_one_learns_nothing(
    kind: str | None,
) -> None:
    door = Standing().door
    declared = {} if kind is None else {"content-type": [kind]}
    signed = {name: value for name, value in headers().items() if name != "content-type"} | declared
    assert door.judge(signed, BODY) is Verdict.MEDIA_TYPE
    assert door.judge(signed, BODY + b"x") is Verdict.SIGNATURE
