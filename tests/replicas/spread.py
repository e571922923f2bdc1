"""What stands before several replicas: each request goes to the next of them, or to the one that is chosen."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web

_OUR_OWN = {"transfer-encoding", "connection", "content-length", "keep-alive"}


@dataclass
class Spread:
    """`backs`: the base addresses behind it, in turn; those that do not answer are left out, as a proxy would."""

    session: aiohttp.ClientSession
    backs: list[str] = field(default_factory=list)
    only: str = ""
    _turn: int = 0

    async def pass_on(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        headers = [(name, value) for name, value in request.headers.items() if name.lower() not in _OUR_OWN]
        for back in self._in_turn():
            try:
                async with self.session.request(
                    request.method,
                    back + request.path_qs,
                    data=body,
                    headers=headers,
                    allow_redirects=False,
                    auto_decompress=False,
                ) as answer:
                    kept = [(n, v) for n, v in answer.headers.items() if n.lower() not in _OUR_OWN]
                    return web.Response(status=answer.status, body=await answer.read(), headers=dict(kept))
            except aiohttp.ClientConnectorError:
                continue
            except aiohttp.ClientError:
                # It may have been done: as to whether, the other one must not be asked.
                break
        return web.Response(status=502)

    def _in_turn(self) -> list[str]:
        if self.only:
            return [self.only]
        self._turn += 1
        turn = self._turn % max(1, len(self.backs))
        return self.backs[turn:] + self.backs[:turn]


@asynccontextmanager
async def spreading(host: str, port: int) -> AsyncIterator[Spread]:
    connector = aiohttp.TCPConnector(force_close=True)
    async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as session:
        spread = Spread(session)
        site = web.Application()
        site.router.add_route("*", "/{path:.*}", spread.pass_on)
        runner = web.AppRunner(site, access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, host, port).start()
            yield spread
        finally:
            await runner.cleanup()
