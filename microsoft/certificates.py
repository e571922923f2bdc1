"""Certificates that an app proves itself with: made here, so that the private half never travels."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from mip.credentials import Certificate, Secret

# A person waits for it, and Slack for two seconds. With two processors and six others at work 2048 bits took
# 0.4 s and at worst 1.9 s, 3072 bits 1.8 s and at worst 7 s.
KEY_BITS = 2048
GOOD_FOR = timedelta(days=365)
# Microsoft's clock may be behind ours.
SINCE = timedelta(minutes=5)


class SelfSigned:
    """Implements mip.ports.CertificateMaker. `now` is real time."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now

    async def make(self) -> Certificate:
        """In a thread: finding primes takes a while, and others are served meanwhile."""
        return await asyncio.to_thread(_make, self._now())


def _make(now: datetime) -> Certificate:
    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    signed = _signed(key, now)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = signed.public_bytes(serialization.Encoding.PEM).decode()
    return Certificate(Secret(private.decode()), public, signed.not_valid_after_utc)


def _signed(key: rsa.RSAPrivateKey, now: datetime) -> x509.Certificate:
    """The portal lists it by its subject: the day tells two of one app apart, and is nobody's name."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"MIP bot {now:%Y-%m-%d}")])
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SINCE)
        .not_valid_after(now + GOOD_FOR)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
