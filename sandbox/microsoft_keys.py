"""The keys of the pretend Entra ID: what it signs with, and what it publishes about it."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

VALIDITY = timedelta(days=365)


def thumbprint(der: bytes, algorithm: str) -> str:
    """base64url without padding, as in the headers `x5t` (sha1) and `x5t#S256` (sha256)."""
    return unpadded(hashlib.new(algorithm, der).digest())


def unpadded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass(frozen=True)
class SigningKey:
    private: rsa.RSAPrivateKey
    certificate: bytes

    @classmethod
    def make(cls) -> "SigningKey":
        private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        return cls(private, _self_signed(private))

    @property
    def kid(self) -> str:
        return thumbprint(self.certificate, "sha1")

    def sign(self, claims: Mapping[str, Any], *, kid: str | None = None) -> str:
        """`kid` names another key than the one that signs: a forgery."""
        return jwt.encode(dict(claims), self.private, algorithm="RS256", headers={"kid": kid or self.kid})

    def published(self, issuer: str) -> dict[str, Any]:
        """The JWK, with the extra member `issuer` that tells whose tokens it may sign."""
        numbers = self.private.public_key().public_numbers()
        return {
            "kty": "RSA",
            "use": "sig",
            "kid": self.kid,
            "x5t": self.kid,
            "n": _base64_of(numbers.n),
            "e": _base64_of(numbers.e),
            "x5c": [base64.b64encode(self.certificate).decode()],
            "issuer": issuer,
        }


class Keys:
    """The current key, the one before it (still published after a rotation), and one that nobody trusts."""

    def __init__(self) -> None:
        self._previous: SigningKey | None = None
        self._untrusted: SigningKey | None = None

    @cached_property
    def current(self) -> SigningKey:
        """Made when it is first needed: it takes a while."""
        return SigningKey.make()

    def rotate(self) -> None:
        self._previous, self.current = self.current, SigningKey.make()

    def forge(self, claims: Mapping[str, Any]) -> str:
        """A token that names the published key and is signed by another one."""
        if self._untrusted is None:
            self._untrusted = SigningKey.make()
        return self._untrusted.sign(claims, kid=self.current.kid)

    def verify(self, token: str, audience: str) -> dict[str, Any]:
        """Raises jwt.InvalidTokenError. Expiry is left to the caller, who owns the clock."""
        key = self._by_kid(jwt.get_unverified_header(token).get("kid"))
        options: Any = {"verify_exp": False, "verify_nbf": False, "verify_iat": False}
        claims: dict[str, Any] = jwt.decode(
            token, key.private.public_key(), algorithms=["RS256"], audience=audience, options=options
        )
        return claims

    def jwks(self, issuer: str) -> dict[str, Any]:
        return {"keys": [key.published(issuer) for key in self._trusted()]}

    def _trusted(self) -> list[SigningKey]:
        return [key for key in (self.current, self._previous) if key is not None]

    def _by_kid(self, kid: str | None) -> SigningKey:
        for key in self._trusted():
            if key.kid == kid:
                return key
        raise jwt.InvalidKeyError("No such key")


def _self_signed(private: rsa.RSAPrivateKey) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "accounts.accesscontrol.windows.net")])
    start = datetime.now(UTC)
    builder = x509.CertificateBuilder(
        issuer_name=name,
        subject_name=name,
        public_key=private.public_key(),
        serial_number=x509.random_serial_number(),
        not_valid_before=start,
        not_valid_after=start + VALIDITY,
    )
    return builder.sign(private, hashes.SHA256()).public_bytes(Encoding.DER)


def _base64_of(number: int) -> str:
    return unpadded(number.to_bytes((number.bit_length() + 7) // 8, "big"))
