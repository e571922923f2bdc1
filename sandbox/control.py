"""The control listener: faults, the log, and the world as a whole; each side adds its own switches."""

from typing import Any, Protocol

from aiohttp import web
from aiohttp.typedefs import Handler

from sandbox.bot_anew import NotStartedOver
from sandbox.exchanges import Exchanges
from sandbox.faults import Faults


class Changeable(Protocol):
    """What the control listener needs of the world."""

    def as_json(self) -> dict[str, Any]: ...

    async def reset(self) -> None: ...

    def retarget(self, target: str, public_url: str, request_url: str) -> None: ...


class Control:
    def __init__(self, world: Changeable, faults: Faults, exchanges: Exchanges) -> None:
        self._world = world
        self._faults = faults
        self._exchanges = exchanges

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/world", self.show_world),
            web.post("/reset", self.reset),
            web.post("/target", self.retarget),
            web.get("/faults", self.show_faults),
            web.post("/faults", self.order_fault),
            web.delete("/faults", self.clear_faults),
            web.delete("/faults/{id}", self.remove_fault),
            web.get("/exchanges", self.show_exchanges),
            web.get("/counts", self.show_counts),
        ]

    async def show_world(self, _request: web.Request) -> web.Response:
        """With every secret: it is a pretend world, and a launcher needs them."""
        return web.json_response(self._world.as_json())

    async def reset(self, _request: web.Request) -> web.Response:
        """Both sides as in the beginning, and the bot, if it can; what is held is let go; the target stays."""
        self._faults.clear()
        try:
            await self._world.reset()
        except NotStartedOver as why:
            return web.json_response({"error": str(why)}, status=409)
        return web.json_response({})

    async def retarget(self, request: web.Request) -> web.Response:
        """{"target": the bot, "public_url": where browsers reach it (the target if missing), "request_url":
        where Slack posts ({target}/slack/events if missing)}
        """
        wish = await request.json()
        self._world.retarget(wish["target"], wish.get("public_url", ""), wish.get("request_url", ""))
        return web.json_response({})

    async def show_faults(self, _request: web.Request) -> web.Response:
        return web.json_response(self._faults.as_json())

    async def order_fault(self, request: web.Request) -> web.Response:
        """{"where", "kind", "times": 1, "after": 0, ...}; the kinds and their arguments: fault_answers.py"""
        return web.json_response(self._faults.add(**await request.json()).as_json(), status=201)

    async def clear_faults(self, _request: web.Request) -> web.Response:
        self._faults.clear()
        return web.json_response({})

    async def remove_fault(self, request: web.Request) -> web.Response:
        self._faults.remove(request.match_info["id"])
        return web.json_response({})

    async def show_exchanges(self, request: web.Request) -> web.Response:
        return web.json_response(self._exchanges.since(int(request.query.get("since", "0"))))

    async def show_counts(self, _request: web.Request) -> web.Response:
        return web.json_response(self._exchanges.counts())


@web.middleware
async def plain_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A mistake in a control request is told as {"error"}, with 404 for what does not exist."""
    try:
        return await handler(request)
    except KeyError as missing:
        return web.json_response({"error": f"Missing or unknown: {missing.args[0]}"}, status=404)
    except (TypeError, ValueError) as wrong:
        return web.json_response({"error": str(wrong)}, status=400)
