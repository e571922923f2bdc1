"""The Slack door: bytes that are no request, unsigned and signed; nothing of it crashes us or is heard."""

import json
from typing import TypeVar
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from tests.hostile.place import Place
from tests.hostile.slack_requests import (
    FORM,
    JSON,
    LOGGED,
    REFUSED,
    Heard,
    command,
    deliver,
    is_plain,
    knock,
    signature,
)

First = TypeVar("First")
Second = TypeVar("Second")

pytestmark = pytest.mark.asyncio(loop_scope="module")

SECRET_BODY = command("canary-that-no-log-may-hold")


DEEP = b"[" * 100_000
UNSIGNED = {
    "broken JSON": (b"{bad", JSON),
    "a JSON list": (b"[1,2]", JSON),
    "a broken payload": (b"payload=%7Bbad", FORM),
    "a null payload": (b"payload=null", FORM),
    "a number for a payload": (b"payload=1", FORM),
    "a list for a payload": (b"payload=[]", FORM),
    "deep nesting": (DEEP, JSON),
    "a deep payload": (b"payload=" + DEEP, FORM),
    "not UTF-8": (b"\xff\xfe\x00payload=%ff", FORM),
    "nothing": (b"", FORM),
    "a check of the certificate": (b"ssl_check=1&token=x", FORM),
    "a certificate check with a command": (b"ssl_check=1&command=%2Fprobe&text=x", FORM),
    "a check of the address": (b'{"type":"url_verification","challenge":"c","token":"t"}', JSON),
}


@pytest.mark.parametrize("case", UNSIGNED)
async def test_whatever_is_unsigned_is_refused_alike(there: Place, heard: Heard, case: str) -> None:
    body, kind = UNSIGNED[case]
    before = await there.rows()
    with capture_logs() as lines:
        answer = await knock(there, body, kind=kind)
    assert (answer.status, answer.body, is_plain(answer)) == (401, REFUSED, True)
    assert [set(line) for line in lines] == [LOGGED]
    assert heard.texts == []
    assert await there.rows() == before


@pytest.mark.parametrize("case", [case for case in UNSIGNED if "check" not in case])
async def test_garbage_that_is_signed_is_answered_not_crashed_on(
    there: Place, heard: Heard, case: str
) -> None:
    body, kind = UNSIGNED[case]
    answer = await deliver(there, body, kind=kind)
    assert answer.status in {200, 400, 404}
    assert is_plain(answer)
    assert heard.texts == []


async def test_slack_may_verify_the_address(there: Place) -> None:
    answer = await deliver(there, UNSIGNED["a check of the address"][0], kind=JSON)
    assert (answer.status, answer.body) == (200, b'{"challenge": "c"}')


FUZZ = settings(max_examples=80, deadline=None, derandomize=True, database=None)
NEARLY = st.sampled_from([b"payload=", b"command=%2Fprobe&text=", b"{", b'{"type":', b"ssl_check=1&", b""])
BODIES = st.builds(lambda start, rest: start + rest, NEARLY, st.binary(max_size=200))
KINDS = st.sampled_from([FORM, JSON, None, f"{FORM}; charset=utf-8"])
WORDS = st.sampled_from(
    ["type", "event", "event_id", "team", "team_id", "user", "actions", "view", "payload", "challenge"]
)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=6),
    max_leaves=12,
)


def drawn(first: st.SearchStrategy[First], second: st.SearchStrategy[Second]) -> list[tuple[First, Second]]:
    """The same examples each time, drawn before any is sent: Hypothesis does not wait for an event loop."""
    found: list[tuple[First, Second]] = []

    @FUZZ
    @given(first, second)
    def draw(one: First, two: Second) -> None:
        found.append((one, two))

    draw()
    return found


async def test_no_unsigned_bytes_are_ever_heard_or_crash_us(there: Place, heard: Heard) -> None:
    for body, kind in drawn(BODIES, KINDS):
        answer = await knock(there, body, kind=kind)
        assert (answer.status, answer.body) == (401, REFUSED), (body, kind)
    assert heard.texts == []


async def test_no_signed_bytes_crash_us(there: Place) -> None:
    for body, kind in drawn(BODIES, KINDS):
        answer = await knock(there, body, signature(there, body), kind=kind)
        assert answer.status < 500, (body, kind)
        assert is_plain(answer)


async def test_no_signed_json_crashes_us(there: Place) -> None:
    """What Bolt makes of other shapes than Slack's is answered, whatever it is."""
    for value, is_payload in drawn(JSON_VALUES, st.booleans()):
        text = json.dumps(value)
        body, kind = (f"payload={quote(text)}", FORM) if is_payload else (text, JSON)
        answer = await deliver(there, body.encode(), kind=kind)
        assert answer.status < 500, value
        assert is_plain(answer)
