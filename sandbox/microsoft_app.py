"""The Microsoft side as a whole: two listeners' routes, and its switches."""

from collections.abc import Callable
from typing import Any

from aiohttp import web

from sandbox.defaults import Options
from sandbox.microsoft_consent import ConsentPage
from sandbox.microsoft_control import MicrosoftControl
from sandbox.microsoft_discovery import Discovery
from sandbox.microsoft_entra import Entra
from sandbox.microsoft_graph import Graph
from sandbox.microsoft_sign_in import SignInPage
from sandbox.microsoft_tokens import TokenEndpoint


class MicrosoftSide:
    def __init__(self, options: Options, now: Callable[[], float]) -> None:
        """`now` gives seconds since 1970."""
        self._entra = Entra(options, now)
        self._graph = Graph(self._entra)
        self._control = MicrosoftControl(self._entra)

    def login_routes(self) -> list[web.RouteDef]:
        stories = (Discovery, SignInPage, ConsentPage, TokenEndpoint)
        return [route for story in stories for route in story(self._entra).routes()]

    def graph_routes(self) -> list[web.RouteDef]:
        return self._graph.routes()

    def control_routes(self) -> list[web.RouteDef]:
        return self._control.routes()

    def as_json(self) -> dict[str, Any]:
        return self._control.as_json()

    def reset(self) -> None:
        self._entra.reset()

    def retarget(self, target: str, public_url: str) -> None:
        self._entra.retarget(target, public_url)
