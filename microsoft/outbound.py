"""Our own requests: to configured addresses only, never redirected, bounded in time and size."""

import asyncio
import logging
import ssl
from collections.abc import Container, Mapping
from pathlib import Path
from urllib.parse import urlencode

import aiohttp
from aiolimiter import AsyncLimiter
from yarl import URL

from microsoft.answers import Answer, Unusable
from microsoft.limits import Limits
from microsoft.links import ForeignLink
from mip.credentials import Secret
from mip.errors import TryLater
from mip.reasons import Reason

_JSON = "application/json; charset=utf-8"
_BYTES = "application/octet-stream"
_FORM = "application/x-www-form-urlencoded"


# Nobody answered at that address: nothing of the request can have arrived.
_BEFORE_SENDING = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)


class NeverSent(TryLater):
    """The other side cannot have heard us, so sending again repeats nothing."""

    def __init__(self) -> None:
        super().__init__(Reason.NETWORK)


def trust(ca_file: Path | None = None) -> ssl.SSLContext:
    """The system's certificate authorities and, if given, the operator's. Raises OSError for a bad file."""
    context = ssl.create_default_context()
    if ca_file is not None:
        context.load_verify_locations(ca_file)
    return context


class Outbound:
    """One shared session. It opens with the first request, in the loop that makes it."""

    def __init__(self, origins: Container[URL], tls: ssl.SSLContext, agent: str, limits: Limits) -> None:
        self._origins = origins
        self._tls = tls
        self._agent = agent
        self._limits = limits
        self._turn = asyncio.Semaphore(limits.concurrency)
        self._pace = AsyncLimiter(limits.requests_per_second, 1)
        self._opened: aiohttp.ClientSession | None = None

    async def get(
        self, url: URL, headers: Mapping[str, str] | None = None, bearer: Secret | None = None
    ) -> Answer:
        """Whatever status came. Raises TryLater(NETWORK), Unusable for too large a body."""
        return await self._ask("GET", url, headers or {}, None, bearer)

    async def post_json(self, url: URL, body: bytes, bearer: Secret | None = None) -> Answer:
        """Once: whether to send again is the caller's to decide. Raises like `get`."""
        return await self._ask("POST", url, {"Content-Type": _JSON}, body, bearer)

    async def post_bytes(self, url: URL, body: bytes) -> Answer:
        """Once, like `post_json`, and without any credential: the address is one."""
        return await self._ask("POST", url, {"Content-Type": _BYTES}, body, None)

    async def post_form(self, url: URL, fields: Mapping[str, str], bearer: Secret | None = None) -> Answer:
        """Once, like `post_json`."""
        return await self._ask("POST", url, {"Content-Type": _FORM}, urlencode(fields).encode(), bearer)

    async def _ask(
        self, method: str, url: URL, headers: Mapping[str, str], body: bytes | None, bearer: Secret | None
    ) -> Answer:
        """Exceptions of aiohttp carry our headers, so none leaves here, not even as a context."""
        if url.origin() not in self._origins:
            raise ForeignLink("a request to an address that is not configured")
        async with self._turn, self._pace:
            try:
                return await self._exchange(method, url, headers, body, bearer)
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                kind = type(error)
        _tell(url, kind)
        raise NeverSent if issubclass(kind, _BEFORE_SENDING) else TryLater(Reason.NETWORK)

    async def close(self) -> None:
        if self._opened is not None:
            await self._opened.close()

    async def _exchange(
        self, method: str, url: URL, headers: Mapping[str, str], body: bytes | None, bearer: Secret | None
    ) -> Answer:
        sent = dict(headers)
        if bearer is not None:
            sent["Authorization"] = f"Bearer {bearer.reveal()}"
        asked = self._session().request(method, url, headers=sent, data=body, allow_redirects=False)
        async with asked as response:
            return Answer(response.status, response.headers, await self._bounded(response))

    async def _bounded(self, response: aiohttp.ClientResponse) -> bytes:
        """Piece by piece after decompression: a bomb is dropped once it passes the limit."""
        parts, size = [], 0
        async for part in response.content.iter_any():
            parts.append(part)
            size += len(part)
            if size > self._limits.body:
                response.close()
                raise Unusable("the answer is too large", again=0)
        return b"".join(parts)

    def _session(self) -> aiohttp.ClientSession:
        if self._opened is None:
            limits = self._limits
            self._opened = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(ssl=self._tls, limit=limits.concurrency),
                # One jar for all tenants would carry cookies from one to the next.
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(
                    total=limits.total, connect=limits.connect, sock_read=limits.read
                ),
                headers={"User-Agent": self._agent, "Accept": "application/json"},
                trust_env=False,
            )
        return self._opened


def _tell(url: URL, kind: type[Exception]) -> None:
    """The error's class and the host. A bad certificate is louder: waiting will not mend that one."""
    level = logging.ERROR if issubclass(kind, aiohttp.ClientSSLError | ssl.SSLError) else logging.WARNING
    logging.getLogger(__name__).log(level, "%s could not be reached: %s", url.host, kind.__name__)
