"""The pretend world put together: four listeners on loopback, two sides, one list of faults, one log."""

import socket
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, Self

from aiohttp import web

from sandbox.bell import Bell
from sandbox.bot_anew import BotAnew
from sandbox.bot_calendar import BotCalendar
from sandbox.control import Control, plain_errors
from sandbox.defaults import Options
from sandbox.exchange_details import ExchangeDetails
from sandbox.exchanges import Exchanges, LogWatch
from sandbox.faults import Faults
from sandbox.guard import own_page_only
from sandbox.listener import LARGEST_UPLOAD, pretend_server
from sandbox.live import Live, Numbered, Watch
from sandbox.microsoft_app import MicrosoftSide
from sandbox.page_files import PageFiles, add_headers
from sandbox.slack_app import SlackSide
from sandbox.slack_hello import hello
from sandbox.slack_live import SlackWatch

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
        self.bell = Bell()
        self.faults = Faults(self.bell.ring)
        self.exchanges = Exchanges(now, self.bell.ring)
        self.microsoft = MicrosoftSide(self.options, now, self.bell.ring)
        self.slack = SlackSide(self.options, self.faults, self.exchanges, ring=self.bell.ring)
        self.calendar = BotCalendar(self.options.calendar, self.bell.ring)
        self.bot = BotAnew(self.options.start_over)
        self._resets = 0
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
        self.bell.ring_the_end()
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
        """The bot goes first: what it still says belongs to the old world. Raises NotStartedOver at the end."""
        try:
            await self.bot.start_over()
        finally:
            self._resets += 1
            self.microsoft.reset()
            await self.slack.reset()
            self.exchanges.reset()
            await self.calendar.look()

    def retarget(self, target: str, public_url: str, request_url: str) -> None:
        self.options = replace(self.options, target=target, public_url=public_url, request_url=request_url)
        self.microsoft.retarget(self.options)
        self.slack.retarget(self.options)

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
        return [*pretend, self._control()]

    def _control(self) -> web.Application:
        app = web.Application(middlewares=[own_page_only, plain_errors], client_max_size=LARGEST_UPLOAD)
        app.on_response_prepare.append(add_headers)
        stories = (
            PageFiles(),
            Live(self.bell, self._watches),
            Control(self, self.faults, self.exchanges),
            ExchangeDetails(self.exchanges, lambda: {*self.options.secrets, *self.microsoft.secrets()}),
            self.calendar,
        )
        for story in stories:
            app.add_routes(story.routes())
        app.add_routes([*self.microsoft.control_routes(), *self.slack.control_routes()])
        return app

    async def _watches(self, user: str, team: str) -> list[Watch]:
        """What an onlooker who is this person gets to see, in the order in which it is told."""
        await self.calendar.look()
        scene = partial(self.slack.scene, team)
        microsoft, faults, bots = self.microsoft, self.faults, self.calendar
        return [
            Numbered("hello", lambda: (self._resets, self._hello(team)), lambda: self._hello(team)),
            SlackWatch(scene, user),
            LogWatch(self.exchanges),
            Numbered("microsoft", lambda: microsoft.n, lambda: {"n": microsoft.n}),
            Numbered("faults", lambda: faults.n, lambda: {"faults": faults.as_json()}),
            Numbered("calendar", lambda: bots.n, lambda: dict(bots.seen)),
        ]

    def _hello(self, team: str) -> dict[str, Any]:
        places = {"addresses": self.options.addresses, "target": self.options.target}
        starts_over = {"starts_over": bool(self.options.start_over)}
        here = self.slack.scene(team).workspace
        others = [each for each in self.slack.workspaces() if each is not here]
        return {**hello(here, self.options, others), **places, **starts_over}


def _bound(port: int) -> socket.socket:
    listening = socket.socket()
    # A world that is started again at once must get its ports back.
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((LOOPBACK, port))
    return listening
