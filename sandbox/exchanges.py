"""The log of HTTP exchanges: who asked whom for what, with every secret masked."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from yarl import URL

MASK = "***"
# Values that would let a reader of the log act as somebody.
SECRET_PARAMETERS = frozenset(
    {
        "client_secret",
        "client_assertion",
        "code",
        "state",
        "access_token",
        "id_token",
        "token",
        "refresh_token",
        "code_verifier",
        "nonce",
    }
)


def masked(address: str) -> str:
    """The address with the values of secret query parameters replaced."""
    url = URL(address, encoded=True)
    if not url.raw_query_string:
        return address
    query = "&".join(_masked_pair(pair) for pair in url.raw_query_string.split("&"))
    return f"{address.partition('?')[0]}?{query}"


def _masked_pair(pair: str) -> str:
    name, _, _ = pair.partition("=")
    return f"{name}={MASK}" if name in SECRET_PARAMETERS else pair


@dataclass
class Exchange:
    """One request; `status` stays None until it is answered, and is 0 when the connection was cut instead."""

    n: int
    at: float
    sender: str
    receiver: str
    method: str
    path: str
    operation: str
    status: int | None = None
    note: str = ""

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
        }


class Exchanges:
    """Numbered from 1; numbers go on after a reset so that a reader who asks for `since` misses nothing."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._first = 1
        self._kept: list[Exchange] = []

    def begin(
        self, sender: str, receiver: str, method: str, path: str, *, operation: str, note: str = ""
    ) -> Exchange:
        """Writes the line when the request arrives or leaves; its `status` is set once it is answered.

        `sender` and `receiver` are "bot", "browser", "slack", "login" or "graph".
        """
        number = self._first + len(self._kept)
        line = Exchange(number, self._now(), sender, receiver, method, masked(path), operation, note=note)
        self._kept.append(line)
        return line

    def since(self, number: int) -> list[dict[str, object]]:
        """The lines after `number`."""
        return [line.as_json() for line in self._kept if line.n > number]

    def counts(self) -> dict[str, int]:
        return dict(Counter(line.operation for line in self._kept))

    def reset(self) -> None:
        self._first += len(self._kept)
        self._kept.clear()
