"""The Slack door: too big, packed, in another dress, or by another way in."""

import asyncio

import pytest
from structlog.testing import capture_logs

from tests.hostile.place import Place
from tests.hostile.slack_requests import (
    FORM,
    Heard,
    command,
    is_plain,
    knock,
    signature,
)
from tests.hostile.wire import exchange, request

pytestmark = pytest.mark.asyncio(loop_scope="module")

SECRET_BODY = command("canary-that-no-log-may-hold")


async def test_a_body_over_a_mebibyte_is_refused_unread(there: Place, heard: Heard) -> None:
    body = b"a" * (1024 * 1024 + 1)
    answer = await knock(there, body, signature(there, body))
    assert (answer.status, answer.body, heard.texts) == (413, b"", [])


async def test_a_body_that_never_comes_is_not_waited_for(there: Place, heard: Heard) -> None:
    body = SECRET_BODY
    promised = str(len(body) + 1)
    answers = await asyncio.gather(
        knock(there, body, signature(there, body), length=promised),
        knock(there, body, target="/secret/ticket", length=promised),
        knock(there, body, target="/connect/ticket/begin", length=promised),
    )
    assert [answer.status for answer in answers] == [408, 408, 408]
    assert heard.texts == []


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
