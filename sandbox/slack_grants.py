"""What both OAuth flows of Slack have in common: checking the request, and codes that work once."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from yarl import URL

from sandbox.slack_calls import Call
from sandbox.slack_workspace import Refused

CODE_SECONDS = 600.0


@dataclass
class Registration:
    """How the app is registered: addresses must be equal letter by letter; they change with the target."""

    client_id: str
    client_secret: str
    redirect_uris: frozenset[str]


@dataclass
class Grant:
    """`owner` is the workspace or organisation in which the app is to be installed, or somebody signs in."""

    user: str
    redirect_uri: str
    nonce: str
    issued: float
    used: bool = False
    owner: str = ""
    scopes: frozenset[str] = frozenset()


class Grants:
    def __init__(self, registration: Registration, now: Callable[[], float]) -> None:
        self._registration = registration
        self._now = now
        self._grants: dict[str, Grant] = {}

    def check(self, query: Mapping[str, str]) -> None:
        """Raises Refused for what Slack shows on a page of its own instead of sending the browser back."""
        if query.get("client_id") != self._registration.client_id:
            raise Refused("invalid_client_id")
        if query.get("redirect_uri") not in self._registration.redirect_uris:
            raise Refused("bad_redirect_uri")

    def granted(self, query: Mapping[str, str], user: str) -> URL:
        """Where the browser goes back to, with a new code."""
        code = f"{secrets.randbelow(10**13)}.{secrets.randbelow(10**13)}.{secrets.token_hex(32)}"
        self._grants[code] = Grant(
            user,
            query["redirect_uri"],
            query.get("nonce", ""),
            self._now(),
            owner=query.get("owner", ""),
            scopes=frozenset(query.get("scope", "").replace(",", " ").split()),
        )
        return _back(query, code=code)

    def declined(self, query: Mapping[str, str]) -> URL:
        return _back(query, error="access_denied")

    def check_client(self, call: Call) -> None:
        """Raises Refused."""
        if call.maybe("client_id") != self._registration.client_id:
            raise Refused("invalid_client_id")
        if call.maybe("client_secret") != self._registration.client_secret:
            raise Refused("bad_client_secret")

    def redeem(self, call: Call) -> Grant:
        """Raises Refused, in the order in which Slack looks: the client, the code, the address."""
        self.check_client(call)
        grant = self._grants.get(str(call.maybe("code")))
        if grant is None or self._now() - grant.issued > CODE_SECONDS:
            raise Refused("invalid_code")
        if grant.used:
            raise Refused("code_already_used")
        if call.maybe("redirect_uri") != grant.redirect_uri:
            raise Refused("bad_redirect_uri")
        grant.used = True
        return grant


def _back(query: Mapping[str, str], **answer: str) -> URL:
    state = {"state": query["state"]} if "state" in query else {}
    return URL(query["redirect_uri"]).update_query({**answer, **state})
