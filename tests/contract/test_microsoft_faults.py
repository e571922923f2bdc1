"""What a bad line, a bad server or a bad actor does to a read: never more than one of the two troubles."""

import asyncio
import gzip
import logging
import socket
import ssl
import struct
import tracemalloc
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web
from yarl import URL

from microsoft.clouds import Clouds
from microsoft.limits import MEBIBYTE, Limits
from microsoft.outbound import Outbound, trust
from mip.errors import SignInAgain, TryLater
from mip.reasons import Reason
from tests.contract.microsoft_certificate import self_signed
from tests.contract.microsoft_world import (
    CONNECTION,
    IMPATIENT,
    LIMITS,
    SECRET,
    V1,
    Handler,
    Naps,
    World,
    always,
    client_of,
    in_turn,
    json_answer,
    labels,
    pretend,
    serving,
)

HANGS_SECONDS = 30


@pytest_asyncio.fixture
async def world() -> AsyncIterator[World]:
    async with pretend() as world:
        yield world


async def trouble_of(world: World, *, fresh: bool = True, limits: Limits = LIMITS) -> TryLater:
    async with client_of(world, limits=limits) as client:
        with pytest.raises(TryLater) as caught:
            await client.read_labels(CONNECTION, fresh=fresh)
    return caught.value


def raw(body: bytes, kind: str = "application/json", status: int = 200, **headers: str) -> Handler:
    async def handle(_request: web.Request) -> web.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(status=status, body=body, headers={"Content-Type": kind, **named})

    return handle


async def hang(_request: web.Request) -> web.Response:
    await asyncio.sleep(HANGS_SECONDS)
    return web.Response()


async def drip(request: web.Request) -> web.StreamResponse:
    answer = web.StreamResponse(headers={"Content-Type": "application/json"})
    await answer.prepare(request)
    for _ in range(100):
        await answer.write(b" ")
        await asyncio.sleep(0.1)
    return answer


async def reset(request: web.Request) -> web.Response:
    assert request.transport is not None
    connection = request.transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    request.transport.abort()
    return web.Response()


async def truncate(request: web.Request) -> web.StreamResponse:
    answer = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": "500"})
    await answer.prepare(request)
    await answer.write(b'{"value": []}')
    assert request.transport is not None
    request.transport.close()
    return answer


async def cut_chunks(request: web.Request) -> web.StreamResponse:
    answer = web.StreamResponse(headers={"Content-Type": "application/json"})
    answer.enable_chunked_encoding()
    await answer.prepare(request)
    await answer.write(b'{"value": []}')
    assert request.transport is not None
    request.transport.abort()
    return answer


LINES = [hang, drip, reset, truncate, cut_chunks]
ODD = {
    "html": raw(b"<html>busy</html>", "text/html"),
    "text": raw(b'{"value": []}', "text/plain"),
    "cut": raw(b'{"value": [{"id": "a"'),
    "twice": raw(b'{"value": [{"id": "a"}], "value": []}'),
    "nan": raw(b'{"value": [], "x": NaN}'),
    "deep": raw(b'{"value":' + b"[" * 100_000),
    "list": raw(b"[]"),
    "null": raw(b"null"),
    "empty": raw(b""),
    "not gzip": raw(b"x" * 100, Content_Encoding="gzip"),
    "no content": raw(b"", status=204),
}


@pytest.mark.asyncio
@pytest.mark.parametrize("fault", LINES)
async def test_a_bad_line_to_graph_is_the_network(world: World, fault: Handler) -> None:
    world.v1 = fault
    assert (await trouble_of(world, limits=IMPATIENT)).reason is Reason.NETWORK
    # aiohttp repeats a GET by itself when the connection breaks before an answer.
    assert world.count(V1) in {2, 4}


@pytest.mark.asyncio
@pytest.mark.parametrize("fault", LINES)
async def test_a_bad_line_to_the_token_endpoint_is_the_network(world: World, fault: Handler) -> None:
    world.token = fault
    # Less than the one that hangs would take.
    async with asyncio.timeout(HANGS_SECONDS - 5):
        assert (await trouble_of(world, limits=IMPATIENT)).reason is Reason.NETWORK
    assert world.count(V1) == 0


@pytest.mark.asyncio
@pytest.mark.parametrize("name", ODD)
async def test_an_odd_page_is_no_page(world: World, name: str) -> None:
    world.v1 = ODD[name]
    assert (await trouble_of(world)).reason in {Reason.PROVIDER_ERROR, Reason.PROVIDER_DOWN, Reason.NETWORK}


@pytest.mark.asyncio
@pytest.mark.parametrize("name", ODD)
async def test_an_odd_token_answer_is_no_token(world: World, name: str) -> None:
    world.token = ODD[name]
    assert (await trouble_of(world)).reason in {Reason.PROVIDER_ERROR, Reason.PROVIDER_DOWN, Reason.NETWORK}
    assert world.count(V1) == 0


