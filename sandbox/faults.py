"""The list of faults that were ordered over the control API, and which of them meets a request."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, TypeVar

from aiohttp import web

from sandbox.bell import Ring, unheard

# Each kind with the arguments that it cannot do without; fault_answers.py has the others.
KINDS: Mapping[str, tuple[str, ...]] = {
    "status": ("status",),
    "throttle": (),
    "slow": ("seconds",),
    "hang": (),
    "drip": ("bytes_per_second",),
    "reset": (),
    "reset_after": (),
    "truncate": (),
    "html": (),
    "gzip_bomb": ("megabytes",),
    "redirect": ("location",),
    "json": ("body",),
    "text": ("body",),
    "hold": (),
}

# What the log says beside a request, apart from its answer.
NOTE = web.RequestKey("note", str)

Handler = TypeVar("Handler", bound=Callable[..., Awaitable[web.StreamResponse]])


def operation(name: str) -> Callable[[Handler], Handler]:
    """Names what a route does, for the fault list and the log: `@operation("login.token")`.

    Placeholders are filled from the route: `@operation("slack.{method}")` on "/api/{method}".
    """

    def remember(handler: Handler) -> Handler:
        handler.operation = name  # type: ignore[attr-defined] # read back by operation_of
        return handler

    return remember


def operation_of(request: web.Request) -> str:
    """The name given with `@operation`; "" for a route without one, which no fault can meet."""
    name: str = getattr(request.match_info.handler, "operation", "")
    return name.format_map(request.match_info)


@dataclass
class Fault:
    """`matched` counts requests of the operation, `applied` those that were really met by the fault."""

    id: str
    where: str
    kind: str
    times: int
    after: int
    arguments: Mapping[str, Any]
    matched: int = 0
    applied: int = 0
    held: int = 0
    released: asyncio.Event = field(default_factory=asyncio.Event)
    ring: Ring = unheard

    def concerns(self, name: str, tenant: str) -> bool:
        """`tenant`: as the request's path names it, "" where it names none."""
        if self.arguments.get("tenant", tenant) != tenant:
            return False
        if self.where.endswith("*"):
            return name.startswith(self.where[:-1])
        return name == self.where

    def is_due(self) -> bool:
        return self.matched > self.after and (self.times == 0 or self.applied < self.times)

    async def hold(self) -> None:
        """Waits until the fault is removed; `held` tells an onlooker how many wait."""
        self.held += 1
        self.ring()
        try:
            await self.released.wait()
        finally:
            self.held -= 1
            self.ring()

    def as_json(self) -> dict[str, object]:
        shown = ("id", "where", "kind", "times", "after", "matched", "applied", "held")
        return {**self.arguments, **{name: getattr(self, name) for name in shown}}


class Faults:
    """`n` is the number of changes so far."""

    def __init__(self, ring: Ring = unheard) -> None:
        """`ring` is called at every change."""
        self._ids = count(1)
        self._faults: dict[str, Fault] = {}
        self._ring = ring
        self.n = 0

    def add(self, where: str, kind: str, times: int = 1, after: int = 0, **arguments: Any) -> Fault:
        """`times` 0 means until removed. Raises ValueError for an unknown kind or a missing argument."""
        if kind not in KINDS:
            raise ValueError(f"Unknown kind of fault {kind!r}. Known: {', '.join(sorted(KINDS))}")
        if missing := [name for name in KINDS[kind] if name not in arguments]:
            raise ValueError(f"A fault of the kind {kind} needs: {', '.join(missing)}")
        identity = f"fault-{next(self._ids)}"
        fault = Fault(identity, where, kind, times, after, arguments, ring=self._changed)
        self._faults[fault.id] = fault
        self._changed()
        return fault

    def take(self, name: str, tenant: str = "") -> Fault | None:
        """Called once for each request: the first fault that is due for the operation, if any."""
        concerned = [fault for fault in self._faults.values() if fault.concerns(name, tenant)]
        if concerned:
            self._changed()
        for fault in concerned:
            fault.matched += 1
        for fault in concerned:
            if fault.is_due():
                fault.applied += 1
                return fault
        return None

    def remove(self, identity: str) -> None:
        """Lets go what the fault holds. Raises KeyError for an unknown id."""
        self._faults.pop(identity).released.set()
        self._changed()

    def clear(self) -> None:
        for identity in list(self._faults):
            self.remove(identity)

    def as_json(self) -> list[dict[str, object]]:
        return [fault.as_json() for fault in self._faults.values()]

    def _changed(self) -> None:
        self.n += 1
        self._ring()
