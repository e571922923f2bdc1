"""The pretend token endpoint refuses and grants as the real one is documented to."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from sandbox.microsoft_catalogue import CONTOSO, FABRIKAM
from tests.unit.sandbox.loopback_microsoft import OPERATOR, START, Microsoft

pytestmark = pytest.mark.asyncio
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
DOCUMENTED = {
    "error",
    "error_description",
    "error_codes",
    "timestamp",
    "trace_id",
    "correlation_id",
    "error_uri",
}


@pytest.mark.parametrize(
    ("change", "tenant", "status", "error", "code"),
    [
        ({"client_secret": "Secret ID pasted"}, CONTOSO, 401, "invalid_client", 7000215),
        ({"client_secret": ""}, CONTOSO, 401, "invalid_client", 7000218),
        ({"client_id": str(uuid.uuid4())}, CONTOSO, 400, "unauthorized_client", 700016),
        ({}, FABRIKAM, 400, "unauthorized_client", 700016),
        ({"client_id": OPERATOR}, CONTOSO, 400, "unauthorized_client", 700016),
        ({"scope": "SensitivityLabel.Read"}, CONTOSO, 400, "invalid_scope", 70011),
        ({}, "organizations", 400, "invalid_request", 9001023),
        ({}, "common", 400, "invalid_request", 9001023),
        ({}, "nobody.example", 400, "invalid_request", 90002),
        ({"grant_type": "password"}, CONTOSO, 400, "unsupported_grant_type", 70003),
    ],
)
async def test_refusals_have_the_documented_status_and_body(
    microsoft: Microsoft, change: dict[str, str], tenant: str, status: int, error: str, code: int
) -> None:
    answer = await microsoft.token({**await microsoft.app_form(), **change}, tenant)
    assert (answer.status, answer.body["error"], answer.body["error_codes"]) == (status, error, [code])
    assert set(answer.body) == DOCUMENTED
    assert answer.body["error_description"].startswith(f"AADSTS{code}: ")


async def test_an_expired_secret_is_told_from_a_wrong_one(microsoft: Microsoft) -> None:
    form = await microsoft.app_form()
    path = f"/microsoft/tenants/contoso/apps/{form['client_id']}/secret"
    await microsoft.switch("POST", f"{path}/expire")
    assert (await microsoft.token(form)).body["error_codes"] == [7000222]
    fresh = (await microsoft.switch("PUT", path, {}))["value"]
    assert (await microsoft.token({**form, "client_secret": fresh})).status == 200


async def test_the_multi_tenant_app_can_be_missing_its_service_principal(microsoft: Microsoft) -> None:
    await microsoft.switch("PATCH", "/microsoft/tenants/contoso", {"missing_app_error": 7000229})
    answer = await microsoft.token(await microsoft.app_form("MIP bot"))
    assert (answer.status, answer.body["error"]) == (401, "invalid_client")


async def test_roles_are_left_out_until_they_are_granted(microsoft: Microsoft) -> None:
    form = await microsoft.app_form()
    assert "roles" not in claims_of((await microsoft.token(form)).body["access_token"])
    wish = {"client_id": form["client_id"], "roles": ["SensitivityLabels.Read.All"]}
    await microsoft.switch("PUT", "/microsoft/tenants/contoso/consent", wish)
    claims = claims_of((await microsoft.token(form, "CONTOSO.onmicrosoft.com")).body["access_token"])
    assert claims["roles"] == ["SensitivityLabels.Read.All"]
    assert (claims["tid"], claims["aud"], claims["idtyp"]) == (CONTOSO, "https://graph.microsoft.com", "app")
    assert claims["exp"] == START + 3600


@pytest.mark.parametrize(("algorithm", "header"), [("PS256", "x5t#S256"), ("RS256", "x5t")])
@pytest.mark.parametrize("base", ["https://login.microsoftonline.com", ""])
async def test_a_certificate_signs_in_by_either_thumbprint_and_either_name_of_the_endpoint(
    microsoft: Microsoft, algorithm: str, header: str, base: str
) -> None:
    signer = await Signer.uploaded(microsoft)
    audience = f"{base or microsoft.options.login_url}/{CONTOSO}/oauth2/v2.0/token"
    form = signer.form(algorithm, header, aud=audience)
    assert (await microsoft.token(form)).status == 200
    # MSAL sends the same assertion again for nine minutes.
    assert (await microsoft.token(form)).status == 200


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"aud": f"https://login.microsoftonline.com/{FABRIKAM}/oauth2/v2.0/token"}, 700023),
        ({"exp": START - 301}, 700024),
        ({"nbf": START + 301}, 700024),
        ({"sub": str(uuid.uuid4())}, 700021),
        ({"iss": "me"}, 700021),
        ({"jti": None}, 700027),
    ],
)
async def test_an_assertion_with_one_wrong_claim_is_refused(
    microsoft: Microsoft, change: dict[str, Any], code: int
) -> None:
    signer = await Signer.uploaded(microsoft)
    answer = await microsoft.token(signer.form("PS256", "x5t#S256", **change))
    assert (answer.status, answer.body["error_codes"]) == (401, [code])


async def test_an_assertion_by_another_key_or_with_a_used_identifier_is_refused(microsoft: Microsoft) -> None:
    signer = await Signer.uploaded(microsoft)
    assert (await microsoft.token(signer.form("PS256", "x5t#S256", jti="one"))).status == 200
    other = signer.form("PS256", "x5t#S256", jti="one", exp=START + 1)
    assert (await microsoft.token(other)).body["error_codes"] == [700027]
    signer.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert (await microsoft.token(signer.form("PS256", "x5t#S256"))).body["error_codes"] == [700027]


async def test_a_withdrawn_certificate_is_refused(microsoft: Microsoft) -> None:
    signer = await Signer.uploaded(microsoft)
    path = f"/microsoft/tenants/contoso/apps/{signer.client_id}/certificates/{signer.prints['x5t']}"
    await microsoft.switch("DELETE", path)
    assert (await microsoft.token(signer.form("RS256", "x5t"))).body["error_codes"] == [700027]


def claims_of(token: str) -> dict[str, Any]:
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return claims


class Signer:
    """Holds the private half of a certificate that is uploaded to Contoso's app."""

    def __init__(self, client_id: str, key: rsa.RSAPrivateKey, prints: dict[str, str]) -> None:
        self.client_id = client_id
        self.key = key
        self.prints = prints

    @classmethod
    async def uploaded(cls, microsoft: Microsoft) -> "Signer":
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        client_id = (await microsoft.app("Contoso"))["client_id"]
        path = f"/microsoft/tenants/contoso/apps/{client_id}/certificates"
        return cls(client_id, key, await microsoft.switch("POST", path, {"pem": self_signed(key)}))

    def form(self, algorithm: str, header: str, **change: Any) -> dict[str, str]:
        claims = {
            "aud": f"https://login.microsoftonline.com/{CONTOSO}/oauth2/v2.0/token",
            "exp": START + 600,
            "iss": self.client_id,
            "jti": str(uuid.uuid4()),
            "sub": self.client_id,
            **change,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        headers = {header: self.prints[header] + "="}
        return {
            "grant_type": "client_credentials",
            "client_id": self.client_id,
            "scope": "https://graph.microsoft.com/.default",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": jwt.encode(claims, self.key, algorithm=algorithm, headers=headers),
        }


def self_signed(key: rsa.RSAPrivateKey) -> str:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "bot")])
    start = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, start, start + timedelta(days=30))
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM).decode()
