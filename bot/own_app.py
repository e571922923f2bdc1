"""The operator's own app registration, read from the settings."""

from datetime import datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from bot.settings import BadSettings, Settings
from handlers.connections import OwnApp
from mip.credentials import Certificate, ClientSecret, Credential, Secret

NEEDS_APP = "The MIP bot connector is not set up here: the operator has to set MIPBOT_CLIENT_ID."
NEEDS_SIGN_IN = (
    "The MIP bot connector needs Sign in with Slack: "
    "the operator has to set SLACK_CLIENT_ID and SLACK_CLIENT_SECRET."
)
NO_PAIR = (
    "MIPBOT_CLIENT_CERTIFICATE_FILE has to hold an unencrypted RSA private key and its certificate, in PEM."
)


def read(settings: Settings) -> OwnApp | None:
    """Raises BadSettings for a certificate file that cannot be used. A certificate wins over a secret."""
    if not settings.client_id:
        return None
    return OwnApp(settings.client_id.lower(), _credential(settings))


def why_missing(settings: Settings) -> str:
    """Why people are not offered the MIP bot connector; "" when they are."""
    if not settings.client_id:
        return NEEDS_APP
    return "" if settings.slack_client_id else NEEDS_SIGN_IN


def expires_at(own: OwnApp | None) -> datetime | None:
    """Only a certificate says when it ends."""
    return own.credential.expires_at if own else None


def _credential(settings: Settings) -> Credential:
    if settings.certificate_file is not None:
        return _certificate(settings.certificate_file.read_bytes())
    secret = settings.client_secret
    return ClientSecret(Secret(secret.get_secret_value() if secret else ""))


def _certificate(pem: bytes) -> Certificate:
    """One PEM file with the private key and the certificate, as `cat key.pem cert.pem` makes it."""
    try:
        key = serialization.load_pem_private_key(pem, password=None)
        public = x509.load_pem_x509_certificate(pem)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise BadSettings([NO_PAIR]) from None
    # Entra ID takes RSA only (https://learn.microsoft.com/entra/identity-platform/certificate-credentials).
    if not isinstance(key, rsa.RSAPrivateKey) or key.public_key() != public.public_key():
        raise BadSettings([NO_PAIR])
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    shown = public.public_bytes(serialization.Encoding.PEM).decode()
    return Certificate(Secret(private.decode()), shown, public.not_valid_after_utc)
