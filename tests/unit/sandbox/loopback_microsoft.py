"""The Microsoft side alone, on loopback, with a clock of its own."""

import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import aiohttp
import pytest_asyncio
from aiohttp import web
from yarl import URL

from sandbox.control import plain_errors
from sandbox.defaults import Options
from sandbox.exchanges import Exchanges
from sandbox.faults import Faults
from sandbox.listener import pretend_server
from sandbox.microsoft_app import MicrosoftSide
from sandbox.microsoft_catalogue import CONTOSO

START = 1_800_000_000.0
SCOPE = "https://graph.microsoft.com/.default"
V1 = "/v1.0/security/dataSecurityAndGovernance/sensitivityLabels"
CALLBACK = "http://127.0.0.1:3000/microsoft/callback"
OPERATOR = Options().app_client_id


@dataclass
class Answer:
    status: int
    headers: Mapping[str, str]
    text: str
    body: Any = None

    @property
    def query(self) -> Mapping[str, str]:
        """Of the address that the browser is sent to."""
        return URL(self.headers["Location"]).query


@dataclass
class Microsoft:
    """A browser and a program in one: cookies are kept, redirects are not followed."""

    options: Options
    faults: Faults
    exchanges: Exchanges
    session: aiohttp.ClientSession
    time: list[float] = field(default_factory=lambda: [START])

    def later(self, seconds: float) -> None:
        self.time[0] += seconds

    async def ask(self, method: str, address: str, **wish: Any) -> Answer:
        async with self.session.request(method, address, allow_redirects=False, **wish) as response:
            text = await response.text()
            body = await response.json(content_type=None) if text[:1] in {"{", "["} else None
            return Answer(response.status, response.headers, text, body)

    async def switch(self, method: str, path: str, wish: Any = None) -> Any:
        answer = await self.ask(method, self.options.control_url + path, json=wish)
        assert answer.status < 300, answer.text
        return answer.body

    async def token(self, form: Mapping[str, str], tenant: str = CONTOSO) -> Answer:
        return await self.ask("POST", f"{self.options.login_url}/{tenant}/oauth2/v2.0/token", data=form)

    async def app(self, name: str) -> dict[str, Any]:
        apps = await self.switch("GET", "/microsoft/apps")
        return next(app for app in apps if app["name"].startswith(name))

    async def app_form(self, name: str = "Contoso") -> dict[str, str]:
        app = await self.app(name)
        return {
            "grant_type": "client_credentials",
            "client_id": app["client_id"],
            "client_secret": app["secrets"][0]["value"],
            "scope": SCOPE,
        }

    async def person(self, name: str) -> str:
        tenants = await self.switch("GET", "/microsoft/tenants")
        people = [person for tenant in tenants for person in tenant["people"]]
        return str(next(person["oid"] for person in people if person["name"] == name))

    async def labels(self, token: str, address: str = V1, **headers: str) -> Answer:
        url = address if address.startswith("http") else self.options.graph_url + address
        return await self.ask("GET", url, headers={"Authorization": f"Bearer {token}", **headers})


def consent_address(microsoft: Microsoft, tenant: str = CONTOSO, **change: str) -> str:
    query = {"client_id": OPERATOR, "redirect_uri": CALLBACK, "scope": SCOPE, "state": "s2", **change}
    return str(URL(f"{microsoft.options.login_url}/{tenant}/v2.0/adminconsent").with_query(query))


@pytest_asyncio.fixture
async def microsoft() -> AsyncIterator[Microsoft]:
    time = [START]
    # Bound before their numbers are told: nobody else can get them meanwhile.
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(3)]
    login, graph, control = (each.getsockname()[1] for each in sockets)
    options = replace(Options(), login_port=login, graph_port=graph, control_port=control)
    faults, exchanges = Faults(), Exchanges(lambda: time[0])
    async with AsyncExitStack() as stack:
        side = MicrosoftSide(options, lambda: time[0])
        switches = web.Application(middlewares=[plain_errors])
        switches.add_routes(side.control_routes())
        apps = [
            pretend_server("login", side.login_routes(), faults, exchanges),
            pretend_server("graph", side.graph_routes(), faults, exchanges),
            switches,
        ]
        for app, listening in zip(apps, sockets, strict=True):
            await stack.enter_async_context(serving(app, listening))
        stack.callback(faults.clear)
        # A browser's jar keeps cookies of bare addresses too.
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(cookie_jar=jar) as session:
            yield Microsoft(options, faults, exchanges, session, time)


@asynccontextmanager
async def serving(app: web.Application, listening: socket.socket) -> AsyncIterator[None]:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    try:
        await web.SockSite(runner, listening).start()
        yield
    finally:
        await runner.cleanup()
