"""Events API: an event is sent again, three times at most, until the app answers 2xx within three seconds.

https://docs.slack.dev/apis/events-api#error-handling
"""

import asyncio
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from sandbox.slack_deliveries import Deliveries
from sandbox.slack_payloads import VERIFICATION, event_callback
from sandbox.slack_socket import Answer
from sandbox.slack_workspace import Person, Workspace

# Seconds before each of the three retries: at once, after one minute, after five.
WAITS = (0.0, 60.0, 300.0)


class Events:
    def __init__(self, workspace: Workspace, deliveries: Deliveries) -> None:
        self._workspace = workspace
        self._deliveries = deliveries
        self._retrying: set[asyncio.Task[None]] = set()

    async def send(
        self,
        event: dict[str, Any],
        waits: Sequence[float] = WAITS,
        event_id: str | None = None,
        outer: Mapping[str, Any] | None = None,
    ) -> Answer:
        """The answer to the first attempt; retries go on behind the caller's back.

        `outer` replaces fields of what is around the event, such as event_time.
        """
        at = (outer or {}).get("event_time", self._workspace.now())
        dated = {"event_ts": f"{at:.6f}", **event}
        made = event_callback(self._workspace.team, dated, event_id or self._workspace.next_id("Ev"), at)
        payload = {**made, **(outer or {})}
        answer = await self._deliveries.event(payload, 0, "")
        if _is_wanted_again(answer):
            retries = asyncio.create_task(self._retry(payload, answer, waits))
            self._retrying.add(retries)
            retries.add_done_callback(self._retrying.discard)
        return answer

    async def home_opened(self, person: Person, view: dict[str, Any] | None) -> Answer:
        if not self._workspace.team.is_installed:
            return Answer(0, problem="not_installed")
        event: dict[str, Any] = {
            "type": "app_home_opened",
            "user": person.id,
            "channel": person.dm,
            "tab": "home",
        }
        return await self.send(event if view is None else {**event, "view": view})

    async def verify_address(self, challenge: str) -> Answer:
        payload = {"token": VERIFICATION, "challenge": challenge, "type": "url_verification"}
        return await self._deliveries.event(payload, 0, "")

    async def stop(self) -> None:
        for task in self._retrying:
            task.cancel()
        await asyncio.gather(*self._retrying, return_exceptions=True)

    async def _retry(self, payload: dict[str, Any], answer: Answer, waits: Sequence[float]) -> None:
        for number, wait in enumerate(waits, start=1):
            await asyncio.sleep(wait)
            answer = await self._deliveries.event(payload, number, _reason(answer))
            if not _is_wanted_again(answer):
                return


def _is_wanted_again(answer: Answer) -> bool:
    is_done = HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES
    return not is_done and answer.headers.get("x-slack-no-retry") != "1"


def _reason(answer: Answer) -> str:
    reasons = {"operation_timeout": "http_timeout", "connection_failed": "connection_failed"}
    return reasons.get(answer.problem, "http_error")
