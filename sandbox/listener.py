"""One pretend server: its routes, with every request logged and met by the fault ordered for it."""

from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from sandbox.exchanges import Exchanges, Letter
from sandbox.fault_answers import answer_with
from sandbox.faults import NOTE, Faults, operation_of

LARGEST_UPLOAD = 64 * 1024 * 1024


def pretend_server(
    name: str, routes: Sequence[web.RouteDef], faults: Faults, exchanges: Exchanges
) -> web.Application:
    """`name` is what the log calls it: "slack", "login" or "graph"."""
    app = web.Application(
        middlewares=[_logged(name, exchanges), _faulty(faults)], client_max_size=LARGEST_UPLOAD
    )
    app.add_routes(routes)
    return app


def _logged(name: str, exchanges: Exchanges) -> Middleware:
    @web.middleware
    async def log(request: web.Request, handler: Handler) -> web.StreamResponse:
        line = exchanges.begin(
            _sender(request), name, request.method, request.raw_path, operation=operation_of(request)
        )
        line.request = Letter.of(request.headers)
        answer: web.StreamResponse | None = None
        try:
            answer = await handler(request)
        except web.HTTPException as refusal:
            answer = refusal
            raise
        finally:
            line.request = Letter.of(request.headers, await _body_of(request))
            exchanges.end(line, _status(request, answer), request.get(NOTE, ""), _letter(answer))
        return answer

    return log


async def _body_of(request: web.Request) -> bytes:
    """Only after the work: for the routes, a body that was read already is none. Nothing is waited for."""
    content = request.content
    return await request.read() if content.is_eof() and content.exception() is None else b""


def _status(request: web.Request, answer: web.StreamResponse | None) -> int:
    """A cut connection carried no answer, whatever the handler had made."""
    if request.transport is None or request.transport.is_closing():
        return 0
    return HTTPStatus.INTERNAL_SERVER_ERROR if answer is None else answer.status


def _letter(answer: web.StreamResponse | None) -> Letter | None:
    if answer is None:
        return None
    body = answer.body if isinstance(answer, web.Response) else b""
    return Letter.of(answer.headers, body if isinstance(body, bytes) else b"")


def _sender(request: web.Request) -> str:
    """Browsers say what they would like to read; programs do not ask for HTML."""
    return "browser" if "text/html" in request.headers.get("Accept", "") else "bot"


def _faulty(faults: Faults) -> Middleware:
    @web.middleware
    async def meet(request: web.Request, handler: Handler) -> web.StreamResponse:
        name = operation_of(request)
        fault = faults.take(name, request.match_info.get("tenant", ""))
        if fault is None:
            return await handler(request)
        request[NOTE] = f"fault: {fault.kind}"
        return await answer_with(fault, request, name, _work(handler, request))

    return meet


def _work(handler: Handler, request: web.Request) -> Callable[[], Awaitable[web.StreamResponse]]:
    async def work() -> web.StreamResponse:
        return await handler(request)

    return work
