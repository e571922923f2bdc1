"""Faults meet the requests that they were ordered for, and do to the wire what they say."""

import asyncio
from collections.abc import Awaitable
from typing import Any

import aiohttp
import pytest

from sandbox.exchanges import Exchanges
from sandbox.faults import Faults
from sandbox.looks import masked
from tests.unit.sandbox.loopback_microsoft import Answer, Microsoft, consent_address


def kinds_met(faults: Faults, *operations: str) -> list[str | None]:
    return [fault.kind if (fault := faults.take(name)) else None for name in operations]


def test_after_skips_and_times_limits() -> None:
    faults = Faults()
    faults.add("login.token", "reset", times=2, after=1)
    assert kinds_met(faults, *["login.token"] * 4) == [None, "reset", "reset", None]
    assert faults.as_json()[0]["matched"] == 4


def test_a_star_matches_a_prefix_and_zero_times_means_until_removed() -> None:
    faults = Faults()
    identity = faults.add("slack.*", "reset", times=0).id
    assert kinds_met(faults, "slack.chat.update", "slack.views.open", "login.token") == [
        "reset",
        "reset",
        None,
    ]
    faults.remove(identity)
    assert kinds_met(faults, "slack.chat.update") == [None]


def test_of_one_tenant_only() -> None:
    faults = Faults()
    faults.add("login.*", "hang", times=0, tenant="T1")
    met = [faults.take(name, tenant) for name, tenant in (("login.token", "T1"), ("login.token", "T2"))]
    assert [fault is not None for fault in met] == [True, False]
    assert faults.take("login.keys") is None


def test_two_faults_for_one_operation_come_one_after_the_other() -> None:
    faults = Faults()
    faults.add("graph.labels", "html")
    faults.add("graph.labels", "reset")
    assert kinds_met(faults, *["graph.labels"] * 3) == ["html", "reset", None]


def test_an_unknown_kind_and_a_missing_argument_are_refused() -> None:
    with pytest.raises(ValueError, match="Unknown kind"):
        Faults().add("graph.labels", "explode")
    with pytest.raises(ValueError, match="needs: seconds"):
        Faults().add("graph.labels", "slow")


def test_the_log_masks_secrets_and_goes_on_counting_after_a_reset() -> None:
    assert masked("/callback?code=abc&state=x%20y&tenant=t") == "/callback?code=***&state=***&tenant=t"
    exchanges = Exchanges(lambda: 0.0)
    exchanges.begin("bot", "login", "POST", "/t", operation="login.token")
    exchanges.reset()
    assert exchanges.begin("bot", "login", "POST", "/t", operation="login.token").n == 2
    assert exchanges.counts() == {"login.token": 1}


def asking(microsoft: Microsoft) -> Awaitable[Answer]:
    return microsoft.ask("GET", f"{microsoft.options.login_url}/common/discovery/v2.0/keys")


async def held(microsoft: Microsoft) -> None:
    async with asyncio.timeout(30):
        while not microsoft.faults.as_json()[0]["held"]:  # noqa: ASYNC110 - it is told to nobody
            await asyncio.sleep(0.01)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("kind", "arguments", "error"),
    [
        ("reset", {}, aiohttp.ClientConnectionError),
        ("reset_after", {}, aiohttp.ClientConnectionError),
        ("truncate", {}, aiohttp.ClientPayloadError),
        ("truncate", {"framing": "chunked"}, aiohttp.ClientPayloadError),
    ],
)
async def test_broken_connections(
    microsoft: Microsoft, kind: str, arguments: dict[str, Any], error: type[Exception]
) -> None:
    # aiohttp repeats a request by itself when a kept connection turns out to be dead.
    microsoft.faults.add("login.keys", kind, times=2, **arguments)
    with pytest.raises(error):
        await asking(microsoft)


