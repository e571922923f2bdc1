"""The Slack door: what is not signed by Slack, now, and for the first time, moves nothing."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from urllib.parse import quote

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from mip.changes import Action
from tests.hostile.place import Place
from tests.hostile.slack_requests import (
    FORM,
    JSON,
    PROBE,
    PROBE_EVENT,
    Heard,
    command,
    deliver,
    event,
    knock,
    signature,
)
from tests.hostile.wire import Answer, exchange, request

pytestmark = pytest.mark.asyncio(loop_scope="module")

REFUSED = b'{"error":"invalid request"}'
SECRET_BODY = command("canary-that-no-log-may-hold")
LOGGED = {"event", "log_level", "reason", "bytes"}


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def listening(shared_place: Place) -> AsyncIterator[Heard]:
    heard, slack = Heard(), shared_place.world.bot.slack
    slack.command(PROBE)(heard.command)
    slack.event(PROBE_EVENT)(heard.event)
    yield heard


@pytest.fixture
def heard(listening: Heard) -> Heard:
    listening.texts.clear()
    return listening


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


# Who is not Slack.


async def test_without_a_signature_nothing_happens(there: Place, heard: Heard) -> None:
    await refused(there, SECRET_BODY, [], "timestamp")
    assert heard.texts == []


@pytest.mark.parametrize("case", ["one digit", "another secret", "another body", "another time"])
async def test_a_signature_that_is_not_slacks_is_refused(there: Place, heard: Heard, case: str) -> None:
    headers = dict(signature(there, SECRET_BODY, secret="x" * 32 if case == "another secret" else ""))
    if case == "one digit":
        last = "0" if headers["X-Slack-Signature"][-1] != "0" else "1"
        headers["X-Slack-Signature"] = headers["X-Slack-Signature"][:-1] + last
    if case == "another time":
        headers["X-Slack-Request-Timestamp"] = str(int(headers["X-Slack-Request-Timestamp"]) + 1)
    body = SECRET_BODY[:-1] + b"4" if case == "another body" else SECRET_BODY
    await refused(there, body, list(headers.items()), "signature")
    assert heard.texts == []


@pytest.mark.parametrize("skew", [-301, 302])
async def test_five_minutes_off_is_too_old_or_too_early(there: Place, heard: Heard, skew: int) -> None:
    await refused(there, SECRET_BODY, signature(there, SECRET_BODY, skew=skew), "timestamp")
    assert heard.texts == []


@pytest.mark.parametrize("skew", [-298, 299])
async def test_just_inside_five_minutes_is_heard_once(there: Place, heard: Heard, skew: int) -> None:
    answer = await deliver(there, command(f"skewed {skew}"), skew=skew)
    assert (answer.status, heard.texts) == (200, [f"skewed {skew}"])


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(None, id="missing"),
        pytest.param(b"", id="empty"),
        pytest.param(b"v0=", id="no digits"),
        pytest.param(b"v1={hex}", id="another version"),
        pytest.param(b"v0={short}", id="63 digits"),
        pytest.param(b"v0={hex}0", id="65 digits"),
        pytest.param(b"v0={upper}", id="upper case"),
        pytest.param("v0=é".encode(), id="not ASCII"),
        pytest.param(b"v0=" + "é".encode() * 32, id="64 bytes that are not ASCII"),
        pytest.param(b"v0=\xff\xfe{hex}", id="not UTF-8"),
        pytest.param(b"{hex}", id="no version"),
        pytest.param(b"v0={hex},v0={hex}", id="two in one"),
    ],
)
async def test_a_signature_in_any_other_shape_is_refused(
    there: Place, heard: Heard, value: bytes | None
) -> None:
    timestamp, (name, real) = signature(there, SECRET_BODY)
    digits = real.removeprefix("v0=").encode()
    headers: list[tuple[str, str | bytes]] = [timestamp]
    if value is not None:
        filled = value.replace(b"{hex}", digits).replace(b"{short}", digits[:-1])
        headers.append((name, filled.replace(b"{upper}", b"A" + digits[1:].upper())))
    await refused(there, SECRET_BODY, headers, "signature")
    assert heard.texts == []


@pytest.mark.parametrize("doubled", ["X-Slack-Signature", "X-Slack-Request-Timestamp"])
async def test_a_header_that_came_twice_counts_as_none(there: Place, heard: Heard, doubled: str) -> None:
    real = signature(there, SECRET_BODY)
    again = [pair for pair in real if pair[0] == doubled]
    reason = "signature" if doubled == "X-Slack-Signature" else "timestamp"
    await refused(there, SECRET_BODY, [*real, *again], reason)
    assert heard.texts == []


@pytest.mark.parametrize(
    "value",
    [b"abc", b"", b"1" * 5000, b"-1700000000", b"1700000000.0", b"0x65535f00", b"\xd9\xa1\xd9\xa7" * 5],
)
async def test_a_timestamp_that_is_no_time_is_refused(there: Place, heard: Heard, value: bytes) -> None:
    headers = [("X-Slack-Request-Timestamp", value), signature(there, SECRET_BODY)[1]]
    await refused(there, SECRET_BODY, headers, "timestamp")
    assert heard.texts == []


@pytest.mark.parametrize("value", [b"v0=\x00" + b"a" * 63, b"v0=" + b"a" * 65536])
async def test_what_http_itself_forbids_never_reaches_us(there: Place, heard: Heard, value: bytes) -> None:
    headers = [signature(there, SECRET_BODY)[0], ("X-Slack-Signature", value)]
    answer = await knock(there, SECRET_BODY, headers)
    assert answer.status == 400
    assert heard.texts == []


# What is not signed is not even parsed.

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


FUZZ = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
NEARLY = st.sampled_from([b"payload=", b"command=%2Fprobe&text=", b"{", b'{"type":', b"ssl_check=1&", b""])
BODIES = st.builds(lambda start, rest: start + rest, NEARLY, st.binary(max_size=200))
KINDS = st.sampled_from([FORM, JSON, None, f"{FORM}; charset=utf-8"])


def in_the_loop(there: Place, body: bytes, kind: str | None, *, is_signed: bool) -> Answer:
    """Hypothesis is not asynchronous: this runs in a thread, the bot in the loop."""
    headers = signature(there, body) if is_signed else []
    return asyncio.run(knock(there, body, headers, kind=kind))


async def test_no_unsigned_bytes_are_ever_heard_or_crash_us(there: Place, heard: Heard) -> None:
    @FUZZ
    @given(BODIES, KINDS)
    def knocking(body: bytes, kind: str | None) -> None:
        answer = in_the_loop(there, body, kind, is_signed=False)
        assert (answer.status, answer.body) == (401, REFUSED)

    await asyncio.to_thread(knocking)
    assert heard.texts == []


async def test_no_signed_bytes_crash_us(there: Place) -> None:
    @FUZZ
    @given(BODIES, KINDS)
    def knocking(body: bytes, kind: str | None) -> None:
        answer = in_the_loop(there, body, kind, is_signed=True)
        assert answer.status < 500
        assert is_plain(answer)

    await asyncio.to_thread(knocking)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "type",
                    "event",
                    "event_id",
                    "team",
                    "team_id",
                    "user",
                    "actions",
                    "view",
                    "payload",
                    "challenge",
                ]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=12,
)


async def test_no_signed_json_crashes_us(there: Place) -> None:
    """What Bolt makes of other shapes than Slack's is answered, whatever it is."""

    @FUZZ
    @given(JSON_VALUES, st.booleans())
    def knocking(value: object, is_payload: bool) -> None:
        text = json.dumps(value)
        body, kind = (f"payload={quote(text)}", FORM) if is_payload else (text, JSON)
        answer = in_the_loop(there, body.encode(), kind, is_signed=True)
        assert answer.status < 500
        assert is_plain(answer)

    await asyncio.to_thread(knocking)


