"""A browser that stops at every step: what it is answered, and the address it would go to next."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from yarl import URL

from tests.hostile.place import Place
from tests.hostile.wire import Answer, Headers, exchange, request

FORM = "application/x-www-form-urlencoded"
SECURE_HEADERS = {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
        "object-src 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "strict-transport-security": "max-age=31536000; includeSubDomains",
    "server": "mipbot",
}
NOT_VALID = re.compile(
    r"<p>This link is not valid any more\. Start again from Slack\. Reference ([A-Za-z0-9_-]{8})\.</p>"
)


@dataclass
class Browser:
    """`cookie` is what it would send: the bot's cookie as it was last set, "" for none."""

    place: Place
    cookie: str = ""
    seen: list[Answer] = field(default_factory=list)

    async def get(self, address: str, headers: Headers = (), *, method: str = "GET") -> Answer:
        return await self._send(method, address, headers, b"")

    async def post(
        self, address: str, fields: Mapping[str, str], headers: Headers = (), *, kind: str = FORM
    ) -> Answer:
        body = urlencode(fields).encode()
        more = [("Content-Type", kind), ("Content-Length", str(len(body)))]
        return await self._send("POST", address, [*more, *headers], body)

    async def _send(self, method: str, address: str, headers: Headers, body: bytes) -> Answer:
        target = URL(address, encoded=True).raw_path_qs if "://" in address else address
        named = {name.lower() for name, _ in headers}
        cookie = [("Cookie", self.cookie)] if self.cookie and "cookie" not in named else []
        host = [] if "host" in named else [("Host", self.place.host)]
        sent = request(method, target, [*host, ("Connection", "close"), *cookie, *headers], body)
        answer = await exchange(self.place.port, sent)
        self.seen.append(answer)
        self.place.world.traces.answers.append(answer.raw)
        for given in answer.all("set-cookie"):
            self.cookie = given.partition(";")[0]
        return answer


def csrf_of(page: Answer) -> str:
    found = re.search(r'name="csrf" value="([0-9a-f]{64})"', page.text)
    assert found is not None, page.text
    return found[1]


def next_address(answer: Answer) -> str:
    """Where the browser goes by itself: a redirect after a GET, a refresh after a POST."""
    address = answer.get("location") or answer.get("refresh").removeprefix("0; url=")
    assert address, f"no way on: {answer.status} {answer.text}"
    return address


def again_address(answer: Answer) -> str:
    """The link *Try again* of a refused sign-in."""
    found = re.search(r'<a class="button" href="([^"]+)">Try again</a>', answer.text)
    assert found is not None, answer.text
    return html.unescape(found[1])


def is_secure_page(answer: Answer) -> bool:
    """Every header of ours exactly once, exactly so; no library names itself."""
    for name, value in SECURE_HEADERS.items():
        assert answer.all(name) == [value], name
    assert "traceback" not in answer.raw.lower()
    assert "aiohttp" not in answer.raw.lower()
    return True


def is_not_valid(answer: Answer, *sent: str) -> bool:
    """C400: one page for every link that is no good, and nothing in it of what was sent."""
    assert answer.status == 400
    assert is_secure_page(answer)
    reference = NOT_VALID.search(answer.text)
    assert reference is not None, answer.text
    assert not answer.all("location")
    assert not answer.all("refresh")
    assert not answer.all("set-cookie")
    for value in sent:
        assert value not in answer.raw
    return True


def without_reference(answer: Answer) -> str:
    return NOT_VALID.sub("<p>not valid</p>", answer.text)


def cookie_attributes(cookie: str) -> dict[str, str]:
    parts = [part.strip().partition("=") for part in cookie.split(";")[1:]]
    return {name.lower(): value for name, _, value in parts}
