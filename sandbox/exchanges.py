"""The log of HTTP exchanges: who asked whom for what, with every secret masked."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sandbox.bell import Ring, unheard
from sandbox.looks import masked

# So many of the latest are kept in full.
KEPT = 1000
LARGEST_BODY = 512 * 1024


@dataclass(frozen=True)
class Letter:
    """What was said in one direction. `left_out` tells why the body is not here, if it is not."""

    headers: tuple[tuple[str, str], ...]
    body: bytes = b""
    left_out: str = ""

    @classmethod
    def of(cls, headers: Mapping[str, str], body: bytes = b"") -> "Letter":
        """Without a body that is too large, or that a reader would have to unpack first."""
        lines = tuple(headers.items())
        if len(body) > LARGEST_BODY:
            return cls(lines, left_out=f"{len(body)} bytes, too many to keep")
        if headers.get("Content-Encoding", "identity") != "identity":
            return cls(lines, left_out=f"{len(body)} bytes, compressed")
        return cls(lines, body)

    def header(self, name: str) -> str:
        return next((value for each, value in self.headers if each.lower() == name.lower()), "")


@dataclass(eq=False)
class Exchange:
    """One request; `status` stays None until it is answered, and is 0 when the connection was cut instead.

    `request` and `answer` are None where nothing was kept of them.
    """

    n: int
    at: float
    sender: str
    receiver: str
    method: str
    path: str
    operation: str
    status: int | None = None
    note: str = ""
    ms: int | None = None
    request: Letter | None = None
    answer: Letter | None = None

    def as_json(self) -> dict[str, object]:
        return {
            "n": self.n,
            "at": self.at,
            "from": self.sender,
            "to": self.receiver,
            "method": self.method,
            "path": self.path,
            "status": self.status,
            "operation": self.operation,
            "note": self.note,
            "ms": self.ms,
        }


class Exchanges:
    """Numbered from 1; numbers go on after a reset so that a reader who asks for `since` misses nothing.

    `changes` is how often a line was begun or ended since the last of the `resets`.
    """

    def __init__(self, now: Callable[[], float], ring: Ring = unheard) -> None:
        """`ring` is called when an exchange begins, and when it ends."""
        self._now = now
        self._ring = ring
        self._first = 1
        self._kept: list[Exchange] = []
        self._changed: list[Exchange] = []
        self.resets = 0

    @property
    def changes(self) -> int:
        return len(self._changed)

    def begin(
        self, sender: str, receiver: str, method: str, path: str, *, operation: str, note: str = ""
    ) -> Exchange:
        """Writes the line when the request arrives or leaves; `end` is told how it was answered.

        `sender` and `receiver` are "bot", "browser", "slack", "login" or "graph".
        """
        number = self._first + len(self._kept)
        line = Exchange(number, self._now(), sender, receiver, method, masked(path), operation, note=note)
        self._kept.append(line)
        self._forget_bodies()
        self._tell(line)
        return line

    def end(self, line: Exchange, status: int, note: str = "", answer: Letter | None = None) -> None:
        line.status, line.note, line.answer = status, note, answer
        line.ms = round((self._now() - line.at) * 1000)
        # What began before a reset is nobody's business any more.
        if line.n >= self._first:
            self._tell(line)

    def since(self, number: int) -> list[dict[str, object]]:
        """The lines after `number`."""
        return [line.as_json() for line in self._kept if line.n > number]

    def find(self, number: int) -> Exchange:
        """Raises KeyError for one that never was, or was before the last reset."""
        place = number - self._first
        if not 0 <= place < len(self._kept):
            raise KeyError(f"No exchange {number}")
        return self._kept[place]

    def recent(self) -> list[Exchange]:
        """Those of which everything is kept."""
        return self._kept[-KEPT:]

    def changed_since(self, change: int) -> list[Exchange]:
        """The lines that were begun or ended after so many changes."""
        return list(dict.fromkeys(self._changed[change:]))

    def counts(self) -> dict[str, int]:
        return dict(Counter(line.operation for line in self._kept))

    def reset(self) -> None:
        self._first += len(self._kept)
        self._kept.clear()
        self._changed.clear()
        self.resets += 1
        self._ring()

    def _tell(self, line: Exchange) -> None:
        self._changed.append(line)
        self._ring()

    def _forget_bodies(self) -> None:
        if len(self._kept) > KEPT:
            old = self._kept[-KEPT - 1]
            old.request = old.answer = None


class LogWatch:
    """What one onlooker of the log has not seen: {"fresh", "lines"}; at first the recent ones."""

    topic = "exchanges"

    def __init__(self, exchanges: Exchanges) -> None:
        self._exchanges = exchanges
        self._resets = -1
        self._changes = 0

    def news(self) -> dict[str, object] | None:
        log = self._exchanges
        fresh = log.resets != self._resets
        lines = log.recent() if fresh else log.changed_since(self._changes)
        if not (fresh or lines):
            return None
        self._resets, self._changes = log.resets, log.changes
        return {"fresh": fresh, "lines": [line.as_json() for line in lines]}
