"""`GET /exchanges/{n}`: one exchange in full, as somebody may read it who should learn no secret from it."""

import json
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from sandbox.exchanges import Exchange, Exchanges, Letter
from sandbox.masks import Masks, read_json

LONGEST = 64 * 1024
FORM = "application/x-www-form-urlencoded"


class ExchangeDetails:
    def __init__(self, exchanges: Exchanges, known: Callable[[], Iterable[str]]) -> None:
        """`known` gives every secret that the sandbox knows, old ones too."""
        self._exchanges = exchanges
        self._known = known

    def routes(self) -> list[web.RouteDef]:
        return [web.get(r"/exchanges/{n:\d+}", self.show)]

    async def show(self, request: web.Request) -> web.Response:
        found = self._exchanges.find(int(request.match_info["n"]))
        return web.json_response(in_full(found, Masks(self._known())))


def in_full(exchange: Exchange, masks: Masks) -> dict[str, Any]:
    """The line with {"request": {"headers", "body"}, "response": {"status", "headers", "body"}}; None for what
    was not kept or is not there yet.
    """
    answer = None if exchange.answer is None else _read(exchange.answer, masks)
    return {
        **exchange.as_json(),
        "path": masks.text(exchange.path),
        "request": None if exchange.request is None else _read(exchange.request, masks),
        "response": None if answer is None else {"status": exchange.status, **answer},
    }


def _read(letter: Letter, masks: Masks) -> dict[str, Any]:
    headers = {name: masks.header(name, value) for name, value in letter.headers}
    body = f"({letter.left_out})" if letter.left_out else body_of(letter, masks)
    return {"headers": headers, "body": body if len(body) <= LONGEST else f"{body[:LONGEST]}\n(and more)"}


def body_of(letter: Letter, masks: Masks) -> str:
    """Masked, and laid out for reading where it is JSON or a form."""
    kind = letter.header("Content-Type").partition(";")[0].strip().lower()
    if kind == "application/octet-stream" or kind.startswith("multipart/"):
        return f"({len(letter.body)} bytes of a file)" if letter.body else ""
    text = masks.clean(letter.body.decode(errors="replace"))
    if kind == FORM:
        fields = parse_qsl(text, keep_blank_values=True)
        return "\n".join(
            f"{masks.text(name)} = {_laid_out(masks.field(name, value))}" for name, value in fields
        )
    whole = read_json(text)
    return masks.text(text) if whole is None else _indented(masks.value(whole))


def _laid_out(value: str) -> str:
    inner = read_json(value)
    return value if inner is None else _indented(inner)


def _indented(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
