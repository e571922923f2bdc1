"""Authorization codes: made at sign-in, good once, for ten minutes."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.microsoft_errors import Refused
from sandbox.microsoft_keys import unpadded
from sandbox.microsoft_refusals import (
    CODE_EXPIRED,
    CODE_USED,
    UNKNOWN_CODE,
    WRONG_VERIFIER,
)
from sandbox.microsoft_tenants import Person, Tenant

LIFETIME = 600


@dataclass(frozen=True)
class SignIn:
    """What the code stands for. `challenge` is the PKCE S256 challenge, `scope` as it was asked for."""

    tenant: Tenant
    person: Person
    client_id: str
    redirect_uri: str
    scope: str
    nonce: str
    challenge: str

    def check_verifier(self, verifier: str) -> None:
        if unpadded(hashlib.sha256(verifier.encode()).digest()) != self.challenge:
            raise Refused(WRONG_VERIFIER)


class Codes:
    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._open: dict[str, tuple[SignIn, float]] = {}
        self._used: set[str] = set()

    def issue(self, sign_in: SignIn) -> str:
        code = f"1.{secrets.token_urlsafe(90)}"
        self._open[code] = (sign_in, self._now() + LIFETIME)
        return code

    def look_up(self, code: str) -> SignIn:
        """Raises Refused when the code is unknown, used or too old."""
        if code in self._used:
            raise Refused(CODE_USED)
        if code not in self._open:
            raise Refused(UNKNOWN_CODE)
        sign_in, good_until = self._open[code]
        if self._now() >= good_until:
            raise Refused(CODE_EXPIRED)
        return sign_in

    def use_up(self, code: str) -> None:
        del self._open[code]
        self._used.add(code)
