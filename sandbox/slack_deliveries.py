"""Sending things to the app: signed over HTTP, or through Socket Mode while a connection is open.

https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import aiohttp
from yarl import URL

from sandbox.exchanges import Exchanges, Letter
from sandbox.slack_socket import Answer, SocketMode

PATIENCE = 3.0
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
KEPT = 1000


@dataclass
class Delivery:
    """One request to the app as it was sent, kept so that it can be sent again."""

    n: int
    kind: str
    body: str
    headers: Mapping[str, str]
    answer: Answer | None = field(default=None)

    def as_json(self) -> dict[str, Any]:
        answered = None if self.answer is None else self.answer.as_json()
        return {
            "n": self.n,
            "kind": self.kind,
            "body": self.body,
            "headers": dict(self.headers),
            "answer": answered,
        }


def signed(secret: str, body: bytes, timestamp: int) -> dict[str, str]:
    base = b"v0:%d:%s" % (timestamp, body)
    digest = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": str(timestamp), "X-Slack-Signature": f"v0={digest}"}


class Deliveries:
    def __init__(
        self,
        target: str,
        events_url: str,
        secret: str,
        socket: SocketMode,
        exchanges: Exchanges,
        now: Callable[[], float],
    ) -> None:
        """`target` is the base address of the app, `events_url` where everything is posted."""
        self.target = target
        self.events_url = events_url
        self._secret = secret
        self._socket = socket
        self._exchanges = exchanges
        self._now = now
        self._session: aiohttp.ClientSession | None = None
        self._count = 0
        self.kept: list[Delivery] = []

    async def start(self) -> None:
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=PATIENCE),
            cookie_jar=aiohttp.DummyCookieJar(),
            # A connection kept from before the app was restarted would look like a failure of the app.
            connector=aiohttp.TCPConnector(force_close=True),
        )

    async def stop(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def command(self, fields: Mapping[str, str]) -> Answer:
        if self._socket.is_open:
            return await self._socket.deliver("slash_commands", dict(fields))
        return await self.send("command", urlencode(fields).encode(), FORM)

    async def interaction(self, payload: Mapping[str, Any]) -> Answer:
        if self._socket.is_open:
            return await self._socket.deliver("interactive", payload)
        body = urlencode({"payload": json.dumps(payload)}).encode()
        return await self.send(str(payload["type"]), body, FORM)

    async def event(self, payload: Mapping[str, Any], retry: int, reason: str) -> Answer:
        if self._socket.is_open:
            again = {"retry_attempt": retry, "retry_reason": reason}
            return await self._socket.deliver("events_api", payload, again)
        headers = {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason} if retry else {}
        return await self.send("event", json.dumps(payload).encode(), JSON, headers)

    async def send(
        self, kind: str, body: bytes, content_type: str, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Signed as of now; `headers` are added, and replace those of the same name."""
        everything = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            **signed(self._secret, body, int(self._now())),
            **(headers or {}),
        }
        self._count += 1
        delivery = Delivery(self._count, kind, body.decode(errors="replace"), everything)
        self.kept = [*self.kept[-KEPT:], delivery]
        delivery.answer = await self.exchange(kind, body, everything)
        return delivery.answer

    async def exchange(
        self, kind: str, body: bytes, headers: Mapping[str, str], path: str | None = None
    ) -> Answer:
        """Sends exactly these bytes and headers, and waits three seconds at most.

        To a `path` of the app, or where everything goes.
        """
        url = self.events_url if path is None else self.target + path
        place = URL(url, encoded=True).raw_path_qs
        line = self._exchanges.begin("slack", "bot", "POST", place, operation=f"slack.deliver.{kind}")
        line.request = Letter.of(headers, body)
        answer = await self._post(url, body, headers)
        said = Letter.of(answer.headers, answer.body.encode()) if answer.status else None
        self._exchanges.end(line, answer.status, answer.problem, said)
        return answer

    async def _post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        if self._session is None:
            raise RuntimeError("not started")
        try:
            async with self._session.post(url, data=body, headers=headers, allow_redirects=False) as got:
                said = {name.lower(): value for name, value in got.headers.items()}
                return Answer(got.status, await got.text(), got.content_type, headers=said)
        except TimeoutError:
            return Answer(0, problem="operation_timeout")
        except (aiohttp.ClientError, UnicodeDecodeError, OSError):
            return Answer(0, problem="connection_failed")
