"""Signatures of id_tokens, against the signer's published keys. What the claims say is judged elsewhere."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from jwt.types import Options
from yarl import URL

from microsoft.answers import Unusable
from microsoft.outbound import Outbound
from mip.errors import SignInAgain
from mip.reasons import Reason

ALGORITHM = "RS256"
LONGEST_TOKEN = 64 * 1024
KEPT_SECONDS = 3600.0
# Keys rotate without notice, but a stranger's made-up key id must not make us ask for every token.
BETWEEN_EXTRA_FETCHES = 30.0

# mip.identity checks what the claims say, with the caller's clock; PyJWT would use its own.
_SIGNATURE_ONLY: Options = {
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
    "verify_aud": False,
    "verify_iss": False,
    "verify_sub": False,
    "verify_jti": False,
}


@dataclass(frozen=True)
class _Keys:
    by_id: Mapping[str, jwt.PyJWK]
    fetched_at: float


class IdTokens:
    """`ticks` is a clock that only goes forward, in seconds. Microsoft's and Slack's tokens alike."""

    def __init__(self, outbound: Outbound, ticks: Callable[[], float]) -> None:
        self._outbound = outbound
        self._ticks = ticks
        self._keys: dict[URL, _Keys] = {}
        self._extra_fetch_at: dict[URL, float] = {}

    async def verify(self, token: str, keys_at: URL) -> dict[str, Any]:
        """The claims of a token that was signed with one of the keys at `keys_at`.

        Raises SignInAgain(PROVIDER_ERROR) for any other token, TryLater when the keys are not to be had.
        """
        key = await self._key(_key_id(token), keys_at)
        try:
            claims = jwt.decode(token, key, algorithms=[ALGORITHM], options=_SIGNATURE_ONLY)
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
            raise SignInAgain(Reason.PROVIDER_ERROR) from None
        return dict(claims)

    async def _key(self, key_id: str, keys_at: URL) -> jwt.PyJWK:
        keys = self._keys.get(keys_at)
        if keys is None or self._is_old(keys) or (key_id not in keys.by_id and self._may_ask_again(keys_at)):
            keys = await self._fetch(keys_at)
        if key_id not in keys.by_id:
            raise SignInAgain(Reason.PROVIDER_ERROR)
        return keys.by_id[key_id]

    def _is_old(self, keys: _Keys) -> bool:
        return self._ticks() - keys.fetched_at >= KEPT_SECONDS

    def _may_ask_again(self, keys_at: URL) -> bool:
        last = self._extra_fetch_at.get(keys_at)
        if last is not None and self._ticks() - last < BETWEEN_EXTRA_FETCHES:
            return False
        self._extra_fetch_at[keys_at] = self._ticks()
        return True

    async def _fetch(self, keys_at: URL) -> _Keys:
        answer = await self._outbound.get(keys_at)
        if answer.status != 200:  # noqa: PLR2004 - HTTP statuses
            raise Unusable(f"status {answer.status}", request_id=answer.request_id)
        keys = _Keys(_read_keys(answer.json()), self._ticks())
        self._keys[keys_at] = keys
        return keys


def _key_id(token: str) -> str:
    if len(token) > LONGEST_TOKEN:
        raise SignInAgain(Reason.PROVIDER_ERROR)
    try:
        header = jwt.get_unverified_header(token)
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
        raise SignInAgain(Reason.PROVIDER_ERROR) from None
    found = header.get("kid")
    if header.get("alg") != ALGORITHM or not isinstance(found, str):
        raise SignInAgain(Reason.PROVIDER_ERROR)
    return found


def _read_keys(document: Mapping[str, Any]) -> dict[str, jwt.PyJWK]:
    """RSA signing keys by their id; others are none of our business. Raises Unusable when there are none."""
    entries = document.get("keys")
    found = [_read_key(entry) for entry in entries] if isinstance(entries, list) else []
    keys = {key.key_id: key for key in found if key is not None and key.key_id}
    if not keys:
        raise Unusable("no signing keys")
    return keys


def _read_key(entry: Any) -> jwt.PyJWK | None:
    if not isinstance(entry, dict) or entry.get("kty") != "RSA" or entry.get("use", "sig") != "sig":
        return None
    try:
        return jwt.PyJWK(entry, algorithm=ALGORITHM)
    except (jwt.PyJWTError, ValueError, TypeError):
        return None
