"""Every word between the bot and everybody else, written down: what came to it, what it said, what it asked."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import aiohttp
from aiohttp import web

from sandbox.world import World as Sandbox
from tests.world import HOST

HOP = frozenset(
    {"connection", "keep-alive", "transfer-encoding", "content-length", "content-encoding", "date"}
)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Exchange:
    """`line` is the method and the address with its query."""

    line: str
    headers: str
    asked: str
    status: int
    answer_headers: str
    answered: str


@dataclass
class Wiretap:
    """`came` is what reached the bot; `went` is what the bot asked of Slack and Microsoft."""

    came: list[Exchange] = field(default_factory=list)
    went: list[Exchange] = field(default_factory=list)

    def tap(self, sandbox: "TappedSandbox") -> None:
        sandbox.tap = self

    @asynccontextmanager
    async def before(self, bot: str, port: int) -> AsyncIterator[None]:
        """A proxy on `port` that passes everything on to `bot`, as it is."""
        async with aiohttp.ClientSession(
            cookie_jar=aiohttp.DummyCookieJar(), auto_decompress=False
        ) as session:
            app = web.Application()
            app.router.add_route("*", "/{path:.*}", partial(self._pass_on, session, bot))
            runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
            await runner.setup()
            await web.TCPSite(runner, HOST, port).start()
            try:
                yield
            finally:
                await runner.cleanup()

    async def _pass_on(
        self, session: aiohttp.ClientSession, bot: str, request: web.Request
    ) -> web.StreamResponse:
        body = await request.read()
        headers = [(name, value) for name, value in request.headers.items() if name.lower() not in HOP]
        asked = session.request(
            request.method, bot + request.raw_path, data=body, headers=headers, allow_redirects=False
        )
        try:
            got = await asked
        except aiohttp.ClientConnectionError:
            return web.Response(status=502)
        async with got:
            answer = await got.read()
            self.came.append(_exchange(request, body, got.status, got.headers, answer))
            kept = [(name, value) for name, value in got.headers.items() if name.lower() not in HOP]
            made = web.Response(status=got.status, body=answer)
            made.headers.clear()
            for name, value in kept:
                made.headers.add(name, value)
            return made

    @web.middleware
    async def listen(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """In front of a pretend server: what the bot asks, and the answer it gets."""
        response = await handler(request)
        # Only now: a pretend server would take a body that was read already for none.
        body = await request.read()
        if "text/html" not in request.headers.get("Accept", ""):
            said = response.body if isinstance(response, web.Response) else b""
            answer = said if isinstance(said, bytes) else b""
            self.went.append(_exchange(request, body, response.status, response.headers, answer))
        return response


class TappedSandbox(Sandbox):
    """The sandbox with somebody listening at its doors; the control listener is nobody's business."""

    tap: Wiretap

    def _apps(self) -> list[web.Application]:
        apps = super()._apps()
        for app in apps[:-1]:
            app.middlewares.insert(0, self.tap.listen)
        return apps


def _exchange(request: web.Request, body: bytes, status: int, headers: Any, answer: bytes) -> Exchange:
    return Exchange(
        f"{request.method} {request.raw_path}",
        _lines(request.headers),
        body.decode(errors="replace"),
        status,
        _lines(headers),
        answer.decode(errors="replace"),
    )


def _lines(headers: Any) -> str:
    return "\n".join(f"{name}: {value}" for name, value in headers.items())
