"""What each kind of fault does to the request that it meets."""

import asyncio
import json
import socket
import struct
import uuid
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any

from aiohttp import web

from sandbox.faults import Fault

Work = Callable[[], Awaitable[web.StreamResponse]]
Answer = Callable[[Fault, web.Request, Work], Awaitable[web.StreamResponse]]

# SO_LINGER switched on with zero seconds: close() then sends RST instead of FIN.
LINGER_ZERO = struct.pack("ii", 1, 0)
MEGABYTE = 1024 * 1024


async def answer_with(fault: Fault, request: web.Request, operation: str, work: Work) -> web.StreamResponse:
    """The faulty answer. `work` is what the route would have done; some kinds do it first, some never."""
    if fault.kind == "throttle":
        return _throttled(fault, operation)
    return await ANSWERS[fault.kind](fault, request, work)


def _throttled(fault: Fault, operation: str) -> web.Response:
    """The body that Slack, Entra ID or Graph documents for 429."""
    status = fault.arguments.get("status", 429)
    retry_after = fault.arguments.get("retry_after")
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return web.json_response(_throttle_body(operation, status), status=status, headers=headers)


def _throttle_body(operation: str, status: int) -> dict[str, Any]:
    if operation.startswith("slack."):
        return {"ok": False, "error": "ratelimited"}
    if operation.startswith("login."):
        text = "AADSTS90055: The server has terminated an operation because it encountered too many requests."
        return {"error": "temporarily_unavailable", "error_description": text, "error_codes": [90055]}
    # https://learn.microsoft.com/graph/throttling
    inner = {"code": str(status), "message": "Please retry after", "request-id": str(uuid.uuid4())}
    return {"error": {"code": "TooManyRequests", "innerError": inner, "message": "Please retry again later."}}


async def _status(fault: Fault, _request: web.Request, _work: Work) -> web.Response:
    body = fault.arguments.get("body")
    text = body if isinstance(body, str) else json.dumps(body if body is not None else {})
    kind = "text/plain" if isinstance(body, str) else "application/json"
    headers = {"Content-Type": kind, **fault.arguments.get("headers", {})}
    return web.Response(status=fault.arguments["status"], body=text.encode(), headers=headers)


async def _json(fault: Fault, _request: web.Request, _work: Work) -> web.Response:
    return web.json_response(fault.arguments["body"], status=fault.arguments.get("status", 200))


async def _text(fault: Fault, _request: web.Request, _work: Work) -> web.Response:
    # Bytes, so that a test may claim any content type and charset for them.
    headers = {"Content-Type": fault.arguments.get("content_type", "text/plain")}
    body = fault.arguments["body"].encode(fault.arguments.get("encoding", "utf-8"))
    return web.Response(status=fault.arguments.get("status", 200), body=body, headers=headers)


async def _html(fault: Fault, _request: web.Request, _work: Work) -> web.Response:
    status = fault.arguments.get("status", 502)
    page = f"<!doctype html><title>{status}</title><h1>{status} - the gateway had a problem</h1>"
    return web.Response(status=status, text=page, content_type="text/html")


async def _redirect(fault: Fault, _request: web.Request, _work: Work) -> web.Response:
    headers = {"Location": fault.arguments["location"]}
    return web.Response(status=fault.arguments.get("status", 302), headers=headers)


async def _gzip_bomb(fault: Fault, _request: web.Request, _work: Work) -> web.Response:
    squeeze = zlib.compressobj(level=9, wbits=31)
    megabyte = b" " * MEGABYTE
    parts = [squeeze.compress(megabyte) for _ in range(fault.arguments["megabytes"])]
    headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
    return web.Response(body=b"".join([*parts, squeeze.flush()]), headers=headers)


async def _slow(fault: Fault, _request: web.Request, work: Work) -> web.StreamResponse:
    await asyncio.sleep(fault.arguments["seconds"])
    return await work()


async def _hang(fault: Fault, request: web.Request, _work: Work) -> web.StreamResponse:
    await fault.hold()
    return cut(request)


async def _hold(fault: Fault, request: web.Request, work: Work) -> web.StreamResponse:
    if fault.arguments.get("after_work"):
        answer = await work()
        await fault.hold()
        return answer
    await fault.hold()
    # Whoever hung up while waiting was held before anything happened, so nothing happens now either.
    return cut(request) if request.transport is None else await work()


async def _reset(_fault: Fault, request: web.Request, _work: Work) -> web.StreamResponse:
    return cut(request)


async def _reset_after(_fault: Fault, request: web.Request, work: Work) -> web.StreamResponse:
    with suppress(web.HTTPException):  # a refusal is an answer too
        await work()
    return cut(request)


async def _truncate(fault: Fault, request: web.Request, work: Work) -> web.StreamResponse:
    """Closes after `keep` bytes of the answer (half of it unless told otherwise).

    `framing` says how the reader could have known that more was to come: "length" (Content-Length),
    "chunked", or "close" (not at all: the end of the connection is the end of the body).
    """
    whole = _body(await work())
    part = whole[: fault.arguments.get("keep", len(whole) // 2)]
    framing = fault.arguments.get("framing", "length")
    if request.transport is not None:
        # By hand: aiohttp would not send a broken answer.
        request.transport.write(_head(framing, len(whole)) + (_chunk(part) if framing == "chunked" else part))
        request.transport.close()
    return web.Response(status=499, reason="Connection closed early")


def _head(framing: str, length: int) -> bytes:
    line = {"length": f"Content-Length: {length}", "chunked": "Transfer-Encoding: chunked"}.get(framing)
    lines = ["HTTP/1.1 200 OK", "Content-Type: application/json", line or "Connection: close", "", ""]
    return "\r\n".join(lines).encode()


def _chunk(part: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(part), part)


async def _drip(fault: Fault, request: web.Request, work: Work) -> web.StreamResponse:
    whole = _body(await work())
    answer = web.StreamResponse(headers={"Content-Type": "application/json"})
    answer.content_length = len(whole)
    await answer.prepare(request)
    async for piece in _dripping(whole, fault.arguments["bytes_per_second"]):
        if request.transport is None:
            break
        await answer.write(piece)
    return answer


async def _dripping(whole: bytes, bytes_per_second: float) -> AsyncIterator[bytes]:
    for byte in whole:
        yield bytes([byte])
        await asyncio.sleep(1 / bytes_per_second)


def _body(answer: web.StreamResponse) -> bytes:
    body = answer.body if isinstance(answer, web.Response) else b""
    return bytes(body) if isinstance(body, bytes | bytearray) else b""


def cut(request: web.Request) -> web.Response:
    """Drops the connection with a TCP reset; the response returned is only there to satisfy aiohttp."""
    if request.transport is not None:
        connection = request.transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_ZERO)
        request.transport.abort()
    return web.Response(status=499, reason="Connection cut")


ANSWERS: Mapping[str, Answer] = {
    "status": _status,
    "json": _json,
    "text": _text,
    "html": _html,
    "redirect": _redirect,
    "gzip_bomb": _gzip_bomb,
    "slow": _slow,
    "hang": _hang,
    "hold": _hold,
    "reset": _reset,
    "reset_after": _reset_after,
    "truncate": _truncate,
    "drip": _drip,
}
