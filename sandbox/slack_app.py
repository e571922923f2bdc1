"""The Slack side of the sandbox, put together."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web
from aiohttp.typedefs import Handler

from sandbox.bell import Ring, unheard
from sandbox.defaults import Options
from sandbox.exchanges import Exchanges
from sandbox.faults import Faults, operation
from sandbox.slack_api import SlackApi
from sandbox.slack_asks import Acts, answered
from sandbox.slack_backstage import Backstage
from sandbox.slack_cast import first_workspace
from sandbox.slack_chat import Chat
from sandbox.slack_commands import Commands
from sandbox.slack_control import PeopleControl
from sandbox.slack_deliveries import Deliveries
from sandbox.slack_directory import Directory
from sandbox.slack_events import Events
from sandbox.slack_files import Files
from sandbox.slack_forms import Forms
from sandbox.slack_grants import Grants, Registration
from sandbox.slack_identity import IdTokens
from sandbox.slack_install import Install
from sandbox.slack_live import Scene
from sandbox.slack_modals import Modals
from sandbox.slack_presses import Presses
from sandbox.slack_refusals import Refusals
from sandbox.slack_replies import ReplyDesk
from sandbox.slack_sign_in import SignIn
from sandbox.slack_socket import SocketMode
from sandbox.slack_tickets import Replies, Triggers
from sandbox.slack_views import Views


@dataclass(frozen=True)
class Parts:
    """All that a reset builds anew."""

    scene: Scene
    api: SlackApi
    desk: ReplyDesk
    files: Files
    sign_in: SignIn
    install: Install
    events: Events
    people: PeopleControl
    backstage: Backstage


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
                self._late(lambda parts: parts.desk.receive),
            ),
            web.get("/link/", self._socket.link),
            web.post("/upload/v1/{file}", self._late(lambda parts: parts.files.receive)),
            web.get("/files/{file}/{name}", self._late(lambda parts: parts.files.download)),
            web.get("/openid/connect/authorize", self._late(lambda parts: parts.sign_in.show)),
            web.post("/openid/connect/authorize", self._late(lambda parts: parts.sign_in.choose)),
            web.get("/openid/connect/keys", self._late(lambda parts: parts.sign_in.keys)),
            web.get("/.well-known/openid-configuration", self._late(lambda parts: parts.sign_in.discovery)),
            web.get("/oauth/v2/authorize", self._late(lambda parts: parts.install.show)),
            web.post("/oauth/v2/authorize", self._late(lambda parts: parts.install.choose)),
        ]

    def control_routes(self) -> list[web.RouteDef]:
        """Paths start with /slack/: what people do and see, then what no person could do."""
        people = [self._control(*key, lambda parts: parts.people.acts()) for key in self._parts.people.acts()]
        backstage = [
            self._control(*key, lambda parts: parts.backstage.acts()) for key in self._parts.backstage.acts()
        ]
        return [*people, *backstage]

    async def start(self) -> None:
        await self._deliveries.start()

    async def stop(self) -> None:
        await self._parts.events.stop()
        await self._socket.stop()
        await self._deliveries.stop()

    async def reset(self) -> None:
        """Back to the first workspace; open sockets stay, so that the app need not connect again."""
        await self._parts.events.stop()
        self._deliveries.kept.clear()
        changes = self._parts.scene.workspace.n
        self._parts = self._assembled()
        # Onlookers ask what is new since a number, and should not have to know of the reset.
        self._parts.scene.workspace.n = changes
        self._parts.scene.workspace.tick()

    def scene(self) -> Scene:
        """As it is at the moment."""
        return self._parts.scene

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

    def _control(self, verb: str, path: str, acts: Callable[[Parts], Acts]) -> web.RouteDef:
        handler = self._late(lambda parts: answered(acts(parts)[verb, path]))
        return web.route(verb, f"/slack/{path}", handler)

    def _assembled(self) -> Parts:
        base, token, now = self._options.slack_url, self._options.bot_token, self._now
        workspace = first_workspace(now, self._options.app_name, self._ring)
        triggers, replies, modals = Triggers(now), Replies(base, now), Modals(workspace)
        refusals = Refusals(workspace, modals, triggers)
        desk, files = ReplyDesk(workspace, replies, refusals), Files(base, workspace)
        sign_in = SignIn(base, workspace, Grants(self._registration, now), self._id_tokens)
        install = Install(workspace, Grants(self._registration, now), token)
        sources = (Chat(workspace), Directory(workspace), Views(workspace, modals, triggers), files)
        tables = [each.methods() for each in (*sources, sign_in, install, self._socket)]
        methods = {name: method for table in tables for name, method in table.items()}
        presses = Presses(workspace, modals, triggers, replies, self._deliveries)
        forms = Forms(workspace, modals, triggers, replies, self._deliveries, presses, refusals)
        commands = Commands(
            workspace, triggers, replies, desk, self._deliveries, refusals, self._options.command
        )
        events = Events(workspace, self._deliveries)
        return Parts(
            Scene(workspace, modals),
            SlackApi(methods, workspace, token, refusals),
            desk,
            files,
            sign_in,
            install,
            events,
            PeopleControl(workspace, modals, commands, presses, forms, events),
            Backstage(
                workspace,
                events,
                self._deliveries,
                self._socket,
                self._id_tokens,
                self._options.signing_secret,
            ),
        )


def _redirect_uris(options: Options) -> frozenset[str]:
    return frozenset({f"{options.public}/slack/identity", f"{options.public}/slack/oauth_redirect"})