@pytest.mark.asyncio
@pytest.mark.parametrize("name", ODD)
async def test_an_odd_discovery_document_ends_before_the_secret_is_sent(world: World, name: str) -> None:
    world.discovery = ODD[name]
    await trouble_of(world)
    assert world.forms == []


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "body",
    [
        {"foo": 1},
        {"access_token": None},
        {"access_token": 5},
        {"access_token": ""},
        {"access_token": "t", "expires_in": "soon"},
        {"access_token": "t", "expires_in": None},
        {"access_token": "t", "client_info": "%%%"},
        {"access_token": ["t"], "expires_in": 3599},
        {"error": 5},
    ],
)
async def test_a_token_answer_that_msal_stumbles_over(world: World, body: object) -> None:
    world.token = always(body)
    assert (await trouble_of(world)).reason is Reason.PROVIDER_ERROR
    assert world.count(V1) == 0


@pytest.mark.asyncio
async def test_a_busy_graph_is_waited_for(world: World) -> None:
    world.v1 = in_turn(always({}, 429, Retry_After="7"), always(labels("A")))
    naps = Naps()
    async with client_of(world, naps) as client:
        assert len((await client.read_labels(CONNECTION, fresh=False)).labels) == 1
    assert naps.taken == [7.0]


@pytest.mark.asyncio
async def test_a_date_to_wait_for_is_read_by_their_clock(world: World) -> None:
    there = datetime.now(UTC) + timedelta(hours=3)
    until = format_datetime(there + timedelta(seconds=20), usegmt=True)
    busy = raw(b"", "text/html", 503, Retry_After=until, Date=format_datetime(there, usegmt=True))
    world.v1 = in_turn(busy, always(labels("A")))
    naps = Naps()
    async with client_of(world, naps) as client:
        await client.read_labels(CONNECTION, fresh=False)
    assert naps.taken == [20.0]


@pytest.mark.asyncio
async def test_busy_for_ever_is_asked_five_times(world: World) -> None:
    world.v1 = always({}, 429)
    assert (await trouble_of(world, fresh=False)).reason is Reason.THROTTLED
    assert world.count(V1) == 5


@pytest.mark.asyncio
async def test_a_validation_repeats_once_only(world: World) -> None:
    world.v1 = always({}, 502)
    await trouble_of(world, fresh=True)
    assert world.count(V1) == 2


@pytest.mark.asyncio
async def test_a_long_wait_is_handed_on(world: World) -> None:
    world.v1 = always({}, 429, Retry_After="999999", request_id="r-1")
    trouble = await trouble_of(world, fresh=False)
    assert (trouble.after, trouble.request_id) == (timedelta(hours=1), "r-1")
    assert world.count(V1) == 1


@pytest.mark.asyncio
async def test_a_busy_token_endpoint_says_how_long(world: World) -> None:
    world.token = always({"error": "temporarily_unavailable"}, 429, Retry_After="600")
    trouble = await trouble_of(world, fresh=False)
    assert (trouble.reason, trouble.after) == (Reason.THROTTLED, timedelta(seconds=600))
    assert world.count("/token") == 1


@pytest.mark.asyncio
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("place", ["discovery", "token", "v1"])
async def test_a_redirect_is_never_followed(world: World, place: str, status: int) -> None:
    visits: list[str] = []

    async def elsewhere(request: web.Request) -> web.Response:
        visits.append(request.path)
        return json_answer(labels("Stolen"))

    async with serving(elsewhere) as other:
        setattr(world, place, raw(b"", status=status, Location=f"{other}{V1}"))
        trouble = await trouble_of(world)
    assert (trouble.reason, visits) == (Reason.PROVIDER_ERROR, [])


@pytest.mark.asyncio
@pytest.mark.parametrize("place", ["discovery", "token", "v1"])
async def test_a_compressed_bomb_is_dropped_early(world: World, place: str) -> None:
    bomb = gzip.compress(b" " * (200 * MEBIBYTE), compresslevel=1)
    setattr(world, place, raw(bomb, Content_Encoding="gzip"))
    tracemalloc.start()
    try:
        trouble = await trouble_of(world)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert trouble.reason is Reason.PROVIDER_ERROR
    assert peak < 60 * MEBIBYTE


@pytest.mark.asyncio
async def test_a_large_page_within_the_limit_is_read(world: World) -> None:
    page = labels(*(f"Label {n}" for n in range(5000)))
    world.v1 = always(page)
    async with client_of(world) as client:
        assert len((await client.read_labels(CONNECTION, fresh=False)).labels) == 5000


