"""Requests to Entra ID from threads, which is where MSAL lives.

MSAL's own way, `requests`, takes proxies and certificate authorities from the environment, follows redirects,
waits for ever and reads bodies of any size. This takes nothing from the environment.
"""

import logging
import ssl
import time
from collections.abc import Mapping
from urllib.parse import urlencode

import urllib3
from urllib3.exceptions import HTTPError

from microsoft.answers import Answer, Unusable
from microsoft.limits import Limits
from mip.errors import TryLater
from mip.reasons import Reason

_PIECE = 65_536


class Entra:
    """Shared by all threads. Every method may raise TryLater and nothing of urllib3."""

    def __init__(self, tls: ssl.SSLContext, agent: str, limits: Limits) -> None:
        self._agent = agent
        self._limits = limits
        self._pool = urllib3.PoolManager(
            num_pools=8,
            maxsize=limits.threads,
            ssl_context=tls,
            timeout=urllib3.Timeout(connect=limits.connect, read=limits.read),
        )

    def get(self, url: str) -> Answer:
        return self._request("GET", url, {}, None)

    def post(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Answer:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._request("POST", url, {**headers, **kind}, urlencode(form).encode())

    def close(self) -> None:
        self._pool.clear()

    def _request(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        try:
            return self._exchange(method, url, headers, body)
        except (HTTPError, OSError) as error:
            kind = type(error)
        # Outside of the except block, so that the error and its address are not carried along.
        host = urllib3.util.parse_url(url).host
        level = logging.ERROR if issubclass(kind, urllib3.exceptions.SSLError) else logging.WARNING
        logging.getLogger(__name__).log(level, "%s could not be reached: %s", host, kind.__name__)
        raise TryLater(Reason.NETWORK)

    def _exchange(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        response = self._pool.request(
            method,
            url,
            body=body,
            headers={"User-Agent": self._agent, "Accept": "application/json", **headers},
            redirect=False,
            retries=False,
            preload_content=False,
        )
        try:
            answer = Answer(response.status, response.headers, self._bounded(response))
        except BaseException:
            response.close()
            raise
        response.release_conn()
        return answer

    def _bounded(self, response: urllib3.BaseHTTPResponse) -> bytes:
        ends = time.monotonic() + self._limits.total
        parts, size = [], 0
        while part := response.read1(_PIECE, decode_content=True):
            parts.append(part)
            size += len(part)
            if size > self._limits.body:
                raise Unusable("the answer is too large", again=0)
            if time.monotonic() > ends:
                raise TryLater(Reason.NETWORK)
        return b"".join(parts)
