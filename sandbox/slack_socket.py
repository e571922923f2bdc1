"""Socket Mode: a web socket over which the app gets its deliveries and acknowledges them.

https://docs.slack.dev/apis/events-api/using-socket-mode
"""

import asyncio
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSCloseCode, web

from sandbox.faults import operation
from sandbox.slack_calls import Call, Method
from sandbox.slack_workspace import APP

PATIENCE = 3.0
OK = 200


@dataclass(frozen=True)
class Answer:
    """What the app answered to a delivery; `status` is 0 and `problem` says why when it did not.

    The names of `headers` are in lower case.
    """

    status: int
    body: str = ""
    content_type: str = ""
    problem: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_ok(self) -> bool:
        return self.status == OK

    def as_json(self) -> dict[str, Any]:
        return {"status": self.status, "body": self.body, "problem": self.problem}


class SocketMode:
    def __init__(self, base: str) -> None:
        self._base = base
        self._tickets: set[str] = set()
        self._open: list[web.WebSocketResponse] = []
        self._waiting: dict[str, asyncio.Future[Any]] = {}

    @property
    def is_open(self) -> bool:
        return bool(self._open)

    def methods(self) -> Mapping[str, Method]:
        return {"apps.connections.open": Method(self._issue, token="app")}

    @operation("slack.socket")
    async def link(self, request: web.Request) -> web.StreamResponse:
        """The web socket itself; its address works once."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            raise web.HTTPForbidden
        self._tickets.remove(ticket)
        connection = web.WebSocketResponse()
        await connection.prepare(request)
        self._open.append(connection)
        try:
            await connection.send_json(self._hello())
            await self._listen(connection)
        finally:
            self._open.remove(connection)
        return connection

    async def deliver(
        self, kind: str, payload: Mapping[str, Any], again: Mapping[str, Any] | None = None
    ) -> Answer:
        """One connection, any of them, gets it; the acknowledgement must come within three seconds."""
        envelope_id = secrets.token_hex(16)
        envelope = {
            "type": kind,
            "envelope_id": envelope_id,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
            **(again or {}),
        }
        waiting = self._waiting[envelope_id] = asyncio.get_running_loop().create_future()
        try:
            await secrets.choice(self._open).send_json(envelope)
            answer = await asyncio.wait_for(waiting, PATIENCE)
        except TimeoutError:
            return Answer(0, problem="operation_timeout")
        except ConnectionError:
            return Answer(0, problem="connection_failed")
        finally:
            del self._waiting[envelope_id]
        return Answer(OK, "" if answer is None else json.dumps(answer), "application/json")

    async def disconnect(self) -> None:
        """Asks every app to connect anew, as Slack does every few hours."""
        for connection in list(self._open):
            await connection.send_json({"type": "disconnect", "reason": "refresh_requested"})

    async def stop(self) -> None:
        for connection in list(self._open):
            await connection.close(code=WSCloseCode.GOING_AWAY)

    def _issue(self, _call: Call) -> dict[str, Any]:
        ticket = secrets.token_hex(16)
        self._tickets.add(ticket)
        return {"url": f"{self._base.replace('http', 'ws', 1)}/link/?ticket={ticket}&app_id={APP}"}

    def _hello(self) -> dict[str, Any]:
        return {
            "type": "hello",
            "num_connections": len(self._open),
            "debug_info": {"host": "applink-sandbox", "approximate_connection_time": 18060},
            "connection_info": {"app_id": APP},
        }

    async def _listen(self, connection: web.WebSocketResponse) -> None:
        async for message in connection:
            if not isinstance(message.data, str):
                continue
            acknowledged = json.loads(message.data)
            waiting = self._waiting.get(acknowledged.get("envelope_id"))
            if waiting is not None and not waiting.done():
                waiting.set_result(acknowledged.get("payload"))
