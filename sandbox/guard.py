"""Who may use the control listener: the page that it serves, and programs of this machine; no page from elsewhere."""

from aiohttp import web
from aiohttp.typedefs import Handler
from yarl import URL

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
# "same-site" is another port of this machine: https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header
OWN_SITE = frozenset({"same-origin", "none"})


@web.middleware
async def own_page_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """403 for requests that a page of another site makes in the browser of whoever runs this."""
    if _is_ours(request) or _is_a_visit(request):
        return await handler(request)
    return web.json_response({"error": "This is not for other sites."}, status=403)


def _is_ours(request: web.Request) -> bool:
    """Programs send neither header. The name is checked since any name can be made to lead to this machine."""
    origin = request.headers.get("Origin")
    return (
        _name(request) in LOOPBACK
        and (origin is None or origin == f"http://{request.host}")
        and request.headers.get("Sec-Fetch-Site", "none") in OWN_SITE
    )


def _is_a_visit(request: web.Request) -> bool:
    """Somebody follows a link to the page: it shows nothing to where they came from."""
    headers = request.headers
    is_window = (headers.get("Sec-Fetch-Mode"), headers.get("Sec-Fetch-Dest")) == ("navigate", "document")
    return is_window and request.method == "GET" and request.path == "/" and _name(request) in LOOPBACK


def _name(request: web.Request) -> str | None:
    try:
        return URL(f"http://{request.host}").host
    except ValueError:
        return None
