"""The bot's calendar, moved ahead: what is due in a month starts now.

The bot offers an address of its own for it, where it has one: GET answers {"now": ISO, "offset": seconds}, PUT of
{"offset": seconds} sets it and answers the same, or {"error": sentence} with a status of 400 and more.
"""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from aiohttp import web

from sandbox.bell import Ring, unheard

PATIENCE = 2.0
UNITS = ("hours", "days", "months")
MOST_AT_ONCE = 10_000


class Immovable(Exception):  # noqa: N818 - a sentence for whoever asked
    """The bot has no calendar to move, or does not answer, or refuses."""


@dataclass(frozen=True)
class Reading:
    """`offset` is in seconds ahead of the real time."""

    now: datetime
    offset: float


class BotCalendar:
    """`n` is the number of changes; `seen` is what the bot said last."""

    def __init__(self, address: str, ring: Ring = unheard) -> None:
        """`address` is empty for a bot without such a thing. `ring` is called when the calendar has moved."""
        self._address = address
        self._ring = ring
        self.n = 0
        self.seen: Mapping[str, Any] = {"movable": bool(address), "now": None, "offset": 0}

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/calendar", self.show), web.post("/calendar", self.move)]

    async def show(self, _request: web.Request) -> web.Response:
        await self.look()
        return web.json_response(self.seen)

    async def move(self, request: web.Request) -> web.Response:
        """{"hours"?, "days"?, "months"?}: ahead by so many; answers as `show`."""
        by = _wish(await request.json())
        try:
            self._note(await self._moved(by))
        except Immovable as why:
            return web.json_response({"error": str(why)}, status=409)
        return web.json_response(self.seen)

    async def look(self) -> None:
        """Asks the bot; one that does not answer has a calendar nobody knows."""
        if self._address:
            try:
                self._note(await self._ask("GET"))
            except Immovable:
                self.seen = {**self.seen, "now": None}

    async def _moved(self, by: Mapping[str, int]) -> Reading:
        if not self._address:
            raise Immovable("This bot has no calendar that can be moved.")
        before = await self._ask("GET")
        ahead = later(before.now, **by) - before.now
        return await self._ask("PUT", {"offset": before.offset + ahead.total_seconds()})

    def _note(self, read: Reading) -> None:
        moved = read.offset != self.seen["offset"]
        self.seen = {"movable": True, "now": read.now.isoformat(), "offset": read.offset}
        if moved:
            self.n += 1
            self._ring()

    async def _ask(self, method: str, body: Mapping[str, Any] | None = None) -> Reading:
        patience = aiohttp.ClientTimeout(total=PATIENCE)
        try:
            async with (
                aiohttp.ClientSession(timeout=patience) as session,
                session.request(method, self._address, json=body) as got,
            ):
                return _read(await got.json())
        except (aiohttp.ClientError, ValueError, TimeoutError):
            raise Immovable("The bot's calendar does not answer.") from None


def _read(said: Any) -> Reading:
    """Raises Immovable for a refusal, ValueError for what makes no sense."""
    match said:
        case {"error": str() as why}:
            raise Immovable(why)
        case {"now": str() as now, "offset": int() | float() as offset}:
            return Reading(datetime.fromisoformat(now), offset)
        case _:
            raise ValueError(said)


def later(now: datetime, hours: int = 0, days: int = 0, months: int = 0) -> datetime:
    """Months are those of the calendar: a month after 31 January is the last day of February."""
    year, month = divmod(now.year * 12 + now.month - 1 + months, 12)
    day = min(now.day, calendar.monthrange(year, month + 1)[1])
    return now.replace(year=year, month=month + 1, day=day) + timedelta(days=days, hours=hours)


def _wish(given: Any) -> dict[str, int]:
    """Raises ValueError for anything but whole numbers of the units, forward."""
    is_known = isinstance(given, dict) and given and set(given) <= set(UNITS)
    if not is_known or not all(type(each) is int and 0 <= each <= MOST_AT_ONCE for each in given.values()):
        raise ValueError(f"Say how far ahead, in whole {', '.join(UNITS)}.")
    return dict(given)
