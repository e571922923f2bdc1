"""Certificates made here: what is in them, and that the pretend Entra ID accepts what they sign."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from microsoft.certificates import GOOD_FOR, KEY_BITS, SelfSigned
from microsoft.client import MicrosoftClient
from microsoft.clouds import Clouds
from microsoft.outbound import trust
from mip.accounts import Cloud
from mip.credentials import Certificate
from mip.errors import SignInAgain
from mip.ports import Connection
from mip.reasons import Reason
from sandbox.microsoft_catalogue import CONTOSO, steady_id
from sandbox.world import World as Sandbox
from tests.contract.microsoft_world import LIMITS
from tests.world import far_side, free_port

pytestmark = pytest.mark.asyncio

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
READER = steady_id("Contoso", "label reader")


async def made(now: datetime = NOW) -> tuple[Certificate, x509.Certificate]:
    found = await SelfSigned(lambda: now).make()
    return found, x509.load_pem_x509_certificate(found.public.encode())


async def test_it_is_good_for_a_year_and_says_so() -> None:
    found, certificate = await made()
    assert certificate.not_valid_before_utc < NOW
    assert certificate.not_valid_after_utc == found.expires_at == NOW + GOOD_FOR
    assert timedelta(days=365) == GOOD_FOR


async def test_it_is_of_its_own_key_and_can_sign_nothing_but_assertions() -> None:
    found, certificate = await made()
    key = certificate.public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    assert key.key_size == KEY_BITS >= 2048
    certificate.verify_directly_issued_by(certificate)
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert (usage.digital_signature, usage.key_cert_sign, usage.key_encipherment) == (True, False, False)
    assert not certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert "PRIVATE" not in found.public
    assert "PRIVATE" not in repr(found) + str(found)


async def test_its_name_is_nobodys() -> None:
    _, certificate = await made()
    assert certificate.subject.rfc4514_string() == "CN=MIP bot 2026-03-01"
    assert certificate.issuer == certificate.subject


async def test_no_two_are_alike() -> None:
    (one, first), (other, second) = await made(), await made()
    assert one.private_key != other.private_key
    assert first.serial_number != second.serial_number


async def test_others_are_served_while_it_is_made() -> None:
    longest, before = 0.0, time.perf_counter()
    making = asyncio.gather(*(made() for _ in range(3)))
    while not making.done():
        await asyncio.sleep(0.001)
        longest, before = max(longest, time.perf_counter() - before), time.perf_counter()
    await making
    assert longest < 0.5


async def test_the_token_endpoint_verifies_what_it_signs_once_it_is_uploaded() -> None:
    async with far_side(free_port()) as sandbox:
        found, _ = await made(datetime.now(UTC))
        connection = Connection(Cloud.GLOBAL, CONTOSO, READER, found, "1")
        client = client_of(sandbox)
        try:
            with pytest.raises(SignInAgain) as refused:
                await client.read_labels(connection, fresh=True)
            assert refused.value.reason is Reason.CERTIFICATE_INVALID
            await uploaded_and_approved(sandbox, found)
            assert len((await client.read_labels(connection, fresh=True)).labels) == 12
        finally:
            await client.close()


async def uploaded_and_approved(sandbox: Sandbox, certificate: Certificate) -> None:
    """By the public half alone, as a person has it."""
    tenant = f"{sandbox.options.addresses['control']}/microsoft/tenants/{CONTOSO}"
    async with aiohttp.ClientSession() as session:
        pem = {"pem": certificate.public}
        async with session.post(f"{tenant}/apps/{READER}/certificates", json=pem) as answer:
            assert answer.status == 201
        async with session.put(f"{tenant}/consent", json={"client_id": READER}) as answer:
            assert answer.status == 200


def client_of(sandbox: Sandbox) -> MicrosoftClient:
    options = sandbox.options
    clouds = Clouds(options.addresses["login"], options.addresses["graph"])
    return MicrosoftClient(clouds, trust(None), "MIPbot/test", lambda: datetime.now(UTC), LIMITS)
