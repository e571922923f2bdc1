"""App registrations and the credentials with which they sign in."""

import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding

from sandbox.microsoft_keys import thumbprint


@dataclass
class Secret:
    """`expires_at` is in seconds since 1970."""

    value: str
    expires_at: float | None = None

    def has_expired(self, now: float) -> bool:
        return self.expires_at is not None and self.expires_at <= now


@dataclass(frozen=True)
class Certificate:
    """The public half that was uploaded to the registration."""

    pem: str

    @property
    def _parsed(self) -> x509.Certificate:
        return x509.load_pem_x509_certificate(self.pem.encode())

    @property
    def public_key(self) -> rsa.RSAPublicKey:
        key = self._parsed.public_key()
        if not isinstance(key, rsa.RSAPublicKey):
            raise ValueError("Entra ID takes RSA certificates only")  # noqa: TRY004 - the value is from outside
        return key

    def thumbprints(self) -> dict[str, str]:
        """By the name of the JWT header that carries each."""
        der = self._parsed.public_bytes(Encoding.DER)
        return {"x5t": thumbprint(der, "sha1"), "x5t#S256": thumbprint(der, "sha256")}

    @property
    def thumbprint(self) -> str:
        """As the portal shows it."""
        return self._parsed.fingerprint(hashes.SHA1()).hex().upper()  # noqa: S303 - a name, not a protection

    def as_json(self) -> dict[str, Any]:
        subject = self._parsed.subject.rfc4514_string()
        return {
            **self.thumbprints(),
            "thumbprint": self.thumbprint,
            "subject": subject,
            "expires": self._parsed.not_valid_after_utc.isoformat(),
        }


@dataclass
class AppRegistration:
    """`home` is the tenant of a single-tenant app; None: a multi-tenant app whose own tenant is elsewhere."""

    client_id: str
    name: str
    home: str | None
    redirect_uris: list[str]
    required_roles: tuple[str, ...]
    secrets: list[Secret] = field(default_factory=list)
    certificates: list[Certificate] = field(default_factory=list)

    @property
    def is_multi_tenant(self) -> bool:
        return self.home is None

    def find_secret(self, value: str) -> Secret | None:
        return next((secret for secret in self.secrets if secrets.compare_digest(secret.value, value)), None)

    def new_secret(self, value: str | None, *, keep_others: bool) -> Secret:
        """An app may hold several; without a value one of the usual look is made up."""
        new = Secret(value or made_up_secret())
        self.secrets = [*self.secrets, new] if keep_others else [new]
        return new

    def expire_secrets(self, at: float) -> None:
        for secret in self.secrets:
            secret.expires_at = at

    def find_certificate(self, header: str, value: str) -> Certificate | None:
        return next((each for each in self.certificates if each.thumbprints()[header] == value), None)

    def upload(self, pem: str) -> Certificate:
        """Raises ValueError for anything but an RSA certificate in PEM."""
        certificate = Certificate(pem)
        _ = certificate.public_key
        self.certificates.append(certificate)
        return certificate

    def withdraw(self, print_of_it: str) -> None:
        """Raises KeyError when no certificate has the thumbprint."""
        gone = [
            each
            for each in self.certificates
            if print_of_it in {*each.thumbprints().values(), each.thumbprint}
        ]
        if not gone:
            raise KeyError(print_of_it)
        self.certificates = [each for each in self.certificates if each not in gone]

    def as_json(self) -> dict[str, Any]:
        return {
            "client_id": self.client_id,
            "name": self.name,
            "home": self.home,
            "redirect_uris": self.redirect_uris,
            "required_roles": list(self.required_roles),
            "secrets": [{"value": each.value, "expires_at": each.expires_at} for each in self.secrets],
            "certificates": [each.as_json() for each in self.certificates],
        }


def made_up_secret() -> str:
    """Entra's secrets are 40 characters with a tilde after the fourth: "abc8Q~..."."""
    return f"{secrets.token_urlsafe(2)[:3]}8Q~{secrets.token_urlsafe(34)[:34]}"