@pytest.mark.asyncio
async def test_the_whole_read_has_an_end(world: World) -> None:
    async def slow_page(request: web.Request) -> web.Response:
        await asyncio.sleep(0.2)
        number = int(request.query.get("p", "0")) + 1
        return json_answer(labels(str(number), **{"@odata.nextLink": f"{world.graph}{V1}?p={number}"}))

    world.v1 = slow_page
    # All the pages that would be read would take longer.
    async with client_of(world, limits=Limits(scan=1)) as client, asyncio.timeout(30):
        with pytest.raises(TryLater) as caught:
            await client.read_labels(CONNECTION, fresh=False)
    assert caught.value.reason is Reason.NETWORK


@pytest.mark.asyncio
async def test_a_slow_token_endpoint_does_not_hold_up_the_loop(world: World) -> None:
    """The endpoint lives in the same loop, and answers when something else in it says so."""
    asked, may_answer = asyncio.Event(), asyncio.Event()

    async def slow(_request: web.Request) -> web.Response:
        asked.set()
        await may_answer.wait()
        return json_answer({"access_token": "t", "expires_in": 3599})

    world.token = slow
    async with client_of(world) as client:
        reading = asyncio.create_task(client.read_labels(CONNECTION, fresh=False))
        await asked.wait()
        assert not reading.done()
        may_answer.set()
        assert (await reading).labels


@pytest.mark.asyncio
async def test_a_certificate_nobody_vouches_for_gets_no_secret(
    world: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    key, certificate = self_signed("127.0.0.1")
    (tmp_path / "both.pem").write_text(key + certificate)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(tmp_path / "both.pem")
    async with (
        serving(world.on_login, server) as login,
        client_of(world, clouds=Clouds(login, world.graph)) as client,
    ):
        with pytest.raises(TryLater) as caught:
            await client.read_labels(CONNECTION, fresh=True)
        with pytest.raises(TryLater):
            await client.tenant_id(CONNECTION.cloud, "contoso.com")
    assert (caught.value.reason, world.calls) == (Reason.NETWORK, [])
    assert any(record.levelno == logging.ERROR for record in caplog.records)


@pytest.mark.asyncio
async def test_the_operators_own_authority_is_trusted_by_both_clients(world: World, tmp_path: Path) -> None:
    key, certificate = self_signed("127.0.0.1")
    (tmp_path / "both.pem").write_text(key + certificate)
    (tmp_path / "ca.pem").write_text(certificate)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(tmp_path / "both.pem")
    async with serving(world.on_login, server) as login, serving(world.on_graph, server) as graph:
        world.login = login
        clouds = Clouds(login, graph)
        async with client_of(world, clouds=clouds, tls=trust(tmp_path / "ca.pem")) as client:
            assert len((await client.read_labels(CONNECTION, fresh=True)).labels) == 1


@pytest.mark.asyncio
async def test_requests_go_to_configured_addresses_only(world: World) -> None:
    outbound = Outbound(Clouds(world.login).origins(), trust(), "MIPbot/test", LIMITS)
    try:
        with pytest.raises(TryLater):
            await outbound.get(URL(world.graph + V1))
    finally:
        await outbound.close()
    assert world.calls == []


@pytest.mark.asyncio
async def test_no_secret_and_no_token_is_logged_or_carried_by_a_trouble(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    async def echo(request: web.Request) -> web.Response:
        return web.Response(text=f"you sent {await request.text()} {request.headers}")

    stories: list[tuple[str, Handler]] = [
        ("token", echo),
        ("token", raw(f'{{"error": "invalid_client", "echo": "{SECRET}"}}'.encode(), status=401)),
        ("token", raw(b'{"access_token": "token-1", "expires_in": "soon"}')),
        ("v1", reset),
        ("v1", raw(b"token-1", "text/html")),
        ("v1", always({}, 401)),
    ]
    for place, fault in stories:
        world.token, world.v1 = None, always(labels("A"))
        setattr(world, place, fault)
        async with client_of(world) as client:
            with pytest.raises((SignInAgain, TryLater)) as caught:
                await client.read_labels(CONNECTION, fresh=False)
        shown = caplog.text + everything(caught.value)
        assert SECRET not in shown
        assert "token-1" not in shown


def everything(error: BaseException | None) -> str:
    """What an error tracker would take: every frame's locals, and every error behind this one."""
    texts = []
    while error is not None:
        texts.append(repr(error))
        trace = error.__traceback__
        while trace is not None:
            inside = "/microsoft/" in trace.tb_frame.f_code.co_filename
            texts.extend(repr(value) for value in trace.tb_frame.f_locals.values() if inside)
            trace = trace.tb_next
        error = error.__cause__ or error.__context__
    return "\n".join(texts)
