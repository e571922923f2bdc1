"""One pretend server: its routes, with every request logged and met by the fault ordered for it."""

from collections.abc import Awaitable, Callable, Sequence

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from sandbox.exchanges import Exchanges
from sandbox.fault_answers import answer_with
from sandbox.faults import Faults, operation_of

FAULT = web.RequestKey("fault", str)
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
        try:
            answer = await handler(request)
        except web.HTTPException as refusal:
            line.status = refusal.status
            raise
        finally:
            line.note = request.get(FAULT, "")
        # A cut connection carried no answer, whatever the handler had made.
        line.status = 0 if request.transport is None or request.transport.is_closing() else answer.status
        return answer

    return log


def _sender(request: web.Request) -> str:
    """Browsers say what they would like to read; programs do not ask for HTML."""
    return "browser" if "text/html" in request.headers.get("Accept", "") else "bot"


def _faulty(faults: Faults) -> Middleware:
    @web.middleware
    async def meet(request: web.Request, handler: Handler) -> web.StreamResponse:
        name = operation_of(request)
        fault = faults.take(name)
        if fault is None:
            return await handler(request)
        request[FAULT] = f"fault: {fault.kind}"
        return await answer_with(fault, request, name, _work(handler, request))

    return meet


def _work(handler: Handler, request: web.Request) -> Callable[[], Awaitable[web.StreamResponse]]:
    async def work() -> web.StreamResponse:
        return await handler(request)

    return work
