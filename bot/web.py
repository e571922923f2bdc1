"""The web server: the Slack door, the browser's routes, and the operator's two questions."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from yarl import URL

from bot.door import EVENTS_REMEMBERED, REMEMBERED, Door, Memory, Verdict
from bot.metrics import Metrics
from bot.pages import BrowserRoutes
from bot.patience import within
from bot.sampling import Sampling
from bot.together import Together
from mip.changes import SYSTEM, Action, AuditEntry
from mip.ports import Audit, Clock, Workspaces
from views.pages import Pages

log = structlog.get_logger(__name__)

_REFUSED = '{"error":"invalid request"}'
_REPLAYS = frozenset({Verdict.REPLAY, Verdict.REPLAY_AGAIN})
_STATUSES = {Verdict.MEDIA_TYPE: HTTPStatus.UNSUPPORTED_MEDIA_TYPE}
_NO_PAGES = frozenset({"/slack/events", "/healthz", "/readyz"})
MOST_BYTES = 1024 * 1024
BODY_SECONDS = 5.0
DISPATCH_SECONDS = 2.7
READY_SECONDS = 5.0

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
        "object-src 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
}


@dataclass(frozen=True)
class SlackRoute:
    """`POST /slack/events`: everything Slack sends over HTTP. `door` None: Socket Mode, the route is not there."""

    app: AsyncApp
    door: Door
    events: Memory
    workspaces: Workspaces
    audit: Audit
    clock: Clock
    metrics: Metrics
    sampling: Sampling = field(default_factory=Sampling)
    together: Together = field(default_factory=Together)

    async def receive(self, request: web.Request) -> web.StreamResponse:
        try:
            body = await self._body(request)
        except web.HTTPException as refusal:
            return self._refuse(refusal.reason.lower(), request.content_length or 0, refusal.status)
        headers = {name.lower(): request.headers.getall(name) for name in request.headers}
        verdict = await self._judge(headers, body)
        if verdict is Verdict.REPLAY:
            await self._note_replay(request)
        if verdict in _REPLAYS:
            return web.Response()
        if verdict is not Verdict.WELCOME:
            return self._refuse(verdict.value, len(body), _STATUSES.get(verdict, HTTPStatus.UNAUTHORIZED))
        return await self._dispatch(request, len(body))

    async def _judge(self, headers: Mapping[str, list[str]], body: bytes) -> Verdict:
        """A replay may be meant for another replica than the one that was asked first."""
        verdict, now = self.door.judge(headers, body), self.clock.wire()
        signature = "".join(headers.get("x-slack-signature", ()))
        if verdict is Verdict.WELCOME and not await self.together.is_first(signature, now, REMEMBERED):
            verdict = Verdict.REPLAY
        told = f"replay of {signature}"
        if verdict is Verdict.REPLAY and not await self.together.is_first(told, now, REMEMBERED):
            return Verdict.REPLAY_AGAIN
        return verdict

    async def _is_new(self, event: str) -> bool:
        now = self.clock.wire()
        is_new = self.events.is_new(event, now, EVENTS_REMEMBERED)
        return is_new and await self.together.is_first(f"event {event}", now, EVENTS_REMEMBERED)

    async def _body(self, request: web.Request) -> bytes:
        """As it came, still packed if it was. Raises HTTPRequestEntityTooLarge, HTTPRequestTimeout."""
        try:
            async with asyncio.timeout(BODY_SECONDS):
                return await request.read()
        except TimeoutError:
            raise web.HTTPRequestTimeout from None

    async def _note_replay(self, request: web.Request) -> None:
        """In the trail of the workspace that it was signed for, if it names one that we serve."""
        try:
            workspace = (await to_bolt_request(request)).context.team_id or ""
        except (ValueError, AttributeError, RecursionError, TypeError):
            return
        if await self.workspaces.name(workspace):
            await self.audit.write(AuditEntry(workspace, SYSTEM, Action.REPLAY))

    def _refuse(self, reason: str, size: int, status: int) -> web.Response:
        self.metrics.rejected.labels(reason).inc()
        left_out = self.sampling.admit(self.clock.wire())
        if left_out is not None:
            more = {"left_out": left_out} if left_out else {}
            log.warning("slack.rejected", reason=reason, bytes=size, **more)
        if status not in {HTTPStatus.UNAUTHORIZED, HTTPStatus.BAD_REQUEST}:
            return web.Response(status=status)
        return web.Response(text=_REFUSED, status=status, content_type="application/json")

    async def _dispatch(self, request: web.Request, size: int) -> web.StreamResponse:
        """Signed, so whatever is wrong with it now is answered, not crashed on."""
        try:
            asked = await to_bolt_request(request)
            event = asked.body.get("event_id") if isinstance(asked.body, dict) else None
        except (ValueError, AttributeError, RecursionError, TypeError):
            return self._refuse("shape", size, HTTPStatus.BAD_REQUEST)
        if isinstance(event, str) and not await self._is_new(event):
            return web.Response()
        try:
            async with asyncio.timeout(DISPATCH_SECONDS):
                response = await to_aiohttp_response(await self.app.async_dispatch(asked))
        except TimeoutError:
            log.warning("slack.late")
            return web.Response()
        # Our listeners never fail: it is Bolt that stumbled over something Slack does not send.
        if response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return self._refuse("shape", size, HTTPStatus.BAD_REQUEST)
        return response


@dataclass(frozen=True)
class Health:
    """`ready` raises or returns a word for what is not."""

    ready: Callable[[], Coroutine[Any, Any, str]]

    async def alive(self, _request: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def is_ready(self, _request: web.Request) -> web.Response:
        """The word, and no more: who asks may be anybody."""
        try:
            missing = await within(READY_SECONDS, self.ready())
        except Exception as fault:  # noqa: BLE001 - whatever it is, the answer is "not ready"
            log.warning("not_ready", fault=type(fault).__name__)
            missing = "database"
        status = HTTPStatus.SERVICE_UNAVAILABLE if missing else HTTPStatus.OK
        return web.Response(text=f"{missing or 'ready'}\n", status=status)


@dataclass(frozen=True)
class Guard:
    """What holds for every answer: headers, the host it is for, and no traceback to anybody."""

    public: URL
    pages: Pages
    chance: Callable[[], str]

    @web.middleware
    async def watch(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        is_page = request.path not in _NO_PAGES
        if is_page and not self._is_for_us(request):
            response: web.StreamResponse = web.Response(status=HTTPStatus.MISDIRECTED_REQUEST)
        else:
            response = await self._answer(request, handler)
        if is_page:
            response.headers.update(SECURITY_HEADERS)
        response.headers["Server"] = "mipbot"
        return response

    async def _answer(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except web.HTTPException as refusal:
            return _bare(refusal)
        except (ConnectionError, asyncio.CancelledError):
            raise
        except Exception as fault:
            reference = self.chance()[:8]
            log.exception("page.failed", reference=reference, fault=type(fault).__name__)
            return self._html(self.pages.went_wrong(reference), HTTPStatus.INTERNAL_SERVER_ERROR)

    def _is_for_us(self, request: web.Request) -> bool:
        """Pages are for the public address only; Slack and health checks may come by any name."""
        try:
            return URL(f"{self.public.scheme}://{request.host}").origin() == self.public.origin()
        except ValueError:
            return False

    def _html(self, text: str, status: HTTPStatus) -> web.Response:
        return web.Response(text=text, status=status, content_type="text/html", charset="utf-8")


def _bare(refusal: web.HTTPException) -> web.Response:
    """The status and the headers that belong to it, such as Allow; none of aiohttp's words."""
    kept = {name: refusal.headers[name] for name in ("Allow",) if name in refusal.headers}
    return web.Response(status=refusal.status, headers=kept)


def build(slack: SlackRoute | None, browser: BrowserRoutes, health: Health, guard: Guard) -> web.Application:
    app = web.Application(client_max_size=MOST_BYTES, middlewares=[guard.watch])
    if slack is not None:
        app.router.add_post("/slack/events", slack.receive)
    app.router.add_get("/healthz", health.alive)
    app.router.add_get("/readyz", health.is_ready)
    app.add_routes(browser.routes())
    return app
