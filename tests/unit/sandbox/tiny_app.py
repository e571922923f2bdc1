"""A tiny app in front of the whole sandbox: it answers as each test tells it."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import aiohttp
import pytest_asyncio
from aiohttp import web

from sandbox.defaults import Options
from sandbox.slack_api import FORM_ONLY
from sandbox.slack_deliveries import signed
from sandbox.visitor import Visitor
from sandbox.world import World

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def entry(label: str, **element: Any) -> Json:
    made = {"type": "plain_text_input", "action_id": label, **element}
    return {"type": "input", "block_id": label, "label": plain(label), "element": made}


FORM = {
    "type": "modal",
    "title": plain("A form"),
    "submit": plain("Save"),
    "blocks": [
        entry("Name"),
        entry("Where", type="conversations_select", default_to_current_conversation=True),
    ],
}


@dataclass
class TinyApp:
    """Keeps what it was sent, and answers as told, after `waits` seconds; the command `form` opens `view`."""

    secret: str
    answer: web.Response | None = None
    got: list[Json] = field(default_factory=list)
    calls: Any = None
    view: Json = field(default_factory=lambda: FORM)
    waits: float = 0

    async def receive(self, request: web.Request) -> web.Response:
        body = await request.read()
        stamp = int(request.headers["X-Slack-Request-Timestamp"])
        assert signed(self.secret, body, stamp)["X-Slack-Signature"] == request.headers["X-Slack-Signature"]
        fields = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        self.got.append(json.loads(fields["payload"]) if "payload" in fields else fields)
        if fields.get("text") == "form":
            await self.calls("views.open", trigger_id=fields["trigger_id"], view=self.view)
        await asyncio.sleep(self.waits)
        answer, self.answer = self.answer, None
        return answer or web.Response()


@dataclass
class Scene:
    world: World
    app: TinyApp
    session: aiohttp.ClientSession

    @property
    def olivia(self) -> Visitor:
        return Visitor(self.world.options.control_url, "olivia", self.session)

    async def ask(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> Json:
        """A route of the control listener; an answer that is no success comes with its "status"."""
        address = self.world.options.control_url + path
        async with self.session.request(method, address, json=body, headers=headers) as got:
            answer: Json = await got.json()
            return answer if got.ok else {"status": got.status, **answer}

    @asynccontextmanager
    async def looking(self, user: str = "olivia") -> AsyncIterator["Onlooker"]:
        address = f"{self.world.options.control_url}/live"
        async with self.session.get(address, params={"user": user}) as stream:
            yield Onlooker(stream)

    async def call(self, method: str, **arguments: Any) -> Json:
        headers = {"Authorization": f"Bearer {self.world.options.bot_token}"}
        address = f"{self.world.options.slack_url}/api/{method}"
        is_form = method in FORM_ONLY
        data, body = (arguments, None) if is_form else (None, arguments)
        async with self.session.post(address, data=data, json=body, headers=headers) as got:
            answer: Json = await got.json()
            return answer


@dataclass
class Onlooker:
    """A browser with the page open."""

    stream: aiohttp.ClientResponse

    async def event(self) -> tuple[str, Json]:
        """The next one. Raises EOFError when the stream has ended."""
        topic = ""
        async with asyncio.timeout(30):
            while line := (await self.stream.content.readline()).decode():
                name, _, value = line.rstrip("\n").partition(": ")
                topic = value if name == "event" else topic
                if name == "data":
                    return topic, json.loads(value)
        raise EOFError

    async def first(self) -> dict[str, Json]:
        """What everybody is told at the beginning."""
        return dict([await self.event() for _ in range(6)])

    async def hears(self, topic: str) -> Json:
        """The next event of the topic, whatever comes before it."""
        while True:
            named, data = await self.event()
            if named == topic:
                return data


@pytest_asyncio.fixture
async def scene() -> AsyncIterator[Scene]:
    async with staged() as made:
        yield made


@asynccontextmanager
async def staged(**options: Any) -> AsyncIterator[Scene]:
    app = TinyApp(Options().signing_secret)
    served = web.Application()
    served.add_routes([web.post("/slack/events", app.receive)])
    runner = web.AppRunner(served, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    target = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        async with (
            World(Options(target=target, **options), time.time) as world,
            aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session,
        ):
            made = Scene(world, app, session)
            app.calls = made.call
            yield made
    finally:
        await runner.cleanup()
