"""A Slack that answers exactly what a test wants, on loopback, and remembers what it was asked."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from yarl import URL

from microsoft.limits import Limits
from microsoft.outbound import Outbound, trust

LIMITS = Limits(connect=0.5, read=0.5, total=0.5, body=64 * 1024)


@dataclass(frozen=True)
class Asked:
    path: str
    kind: str
    authorization: str
    body: str


@dataclass
class FarSlack:
    """`status`, `body` and `headers` are the next answers, `first` the bodies before it; `silent` gives none at all;
    `failing` has other statuses by what a path ends with."""

    status: int = 200
    body: str = '{"ok": true}'
    headers: dict[str, str] = field(default_factory=dict)
    silent: bool = False
    failing: dict[str, int] = field(default_factory=dict)
    first: list[str] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    address: str = ""

    async def answer(self, request: web.Request) -> web.Response:
        authorization = request.headers.get("Authorization", "")
        self.asked.append(Asked(request.path, request.content_type, authorization, await request.text()))
        if self.silent and request.transport is not None:
            request.transport.abort()
        status = next(
            (each for path, each in self.failing.items() if request.path.endswith(path)), self.status
        )
        return web.Response(
            status=status, text=self.first.pop(0) if self.first else self.body, headers=self.headers
        )


@asynccontextmanager
async def far_slack() -> AsyncIterator[tuple[FarSlack, Outbound]]:
    far = FarSlack()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", far.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    far.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    outbound = Outbound(frozenset({URL(far.address)}), trust(), "agent", LIMITS)
    try:
        yield far, outbound
    finally:
        await outbound.close()
        await runner.cleanup()
