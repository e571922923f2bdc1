"""The Slack door: what is not signed by Slack, now, is refused before anything reads it."""

import pytest

from tests.hostile.place import Place
from tests.hostile.slack_requests import (
    Heard,
    command,
    deliver,
    knock,
    refused,
    signature,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

SECRET_BODY = command("canary-that-no-log-may-hold")


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
    headers: list[tuple[str, str | bytes]] = [
        ("X-Slack-Request-Timestamp", value),
        signature(there, SECRET_BODY)[1],
    ]
    await refused(there, SECRET_BODY, headers, "timestamp")
    assert heard.texts == []


@pytest.mark.parametrize("value", [b"v0=\x00" + b"a" * 63, b"v0=" + b"a" * 65536])
async def test_what_http_itself_forbids_never_reaches_us(there: Place, heard: Heard, value: bytes) -> None:
    timestamp, _ = signature(there, SECRET_BODY)
    headers: list[tuple[str, str | bytes]] = [timestamp, ("X-Slack-Signature", value)]
    answer = await knock(there, SECRET_BODY, headers)
    assert answer.status == 400
    assert heard.texts == []