# The second time is not the first.


async def test_the_same_bytes_three_times_have_one_effect(there: Place, heard: Heard) -> None:
    body = command("once")
    headers = signature(there, body)
    audited = len(await there.audited())
    answers = [await knock(there, body, headers) for _ in range(3)]
    assert heard.texts == ["once"]
    assert [answer.status for answer in answers] == [200, 200, 200]
    assert [answer.body for answer in answers] == [b"heard", b"", b""]
    assert [action for action, _ in (await there.audited())[audited:]] == [Action.REPLAY]


async def test_twenty_replays_at_once_have_one_effect(there: Place, heard: Heard) -> None:
    body = command("in a rush")
    headers = signature(there, body)
    answers = await asyncio.gather(*(knock(there, body, headers) for _ in range(20)))
    assert heard.texts == ["in a rush"]
    assert sorted(answer.body for answer in answers) == [b""] * 19 + [b"heard"]
    assert {answer.status for answer in answers} == {200}


async def test_a_forgery_does_not_use_up_the_real_one(there: Place, heard: Heard) -> None:
    """Only what was Slack's is remembered: else anybody could silence a request that they saw."""
    body = command("mine")
    headers = signature(there, body)
    assert (await knock(there, body + b"x", headers)).status == 401
    assert (await knock(there, body, headers)).body == b"heard"
    assert heard.texts == ["mine"]


