"""The pretend world put together: four listeners on loopback, two sides, one list of faults, one log."""

import socket
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Self

from aiohttp import web

from sandbox.control import Control, plain_errors
from sandbox.defaults import Options
from sandbox.exchanges import Exchanges
from sandbox.faults import Faults
from sandbox.listener import LARGEST_UPLOAD, pretend_server
from sandbox.microsoft_app import MicrosoftSide
from sandbox.slack_app import SlackSide

LOOPBACK = "127.0.0.1"
# Requests that are being held must not keep a stopping world alive.
LAST_WORDS = 0.2


class World:
    """Use as `async with World(options, time.time) as world`, then `world.options.addresses`."""

    def __init__(self, options: Options, now: Callable[[], float]) -> None:
        """`now` gives seconds since 1970. Binds the ports, since the sides need their own addresses."""
        wanted = (options.slack_port, options.login_port, options.graph_port, options.control_port)
        self._sockets = [_bound(port) for port in wanted]
        slack, login, graph, control = (each.getsockname()[1] for each in self._sockets)
        self.options = replace(
            options, slack_port=slack, login_port=login, graph_port=graph, control_port=control
        )
        self.faults = Faults()
        self.exchanges = Exchanges(now)
        self.microsoft = MicrosoftSide(self.options, now)
        self.slack = SlackSide(self.options, self.faults, self.exchanges)
        self._runners: list[web.AppRunner] = []

    async def __aenter__(self) -> Self:
        for app, listening in zip(self._apps(), self._sockets, strict=True):
            runner = web.AppRunner(app, access_log=None, shutdown_timeout=LAST_WORDS)
            await runner.setup()
            self._runners.append(runner)
            await web.SockSite(runner, listening).start()
        await self.slack.start()
        return self

    async def __aexit__(self, *_problem: object) -> None:
        self.faults.clear()
        await self.slack.stop()
        for runner in self._runners:
            await runner.cleanup()

    def as_json(self) -> dict[str, Any]:
        return {
            "options": self.options.as_json(),
            "addresses": self.options.addresses,
            **self.microsoft.as_json(),
        }

    async def reset(self) -> None:
        self.microsoft.reset()
        await self.slack.reset()

    def retarget(self, target: str, public_url: str) -> None:
        self.options = replace(self.options, target=target, public_url=public_url)
        self.microsoft.retarget(target, public_url)
        self.slack.retarget(target, public_url)

    def _apps(self) -> list[web.Application]:
        """In the order of the sockets."""
        servers = {
            "slack": self.slack.api_routes(),
            "login": self.microsoft.login_routes(),
            "graph": self.microsoft.graph_routes(),
        }
        pretend = [
            pretend_server(name, routes, self.faults, self.exchanges) for name, routes in servers.items()
        ]
        control = web.Application(middlewares=[plain_errors], client_max_size=LARGEST_UPLOAD)
        control.add_routes(Control(self, self.faults, self.exchanges).routes())
        control.add_routes([*self.microsoft.control_routes(), *self.slack.control_routes()])
        return [*pretend, control]


def _bound(port: int) -> socket.socket:
    listening = socket.socket()
    # A world that is started again at once must get its ports back.
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((LOOPBACK, port))
    return listening
