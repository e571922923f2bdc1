"""HTTP by hand, byte for byte: what no client library would send, and the answer as it came."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

HOST = "127.0.0.1"
PATIENCE = 30.0

Headers = Sequence[tuple[str, str | bytes]]


@dataclass(frozen=True)
class Answer:
    """Header names are lower-case here; one that came twice stands twice."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key == name]

    def get(self, name: str) -> str:
        return ", ".join(self.all(name))

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def raw(self) -> str:
        """Everything that came back, to look for what must not."""
        return "\n".join([*(f"{name}: {value}" for name, value in self.headers), self.text])


def request(method: str, target: str, headers: Headers, body: bytes = b"") -> bytes:
    """The bytes of a request. `Host`, `Content-Length` and `Connection` are the caller's business."""
    lines = [f"{method} {target} HTTP/1.1".encode()]
    for name, value in headers:
        lines.append(name.encode() + b": " + (value if isinstance(value, bytes) else value.encode()))
    return b"\r\n".join([*lines, b"", body])


async def exchange(port: int, sent: bytes, *, until_closed: bool = False) -> Answer:
    """Sends these bytes and reads one answer; `until_closed` waits for the other side to hang up as well.

    Raises TimeoutError; ConnectionError when nothing came back.
    """
    async with asyncio.timeout(PATIENCE):
        reader, writer = await asyncio.open_connection(HOST, port)
        try:
            writer.write(sent)
            answer = await _read(reader)
            if until_closed:
                assert await reader.read() == b""
            return answer
        finally:
            writer.close()
            await _closed(writer)


async def _closed(writer: asyncio.StreamWriter) -> None:
    try:
        await writer.wait_closed()
    except ConnectionError:
        return  # the other side was faster


async def _read(reader: asyncio.StreamReader) -> Answer:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    except asyncio.IncompleteReadError:
        raise ConnectionError("closed without an answer") from None
    pairs = [line.partition(":") for line in head[1:] if line]
    headers = tuple((name.lower(), value.strip()) for name, _, value in pairs)
    answer = Answer(int(head[0].split(" ")[1]), headers, b"")
    length = int(answer.get("content-length") or 0)
    try:
        return Answer(answer.status, headers, await reader.readexactly(length))
    except asyncio.IncompleteReadError as cut:
        return Answer(answer.status, headers, cut.partial)  # to HEAD there is a length and no body
