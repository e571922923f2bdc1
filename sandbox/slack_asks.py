"""How a request to the control listener becomes a call, and its outcome JSON."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from sandbox.slack_workspace import Refused


@dataclass(frozen=True)
class Ask:
    """One control request: the fields of its JSON body, its query and the placeholders of its path."""

    fields: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        """Raises ValueError, naming what is missing."""
        if name not in self.fields:
            raise ValueError(f"{name!r} is missing.")
        return self.fields[name]

    def get(self, name: str, otherwise: Any = None) -> Any:
        return self.fields.get(name, otherwise)


Act = Callable[[Ask], Awaitable[Any]]
Acts = Mapping[tuple[str, str], Act]


def answered(act: Act) -> Handler:
    """404 with {"error": sentence} for what is not there, 400 for what makes no sense."""

    async def handle(request: web.Request) -> web.StreamResponse:
        body = await request.json() if request.can_read_body else {}
        try:
            found = await act(Ask({**request.query, **request.match_info, **body}))
        except LookupError as missing:
            return web.json_response({"error": str(missing.args[0])}, status=404)
        except Refused as refused:
            return web.json_response({"error": refused.error}, status=404)
        return web.json_response(found)

    return handle
