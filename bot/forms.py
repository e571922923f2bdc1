"""What a form on one of our own pages brings back; nothing else is read as a form."""

import asyncio
from urllib.parse import parse_qsl

from aiohttp import web
from yarl import URL

MOST_BYTES = 16 * 1024
MOST_FIELDS = 16
SECONDS = 5.0


async def read_form(request: web.Request, public: URL) -> dict[str, str] | None:
    """None for what no page of ours sends: from elsewhere, in another format, a field twice, or no text.

    Raises HTTPRequestEntityTooLarge, HTTPRequestTimeout.
    """
    if not _is_from_here(request, public) or request.content_type != "application/x-www-form-urlencoded":
        return None
    body = await _body(request)
    try:
        fields = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError:
        return None
    found = dict(fields)
    return found if len(found) == len(fields) else None


def _is_from_here(request: web.Request, public: URL) -> bool:
    """The CSRF token decides; these headers only refuse what is plainly foreign.

    `Origin: null` comes from pages with `Referrer-Policy: no-referrer`, ours among them.
    """
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if origin == "null":
        return site in {None, "same-origin"}
    return site in {None, "same-origin", "none"} and origin in {None, str(public.origin())}


async def _body(request: web.Request) -> bytes:
    """Measured when it has come: its length need not be told beforehand."""
    try:
        async with asyncio.timeout(SECONDS):
            body = await request.read()
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    if len(body) > MOST_BYTES:
        raise web.HTTPRequestEntityTooLarge(MOST_BYTES, len(body))
    return body
