"""`GET /live?user=&team=`: what changes, told to a browser as it happens.

Server-sent events, https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

import json
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

from aiohttp import web

from sandbox.bell import Bell, Ear

News = dict[str, Any]
# Proxies and browsers give up on a connection over which nothing comes.
HEARTBEAT = 15.0
# Milliseconds after which a browser that lost us tries again.
AGAIN = 1000


class Watch(Protocol):
    """What one onlooker has already been told about one topic."""

    @property
    def topic(self) -> str: ...

    def news(self) -> News | None:
        """What is new since the last look; everything at the first."""


@dataclass
class Numbered:
    """News as a whole, whenever its number is another than at the last look."""

    topic: str
    number: Callable[[], object]
    whole: Callable[[], News]
    _told: object = None

    def news(self) -> News | None:
        number = self.number()
        if number == self._told:
            return None
        self._told = number
        return self.whole()


class Live:
    def __init__(
        self,
        bell: Bell,
        watches: Callable[[str, str], Awaitable[Sequence[Watch]]],
        heartbeat: float = HEARTBEAT,
    ) -> None:
        """`watches` are made for one onlooker who is the person named, in the workspace named ("" for the
        first); they are told in their order.
        """
        self._bell = bell
        self._watches = watches
        self._heartbeat = heartbeat

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/live", self.stream)]

    async def stream(self, request: web.Request) -> web.StreamResponse:
        if not request.query.get("user"):
            raise ValueError("'user' is missing.")
        watches = await self._watches(request.query["user"], request.query.get("team", ""))
        answer = web.StreamResponse(headers={"Content-Type": "text/event-stream; charset=utf-8"})
        await answer.prepare(request)
        # Whoever looks away closes the window without a word.
        with self._bell.listening() as ear, suppress(ConnectionError):
            await answer.write(b"retry: %d\n\n" % AGAIN)
            await self._tell(answer, watches, ear)
        return answer

    async def _tell(self, answer: web.StreamResponse, watches: Sequence[Watch], ear: Ear) -> None:
        while not self._bell.is_over:
            for watch in watches:
                news = watch.news()
                if news is not None:
                    await answer.write(_event(watch.topic, news))
            while not await ear.hears(self._heartbeat):
                await answer.write(b": still here\n\n")


def _event(topic: str, news: News) -> bytes:
    return f"event: {topic}\ndata: {json.dumps(news)}\n\n".encode()
