"""A login and a Graph on loopback for the tests of the client. A test puts in what they answer."""

import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from microsoft.client import MicrosoftClient
from microsoft.clouds import Clouds
from microsoft.limits import Limits
from mip.accounts import Cloud
from mip.credentials import ClientSecret, Secret
from mip.ports import Connection

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

TENANT = "a8990e1f-ff32-408a-9f8e-78d3b9139b95"
CLIENT = "6d1b0c2e-7f3a-4b57-9a0e-0c0ffee0b070"
SECRET = "Q~8.client-secret-value"
V1 = "/v1.0/security/dataSecurityAndGovernance/sensitivityLabels"
BETA = "/beta/security/informationProtection/sensitivityLabels"
CONNECTION = Connection(Cloud.GLOBAL, TENANT, CLIENT, ClientSecret(Secret(SECRET)), "1")
# Short enough for a test, long enough for a busy machine.
LIMITS = Limits()
# For answers that never end.
IMPATIENT = Limits(connect=2, read=0.5, total=1.0, scan=20)


def json_answer(body: Any, status: int = 200, **headers: str) -> web.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return web.json_response(body, status=status, headers=named)


def labels(*names: str, **more: Any) -> dict[str, Any]:
    return {
        "value": [{"id": f"00000000-0000-4000-8000-{hash(n) % 10**12:012d}", "name": n} for n in names],
        **more,
    }


def always(body: Any, status: int = 200, **headers: str) -> Handler:
    async def handle(_request: web.Request) -> web.Response:
        return json_answer(body, status, **headers)

    return handle


def in_turn(*handlers: Handler) -> Handler:
    """One after the other; the last one stays."""
    left = list(handlers)

    async def handle(request: web.Request) -> web.StreamResponse:
        return await (left.pop(0) if len(left) > 1 else left[0])(request)

    return handle


def oauth_error(error: str, code: int, status: int = 400) -> Handler:
    return always({"error": error, "error_codes": [code], "error_description": f"AADSTS{code}: no"}, status)


@dataclass
class World:
    """`calls` are the requests in the order they came; `forms` what was posted for tokens."""

    login: str = ""
    graph: str = ""
    calls: list[str] = field(default_factory=list)
    forms: list[dict[str, Any]] = field(default_factory=list)
    bearers: list[str] = field(default_factory=list)
    queries: list[str] = field(default_factory=list)
    discovery: Handler | None = None
    token: Handler | None = None
    keys: Handler | None = None
    v1: Handler = field(default_factory=lambda: always(labels("General")))
    beta: Handler = field(default_factory=lambda: always({"error": {"code": "accessDenied"}}, 403))

    def count(self, word: str) -> int:
        return sum(word in call for call in self.calls)

    def document(self, tenant: str = TENANT, **changes: Any) -> dict[str, Any]:
        issuer = "{tenantid}" if tenant == "organizations" else TENANT
        base = f"{self.login}/{tenant}"
        return {
            "issuer": f"https://login.microsoftonline.com/{issuer}/v2.0",
            "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
            "token_endpoint": f"{base}/oauth2/v2.0/token",
            "jwks_uri": f"{base}/discovery/v2.0/keys",
            **changes,
        }

    async def on_login(self, request: web.Request) -> web.StreamResponse:
        self.calls.append(f"{request.method} {request.path}")
        if request.path.endswith("/openid-configuration"):
            return await (self.discovery or self._document)(request)
        if request.path.endswith("/keys"):
            return await (self.keys or always({"keys": []}))(request)
        self.forms.append({name: str(value) for name, value in (await request.post()).items()})
        return await (self.token or self._token)(request)

    async def on_graph(self, request: web.Request) -> web.StreamResponse:
        self.calls.append(f"{request.method} {request.path}")
        self.bearers.append(request.headers.get("Authorization", ""))
        self.queries.append(request.query_string)
        return await (self.v1 if request.path == V1 else self.beta)(request)

    async def _document(self, request: web.Request) -> web.Response:
        return json_answer(self.document(request.path.split("/")[1]))

    async def _token(self, _request: web.Request) -> web.Response:
        return json_answer(
            {"token_type": "Bearer", "expires_in": 3599, "access_token": f"token-{len(self.forms)}"}
        )


@asynccontextmanager
async def serving(handler: Handler, tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    """The address of a server that answers everything with `handler`."""
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", handler)
    server = TestServer(app, host="127.0.0.1", scheme="https" if tls else "http")
    await server.start_server(ssl=tls, shutdown_timeout=0.1)
    try:
        yield str(server.make_url("")).rstrip("/")
    finally:
        await server.close()


@asynccontextmanager
async def pretend() -> AsyncIterator[World]:
    world = World()
    async with serving(world.on_login) as login, serving(world.on_graph) as graph:
        world.login, world.graph = login, graph
        yield world


@dataclass
class Naps:
    """Sleeps nothing and notes how long it should have."""

    taken: list[float] = field(default_factory=list)

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)


@asynccontextmanager
async def client_of(
    world: World,
    sleep: Naps | None = None,
    limits: Limits = LIMITS,
    clouds: Clouds | None = None,
    tls: ssl.SSLContext | None = None,
) -> AsyncIterator[MicrosoftClient]:
    client = MicrosoftClient(
        clouds or Clouds(world.login, world.graph),
        tls or ssl.create_default_context(),
        "MIPbot/test",
        lambda: datetime.now(UTC),
        limits,
        sleep or Naps(),
        lambda: 0.5,
    )
    try:
        yield client
    finally:
        await client.close()


def with_tenant(tenant: str) -> Connection:
    return replace(CONNECTION, tenant=tenant)