@pytest.mark.asyncio
async def test_a_reset_is_a_reset_on_the_wire_not_a_polite_end(microsoft: Microsoft) -> None:
    microsoft.faults.add("login.keys", "reset")
    reader, writer = await asyncio.open_connection("127.0.0.1", microsoft.options.login_port)
    writer.write(b"GET /common/discovery/v2.0/keys HTTP/1.1\r\nHost: x\r\n\r\n")
    with pytest.raises(ConnectionResetError):
        await reader.read()
    writer.close()


@pytest.mark.asyncio
async def test_a_reset_after_the_work_leaves_the_work_done(microsoft: Microsoft) -> None:
    microsoft.faults.add("login.token", "reset_after")
    form = await microsoft.app_form()
    with pytest.raises(aiohttp.ClientConnectionError):
        await microsoft.token(form)
    assert microsoft.exchanges.counts() == {"login.token": 1}
    line = microsoft.exchanges.since(0)[0]
    assert (line["status"], line["note"]) == (0, "fault: reset_after")


@pytest.mark.asyncio
async def test_an_answer_cut_short_without_a_length_looks_whole(microsoft: Microsoft) -> None:
    microsoft.faults.add("login.keys", "truncate", framing="close", keep=9)
    url = f"{microsoft.options.login_url}/common/discovery/v2.0/keys"
    async with microsoft.session.get(url) as response:
        assert await response.text() == '{"keys": '


@pytest.mark.asyncio
async def test_answers_made_to_order(microsoft: Microsoft) -> None:
    faults = microsoft.faults
    faults.add("login.keys", "status", status=503, headers={"Retry-After": "7"}, body={"error": "busy"})
    faults.add("login.keys", "throttle", retry_after="3")
    faults.add("login.keys", "redirect", location="https://evil.example/")
    faults.add("login.keys", "json", body={"keys": []})
    faults.add("login.keys", "gzip_bomb", megabytes=3)
    answers = [await asking(microsoft) for _ in range(5)]
    assert [answer.status for answer in answers] == [503, 429, 302, 200, 200]
    assert [answer.headers.get("Retry-After") for answer in answers[:2]] == ["7", "3"]
    assert answers[1].body["error_codes"] == [90055]
    assert answers[3].body == {"keys": []}
    assert int(answers[4].headers["Content-Length"]) < 10_000
    assert len(answers[4].text) == 3 * 1024 * 1024


@pytest.mark.asyncio
@pytest.mark.parametrize("after_work", [False, True])
async def test_a_held_request_waits_until_it_is_let_go(microsoft: Microsoft, after_work: bool) -> None:
    microsoft.faults.add("login.keys", "hold", after_work=after_work)
    waiting = asyncio.ensure_future(asking(microsoft))
    await held(microsoft)
    assert microsoft.exchanges.since(0)[0]["status"] is None
    microsoft.faults.clear()
    assert (await waiting).status == 200


@pytest.mark.asyncio
async def test_whoever_hangs_up_while_held_gets_nothing_done(microsoft: Microsoft) -> None:
    page = consent_address(microsoft)
    await microsoft.ask("POST", page, data={"person": await microsoft.person("Adele Vance")})
    microsoft.faults.add("login.adminconsent", "hold")
    waiting = asyncio.ensure_future(microsoft.ask("POST", page, data={"answer": "accept"}))
    await held(microsoft)
    waiting.cancel()
    await asyncio.sleep(0.05)
    microsoft.faults.clear()
    async with asyncio.timeout(30):
        while microsoft.exchanges.since(1)[0]["status"] is None:  # noqa: ASYNC110 - it is told to nobody
            await asyncio.sleep(0.01)
    assert microsoft.exchanges.since(1)[0]["status"] == 0
    assert (await microsoft.token(await microsoft.app_form("MIP bot"))).body["error_codes"] == [700016]


@pytest.mark.asyncio
async def test_a_dripping_answer_arrives_slowly_and_whole(microsoft: Microsoft) -> None:
    whole = (await asking(microsoft)).text
    microsoft.faults.add("login.keys", "drip", bytes_per_second=1)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(asking(microsoft), 0.2)
    microsoft.faults.add("login.keys", "drip", bytes_per_second=100_000)
    assert (await asking(microsoft)).text == whole
