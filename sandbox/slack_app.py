"""The Slack side of the sandbox, put together."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from aiohttp import web
from aiohttp.typedefs import Handler

from sandbox.bell import Ring, unheard
from sandbox.defaults import Options
from sandbox.exchanges import Exchanges
from sandbox.faults import Faults, operation
from sandbox.slack_access import Access
from sandbox.slack_api import SlackApi
from sandbox.slack_asks import Act, answered
from sandbox.slack_cast import first_workspace
from sandbox.slack_deliveries import Deliveries
from sandbox.slack_departures import Departures
from sandbox.slack_grants import Grants, Registration
from sandbox.slack_identity import IdTokens
from sandbox.slack_install import Install
from sandbox.slack_live import Scene
from sandbox.slack_neighbours import neighbours
from sandbox.slack_room import Furniture, Room
from sandbox.slack_sign_in import SignIn
from sandbox.slack_socket import SocketMode
from sandbox.slack_tokens import Tokens
from sandbox.slack_workspace import TEAM, Workspace
from sandbox.slack_workspaces import Workspaces


@dataclass(frozen=True)
class Parts:
    """All that a reset builds anew."""

    workspaces: Workspaces
    api: SlackApi
    sign_in: SignIn
    install: Install
    departures: Departures


class SlackSide:
    """`faults` meet requests in the listener around these routes; nothing here asks them."""

    def __init__(
        self,
        options: Options,
        faults: Faults,
        exchanges: Exchanges,
        now: Callable[[], float] = time.time,
        ring: Ring = unheard,
    ) -> None:
        self._options = options
        self._faults = faults
        self._now = now
        self._ring = ring
        self._socket = SocketMode(options.slack_url)
        self._deliveries = Deliveries(
            options.target.rstrip("/"),
            options.events_url,
            options.signing_secret,
            self._socket,
            exchanges,
            now,
        )
        self._id_tokens = IdTokens(options.slack_client_id)
        self._registration = Registration(
            options.slack_client_id, options.slack_client_secret, _redirect_uris(options)
        )
        self._parts = self._assembled()

    def api_routes(self) -> list[web.RouteDef]:
        return [
            web.route("*", "/api/{method}", self._late(lambda parts: parts.api.answer)),
            web.post(
                "/{kind:commands|actions|app}/{owner}/{number}/{secret}",
                self._late(lambda parts: parts.workspaces.receive_reply),
            ),
            web.get("/link/", self._socket.link),
            web.post("/upload/v1/{file}", self._late(lambda parts: parts.workspaces.receive_file)),
            web.get("/files/{file}/{name}", self._late(lambda parts: parts.workspaces.download)),
            web.get("/openid/connect/authorize", self._late(lambda parts: parts.sign_in.show)),
            web.post("/openid/connect/authorize", self._late(lambda parts: parts.sign_in.choose)),
            web.get("/openid/connect/keys", self._late(lambda parts: parts.sign_in.keys)),
            web.get("/.well-known/openid-configuration", self._late(lambda parts: parts.sign_in.discovery)),
            web.get("/oauth/v2/authorize", self._late(lambda parts: parts.install.show)),
            web.post("/oauth/v2/authorize", self._late(lambda parts: parts.install.choose)),
        ]

    def control_routes(self) -> list[web.RouteDef]:
        """Paths start with /slack/: what people do and see, then what no person could do."""
        inside = [self._control(*key, self._inside(*key)) for key in self._parts.workspaces.first.acts]
        outside = [self._control(*key, self._outside(*key)) for key in self._parts.departures.acts()]
        return [*inside, *outside]

    async def start(self) -> None:
        await self._deliveries.start()

    async def stop(self) -> None:
        await self._parts.workspaces.stop()
        await self._socket.stop()
        await self._deliveries.stop()

    async def reset(self) -> None:
        """Back to the first workspace; open sockets stay, so that the app need not connect again."""
        await self._parts.workspaces.stop()
        self._deliveries.kept.clear()
        changes = {room.team.id: room.workspace.n for room in self._parts.workspaces}
        self._parts = self._assembled()
        # Onlookers ask what is new since a number, and should not have to know of the reset.
        for room in self._parts.workspaces:
            room.workspace.n = changes[room.team.id]
            room.workspace.tick()

    def room(self, team: str | None = None) -> Room:
        """As it is at the moment; the first workspace unless another is named. Raises KeyError."""
        return self._parts.workspaces.named(team)

    def workspaces(self) -> list[Workspace]:
        return [room.workspace for room in self._parts.workspaces]

    def scene(self, team: str | None = None) -> Scene:
        return self.room(team).scene

    def retarget(self, options: Options) -> None:
        """Deliveries go to the new target, and browsers may be sent back to the new public address."""
        self._options = options
        self._deliveries.target = options.target.rstrip("/")
        self._deliveries.events_url = options.events_url
        self._registration.redirect_uris = _redirect_uris(self._options)

    def _late(self, pick: Callable[[Parts], Handler]) -> Handler:
        """A handler of the parts as they are at the time of the request, since a reset builds new ones."""
        name = getattr(pick(self._parts), "operation", "")

        @operation(name)
        async def handle(request: web.Request) -> web.StreamResponse:
            return await pick(self._parts)(request)

        return handle

    def _control(self, verb: str, path: str, act: Callable[[Parts], Act]) -> web.RouteDef:
        return web.route(verb, f"/slack/{path}", self._late(lambda parts: answered(act(parts))))

    def _inside(self, verb: str, path: str) -> Callable[[Parts], Act]:
        return lambda parts: parts.workspaces.act(verb, path)

    def _outside(self, verb: str, path: str) -> Callable[[Parts], Act]:
        return lambda parts: parts.departures.acts()[verb, path]

    def _assembled(self) -> Parts:
        base, now, app, numbers = self._options.slack_url, self._now, self._options.app_name, count(1)
        first = first_workspace(now, app, self._ring, numbers)
        others = neighbours(now, app, self._ring, numbers)
        tokens = Tokens(now, {TEAM: self._options.bot_token}, rotates=self._options.token_rotation)
        furniture = Furniture(self._options, self._deliveries, self._socket, self._id_tokens, now)
        rooms = [furniture.room(workspace) for workspace in (first, *others)]
        workspaces = Workspaces(rooms, tokens)
        sign_in = SignIn(base, workspaces, Grants(self._registration, now), self._id_tokens, now)
        codes = Grants(self._registration, now)
        access = Access(workspaces, codes, tokens)
        tables = [each.methods() for each in (sign_in, access, self._socket)]
        shared = {name: method for table in tables for name, method in table.items()}
        return Parts(
            workspaces,
            SlackApi(workspaces, shared),
            sign_in,
            Install(workspaces, codes, app),
            Departures(workspaces, tokens),
        )


def _redirect_uris(options: Options) -> frozenset[str]:
    return frozenset({f"{options.public}/slack/identity", f"{options.public}/slack/oauth_redirect"})
