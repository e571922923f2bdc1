"""A bot of a few lines behind a pretend Slack: a test says what it answers, well or badly."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web
from playwright.async_api import Page

from sandbox.defaults import Options
from sandbox.world import World as Sandbox

HOST = "127.0.0.1"
SECURITY = "C0SECURITY"
Json = dict[str, Any]
Listener = Callable[[Json], Awaitable[Json | str | None]]


async def silent(_payload: Json) -> None:
    return None


@dataclass
class TinyBot:
    """`heard` are the payloads in the order in which they came; a listener answers a dict, a text, or nothing."""

    sandbox: Sandbox
    session: aiohttp.ClientSession
    on_command: Listener = silent
    on_action: Listener = silent
    on_submit: Listener = silent
    on_close: Listener = silent
    on_event: Listener = silent
    heard: list[Json] = field(default_factory=list)

    @property
    def control(self) -> str:
        return self.sandbox.options.addresses["control"]

    async def call(self, method: str, **arguments: Any) -> Json:
        """A method of the Web API that Slack does not refuse."""
        found = await self.attempt(method, **arguments)
        assert found["ok"], found
        return found

    async def attempt(self, method: str, **arguments: Any) -> Json:
        """A method of the Web API, whatever Slack says to it."""
        options = self.sandbox.options
        headers = {"Authorization": f"Bearer {options.bot_token}"}
        url = f"{options.addresses['slack']}/api/{method}"
        # Not every method takes JSON.
        form = {
            name: given if isinstance(given, str) else json.dumps(given) for name, given in arguments.items()
        }
        async with self.session.post(url, data=form, headers=headers) as answer:
            found: Json = await answer.json()
            return found

    async def post(self, text: str, channel: str = SECURITY, **more: Any) -> str:
        """The time stamp of the message."""
        return str((await self.call("chat.postMessage", channel=channel, text=text, **more))["ts"])

    async def ask(self, method: str, path: str, body: Json | None = None) -> Any:
        """A switch of the sandbox."""
        async with self.session.request(method, f"{self.control}{path}", json=body) as answer:
            return await answer.json()

    async def receive(self, request: web.Request) -> web.Response:
        payload = await _payload(request)
        self.heard.append(payload)
        answer = await self._listener(payload)(payload)
        if isinstance(answer, dict):
            return web.json_response(answer)
        return web.Response(text=answer or "")

    def _listener(self, payload: Json) -> Listener:
        return {
            "command": self.on_command,
            "block_actions": self.on_action,
            "view_submission": self.on_submit,
            "view_closed": self.on_close,
        }.get(payload.get("type", "command"), self.on_event)


async def _payload(request: web.Request) -> Json:
    if request.content_type == "application/json":
        found: Json = await request.json()
        return found
    form = await request.post()
    return dict(json.loads(str(form["payload"]))) if "payload" in form else {**form, "type": "command"}


@asynccontextmanager
async def tiny_bot(window: Page, **options: Any) -> AsyncIterator[TinyBot]:
    """`options` are those of the sandbox. The window is left before the sandbox stops: it would complain."""
    app = web.Application()
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
    async with aiohttp.ClientSession() as session:
        made: list[TinyBot] = []

        async def receive(request: web.Request) -> web.Response:
            return await made[0].receive(request)

        app.router.add_post("/slack/events", receive)
        await runner.setup()
        try:
            await web.TCPSite(runner, HOST, 0).start()
            target = f"http://{HOST}:{runner.addresses[0][1]}"
            async with Sandbox(Options(target=target, **options), time.time) as sandbox:
                made.append(TinyBot(sandbox, session))
                try:
                    yield made[0]
                finally:
                    await window.goto("about:blank")
        finally:
            await runner.cleanup()


def section(text: str, block_id: str = "words", accessory: Json | None = None) -> Json:
    block: Json = {"type": "section", "block_id": block_id, "text": {"type": "mrkdwn", "text": text}}
    return block if accessory is None else {**block, "accessory": accessory}


def button(text: str, action_id: str) -> Json:
    return {"type": "button", "action_id": action_id, "text": {"type": "plain_text", "text": text}}


def field_for(label: str, block_id: str, **more: Any) -> Json:
    """An input of one line."""
    element = {"type": "plain_text_input", "action_id": "text"}
    return {
        "type": "input",
        "block_id": block_id,
        "label": {"type": "plain_text", "text": label},
        "element": element,
        **more,
    }


def modal_of(title: str, *blocks: Json, submit: str | None = "Save", **more: Any) -> Json:
    named = {} if submit is None else {"submit": {"type": "plain_text", "text": submit}}
    return {
        "type": "modal",
        "title": {"type": "plain_text", "text": title},
        "close": {"type": "plain_text", "text": "Cancel"},
        "blocks": list(blocks),
        **named,
        **more,
    }


async def until(true: Callable[[], bool], patience: float = 60.0) -> None:
    """Raises TimeoutError."""
    async with asyncio.timeout(patience):
        while not true():  # noqa: ASYNC110 - what is waited for is an outcome, not a signal
            await asyncio.sleep(0.02)