async def test_an_event_that_slack_repeats_has_one_effect(there: Place, heard: Heard) -> None:
    """Each retry has a signature of its own; the event's id is what stays the same."""
    answers = []
    for retry, late in ((0, 0.0), (1, 1.0), (2, 60.0), (3, 300.0), (3, 3600.0)):
        there.clock.bend = timedelta(seconds=late)
        body = event("Ev0REPEATED")
        headers = [*signature(there, body), *([("X-Slack-Retry-Num", str(retry))] if retry else [])]
        answers.append(await knock(there, body, headers, kind=JSON))
    assert [answer.status for answer in answers] == [200] * 5
    assert heard.texts == ["Ev0REPEATED"]


async def test_another_event_is_another_event(there: Place, heard: Heard) -> None:
    assert (await deliver(there, event("Ev0FIRST"), kind=JSON)).status == 200
    assert (await deliver(there, event("Ev0SECOND"), kind=JSON)).status == 200
    assert heard.texts == ["Ev0FIRST", "Ev0SECOND"]


# Too big, packed, or in another dress.


async def test_a_body_over_a_mebibyte_is_refused_unread(there: Place, heard: Heard) -> None:
    body = b"a" * (1024 * 1024 + 1)
    answer = await knock(there, body, signature(there, body))
    assert (answer.status, answer.body, heard.texts) == (413, b"", [])


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("multipart/form-data; boundary=x", []),
        ("text/plain", []),
        (f"{FORM}; charset=nope", []),
        (f"{FORM}; charset=utf-16", []),
        (FORM, [("Content-Encoding", "gzip")]),
        (FORM, [("Content-Encoding", "deflate")]),
        (FORM, [("Content-Encoding", "br")]),
        (FORM, [("Content-Encoding", "identity"), ("Content-Encoding", "gzip")]),
    ],
)
async def test_what_slack_never_sends_is_not_read(
    there: Place, heard: Heard, kind: str, more: list[tuple[str, str]]
) -> None:
    with capture_logs() as lines:
        answer = await knock(there, SECRET_BODY, [*signature(there, SECRET_BODY), *more], kind=kind)
    assert (answer.status, answer.body, heard.texts) == (415, b"", [])
    assert [(line["event"], line["reason"]) for line in lines] == [("slack.rejected", "media type")]


# Only one way in.

ROUTES = {
    "/slack/events": "POST",
    "/connect/ticket": "GET,HEAD",
    "/connect/ticket/begin": "POST",
    "/slack/identity": "GET",
    "/microsoft/callback": "GET",
    "/secret/ticket": "GET,HEAD,POST",
    "/healthz": "GET,HEAD",
    "/readyz": "GET,HEAD",
}


@pytest.mark.parametrize("target", ROUTES)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])
async def test_another_method_is_named_and_refused(
    there: Place, heard: Heard, target: str, method: str
) -> None:
    if method in ROUTES[target].split(","):
        return
    body = b"" if method in {"GET", "HEAD", "TRACE"} else SECRET_BODY
    needed = [("Host", there.host), ("Content-Type", FORM), ("Connection", "close")]
    headers = [*needed, *signature(there, body), ("Content-Length", str(len(body)))]
    answer = await exchange(there.port, request(method, target, headers, body))
    assert (answer.status, answer.get("allow"), answer.body) == (405, ROUTES[target], b"")
    assert is_plain(answer)
    assert heard.texts == []


@pytest.mark.parametrize(
    "target", ["//slack/events", "/slack/events/", "/slack/events%2f", "/slack//events", "/SLACK/EVENTS"]
)
async def test_an_address_that_only_looks_like_ours_is_not_there(
    there: Place, heard: Heard, target: str
) -> None:
    answer = await knock(there, SECRET_BODY, signature(there, SECRET_BODY), target=target)
    assert (answer.status, answer.body, heard.texts) == (404, b"", [])


async def test_two_lengths_are_refused_and_the_connection_closed(there: Place, heard: Heard) -> None:
    headers = [
        ("Host", there.host),
        ("Content-Type", FORM),
        ("Content-Length", str(len(SECRET_BODY))),
        ("Transfer-Encoding", "chunked"),
        *signature(there, SECRET_BODY),
    ]
    sent = request("POST", "/slack/events", headers, SECRET_BODY)
    answer = await exchange(there.port, sent, until_closed=True)
    assert (answer.status, heard.texts) == (400, [])


async def test_bare_line_feeds_are_refused(there: Place, heard: Heard) -> None:
    whole = request("POST", "/slack/events", [("Host", there.host), ("Content-Length", "0")])
    answer = await exchange(there.port, whole.replace(b"\r\n", b"\n"), until_closed=True)
    assert (answer.status, heard.texts) == (400, [])
