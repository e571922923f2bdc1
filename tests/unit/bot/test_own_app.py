from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from bot import own_app
from bot.settings import BadSettings, load
from handlers.connections import OwnApp
from mip.credentials import Certificate, ClientSecret
from tests.unit.bot.test_settings import ENOUGH, GUID

PEM, PKCS8, OLD = Encoding.PEM, PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def certificate(key: Key) -> bytes:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "MIP bot")])
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=365))
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(PEM)


def private(key: Key, form: PrivateFormat = PKCS8) -> bytes:
    return key.private_bytes(PEM, form, NoEncryption())


def read(pem: bytes) -> OwnApp | None:
    Path("app.pem").write_bytes(pem)
    more = {"MIPBOT_CLIENT_ID": GUID.upper(), "MIPBOT_CLIENT_CERTIFICATE_FILE": "app.pem"}
    return own_app.read(load(**ENOUGH, **more, MIPBOT_CLIENT_SECRET="the certificate wins"))


@pytest.mark.parametrize("form", [PKCS8, OLD])
@pytest.mark.parametrize("key_first", [True, False])
def test_key_and_certificate_in_either_order(
    form: PrivateFormat, key_first: bool, key: rsa.RSAPrivateKey
) -> None:
    parts = [private(key, form), certificate(key)]
    own = read(b"".join(parts if key_first else reversed(parts)))
    assert own is not None
    assert own.client_id == GUID
    assert isinstance(own.credential, Certificate)
    assert own.credential.private_key.reveal().encode() == private(key)
    assert own.credential.public.encode() == certificate(key)
    assert own_app.expires_at(own) == datetime(2027, 1, 1, tzinfo=UTC)


def test_windows_line_ends_are_read(key: rsa.RSAPrivateKey) -> None:
    assert read((private(key) + certificate(key)).replace(b"\n", b"\r\n")) is not None


def test_what_is_no_pair(key: rsa.RSAPrivateKey) -> None:
    other, curve = rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP256R1())
    locked = key.private_bytes(PEM, PKCS8, BestAvailableEncryption(b"word"))
    for pem in (
        b"",
        b"hush",
        private(key),
        certificate(key),
        locked + certificate(key),
        private(key) + certificate(other),
        private(curve) + certificate(curve),
        b"\xff\xfe" + private(key),
    ):
        with pytest.raises(BadSettings) as bad:
            read(pem)
        assert bad.value.problems == [own_app.NO_PAIR]
        assert bad.value.__suppress_context__ or bad.value.__context__ is None


def test_a_secret_serves_where_there_is_no_certificate() -> None:
    own = own_app.read(load(**ENOUGH, MIPBOT_CLIENT_ID=GUID, MIPBOT_CLIENT_SECRET="hush"))
    assert own is not None
    assert isinstance(own.credential, ClientSecret)
    assert own.credential.value.reveal() == "hush"
    assert "hush" not in repr(own)


def test_without_an_app_people_hear_what_the_operator_has_to_set() -> None:
    settings = load(**ENOUGH)
    assert own_app.read(settings) is None
    assert own_app.why_missing(settings) == own_app.NEEDS_APP
    half = load(**ENOUGH, MIPBOT_CLIENT_ID=GUID, MIPBOT_CLIENT_SECRET="s")
    assert own_app.why_missing(half) == own_app.NEEDS_SIGN_IN
    whole = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "s"}
    both = load(**ENOUGH, MIPBOT_CLIENT_ID=GUID, MIPBOT_CLIENT_SECRET="s", **whole)
    assert own_app.why_missing(both) == ""
