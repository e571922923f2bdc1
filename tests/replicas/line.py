"""What lies between a bot and whatever it asks: every byte passes, until a test cuts, delays or loses some."""

import asyncio
import re
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum
from urllib.parse import parse_qs, urlsplit

from tests.world import HOST, free_port

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
# SO_LINGER switched on with zero seconds: close() then sends RST instead of FIN.
_LINGER_ZERO = struct.pack("ii", 1, 0)


class Snapped(ConnectionError):  # noqa: N818 - what happens
    """Here the wire broke."""


class How(Enum):
    """Of a statement that is cut: nothing arrives, half of it does, or it is done and the answer gets lost."""

    BEFORE = "before"
    MIDDLE = "in the middle"
    ANSWER = "on the way back"


@dataclass
class Cut:
    """On the first connection that says `marked`, at the next thing with `at` in it, and only once."""

    marked: re.Pattern[bytes]
    at: bytes
    how: How
    happened: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(eq=False)
class Wire:
    """One connection. `is_dead`: neither side hears the other, and nobody is told."""

    here: Streams
    there: Streams
    is_dead: bool = False
    is_marked: bool = False
    answer_lost: Cut | None = None
    over: asyncio.Event = field(default_factory=asyncio.Event)

    def reset(self) -> None:
        for _, writer in (self.here, self.there):
            with suppress(OSError, AttributeError):
                writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_ZERO)
            writer.transport.abort()


@dataclass
class Line:
    """`delay` in seconds, each way. `is_silent`: whoever connects is taken and never answered."""

    reach: Callable[[], Awaitable[Streams]]
    port: int = field(default_factory=free_port)
    delay: float = 0.0
    is_silent: bool = False
    cut: Cut | None = None
    taken: int = 0
    _wires: set[Wire] = field(default_factory=set)

    def falls_silent(self) -> None:
        self.is_silent = True
        self.loses_all()

    def loses_all(self) -> None:
        """As a firewall that forgot its connections: each is half-open for ever, and new ones are as good as any."""
        for wire in self._wires:
            wire.is_dead = True

    def cuts(self, marked: str, at: bytes, how: How) -> Cut:
        self.cut = Cut(re.compile(marked.encode()), at, how)
        return self.cut

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.taken += 1
        try:
            wire = Wire((reader, writer), await self.reach(), is_dead=self.is_silent)
        except OSError:
            writer.close()
            return
        self._wires.add(wire)
        with suppress(OSError):
            await asyncio.gather(
                self._pass(wire, reader, wire.there[1], self._out),
                self._pass(wire, wire.there[0], writer, self._back),
            )
        self._wires.discard(wire)
        wire.reset()

    def end(self) -> None:
        for wire in self._wires:
            wire.over.set()
            wire.reset()

    async def _pass(
        self,
        wire: Wire,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        looked_at: Callable[[Wire, bytes], bytes],
    ) -> None:
        """Raises OSError when it breaks; then the other direction is over, too."""
        while data := await reader.read(65536):
            await asyncio.sleep(self.delay)
            if not wire.is_dead:
                writer.write(looked_at(wire, data))
                await writer.drain()
        if wire.is_dead:
            # Who hangs up is not heard either.
            await wire.over.wait()
        writer.write_eof()

    def _out(self, wire: Wire, data: bytes) -> bytes:
        """Raises Snapped where nothing more of it is to arrive."""
        cut = self.cut
        if cut is None or not self._is_due(cut, wire, data):
            return data
        self.cut = None
        if cut.how is How.ANSWER:
            wire.answer_lost = cut
            return data
        if cut.how is How.MIDDLE:
            wire.there[1].write(data[: len(data) // 2])
        cut.happened.set()
        raise Snapped

    def _back(self, wire: Wire, data: bytes) -> bytes:
        """The far side has done it once it answers."""
        if wire.answer_lost is None:
            return data
        wire.answer_lost.happened.set()
        raise Snapped

    def _is_due(self, cut: Cut, wire: Wire, data: bytes) -> bool:
        wire.is_marked = wire.is_marked or bool(cut.marked.search(data))
        return wire.is_marked and cut.at in data


@asynccontextmanager
async def lying(reach: Callable[[], Awaitable[Streams]]) -> AsyncIterator[Line]:
    line = Line(reach)
    server = await asyncio.start_server(line.meet, HOST, line.port)
    try:
        yield line
    finally:
        server.close()
        line.end()
        await server.wait_closed()


@asynccontextmanager
async def before_postgres(database: str) -> AsyncIterator[tuple[Line, str]]:
    """With the address by which a bot then reaches this database, of a server that listens on a socket file."""
    parts = urlsplit(database)
    folder = parse_qs(parts.query)["host"][0]
    async with lying(lambda: asyncio.open_unix_connection(f"{folder}/.s.PGSQL.5432")) as line:
        yield line, f"postgres://{parts.username or 'postgres'}@{HOST}:{line.port}{parts.path}"


@asynccontextmanager
async def before_http(address: str) -> AsyncIterator[tuple[Line, str]]:
    parts = urlsplit(address)
    async with lying(lambda: asyncio.open_connection(parts.hostname, parts.port)) as line:
        yield line, f"http://{HOST}:{line.port}"
