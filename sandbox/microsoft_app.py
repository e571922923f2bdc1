"""The Microsoft side as a whole: two listeners' routes, and its switches."""

from collections.abc import Callable
from typing import Any

from aiohttp import web

from sandbox.bell import Ring, unheard
from sandbox.defaults import Options
from sandbox.microsoft_consent import ConsentPage
from sandbox.microsoft_control import MicrosoftControl
from sandbox.microsoft_discovery import Discovery
from sandbox.microsoft_entra import Entra
from sandbox.microsoft_graph import Graph
from sandbox.microsoft_sign_in import SignInPage
from sandbox.microsoft_tokens import TokenEndpoint


class MicrosoftSide:
    def __init__(self, options: Options, now: Callable[[], float], ring: Ring = unheard) -> None:
        """`now` gives seconds since 1970; `ring` is called when tenants, labels, consent or apps change."""
        self._entra = Entra(options, now, ring)
        self._graph = Graph(self._entra)
        self._control = MicrosoftControl(self._entra)

    def login_routes(self) -> list[web.RouteDef]:
        stories = (Discovery, SignInPage, ConsentPage, TokenEndpoint)
        return [route for story in stories for route in story(self._entra).routes()]

    def graph_routes(self) -> list[web.RouteDef]:
        return self._graph.routes()

    def control_routes(self) -> list[web.RouteDef]:
        return self._control.routes()

    @property
    def n(self) -> int:
        """How often something was changed."""
        return self._entra.n

    def secrets(self) -> set[str]:
        """Of all apps, those of before too."""
        return self._entra.secrets_ever

    def as_json(self) -> dict[str, Any]:
        return self._control.as_json()

    def reset(self) -> None:
        self._entra.reset()

    def retarget(self, options: Options) -> None:
        self._entra.retarget(options)
