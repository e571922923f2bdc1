"""MSAL's traps, one test each, and what the token endpoint's refusals become."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import jwt
import pytest
import pytest_asyncio
from aiohttp import web
from cryptography.hazmat.primitives import hashes
from cryptography.x509 import load_pem_x509_certificate

from mip.credentials import Certificate, Secret
from mip.errors import SignInAgain, TryLater
from mip.ports import Connection
from mip.reasons import Reason
from tests.contract.microsoft_certificate import self_signed
from tests.contract.microsoft_world import (
    CLIENT,
    CONNECTION,
    LIMITS,
    SECRET,
    TENANT,
    V1,
    World,
    always,
    client_of,
    in_turn,
    json_answer,
    oauth_error,
    pretend,
    serving,
)


@pytest_asyncio.fixture
async def world() -> AsyncIterator[World]:
    async with pretend() as world:
        yield world


async def refusal(world: World, connection: Connection = CONNECTION) -> SignInAgain:
    async with client_of(world) as client:
        with pytest.raises(SignInAgain) as caught:
            await client.read_labels(connection, fresh=False)
    return caught.value


@pytest.mark.asyncio
async def test_a_refusal_is_not_repeated_after_consent(world: World) -> None:
    world.token = oauth_error("unauthorized_client", 700016)
    async with client_of(world) as client:
        for _ in range(2):
            with pytest.raises(SignInAgain) as caught:
                await client.read_labels(CONNECTION, fresh=True)
            assert caught.value.reason is Reason.APP_NOT_FOUND
        assert world.count("/token") == 2
        world.token = None
        assert (await client.read_labels(CONNECTION, fresh=True)).labels


@pytest.mark.asyncio
async def test_a_refused_scan_is_not_repeated_from_memory_either(world: World) -> None:
    async with client_of(world) as client:
        world.token = oauth_error("unauthorized_client", 700016)
        with pytest.raises(SignInAgain):
            await client.read_labels(CONNECTION, fresh=False)
        world.token = None
        assert (await client.read_labels(CONNECTION, fresh=False)).labels


@pytest.mark.asyncio
async def test_a_refused_renewal_is_not_repeated_from_memory(world: World) -> None:
    # MSAL renews what has less than five minutes left.
    world.token = in_turn(
        always({"access_token": "token-1", "expires_in": 10}),
        oauth_error("invalid_grant", 65001),
        always({"access_token": "token-3", "expires_in": 3599}),
    )
    async with client_of(world) as client:
        await client.read_labels(CONNECTION, fresh=False)
        with pytest.raises(SignInAgain):
            await client.read_labels(CONNECTION, fresh=False)
        await client.read_labels(CONNECTION, fresh=False)
    assert world.bearers == ["Bearer token-1", "Bearer token-3"]


@pytest.mark.asyncio
async def test_a_token_is_kept_between_scans(world: World) -> None:
    async with client_of(world) as client:
        for _ in range(3):
            await client.read_labels(CONNECTION, fresh=False)
    assert (world.count("/token"), world.count("openid-configuration"), world.count(V1)) == (1, 1, 3)


@pytest.mark.asyncio
async def test_a_known_tenant_is_looked_for_by_a_validation_only(world: World) -> None:
    async with client_of(world) as client:
        await client.read_labels(CONNECTION, fresh=True)
        await client.read_labels(replace(CONNECTION, version="2"), fresh=False)
        assert (world.count("/token"), world.count("openid-configuration")) == (2, 1)
        await client.read_labels(replace(CONNECTION, version="3"), fresh=True)
        assert (world.count("/token"), world.count("openid-configuration")) == (3, 2)


@pytest.mark.asyncio
async def test_who_is_refused_at_a_known_tenant_hears_whether_it_is_still_there(world: World) -> None:
    async with client_of(world) as client:
        await client.read_labels(CONNECTION, fresh=True)
        world.token = oauth_error("invalid_client", 7000215, 401)
        with pytest.raises(SignInAgain) as caught:
            await client.read_labels(replace(CONNECTION, version="2"), fresh=False)
        assert (caught.value.reason, world.count("openid-configuration")) == (Reason.SECRET_INVALID, 2)


@pytest.mark.asyncio
async def test_a_tenant_known_by_its_domain_is_looked_for_each_time(world: World) -> None:
    by_domain = replace(CONNECTION, tenant="contoso.com")
    async with client_of(world) as client:
        await client.read_labels(CONNECTION, fresh=True)
        await client.read_labels(by_domain, fresh=False)
    assert world.count("openid-configuration") == 2


@pytest.mark.asyncio
async def test_a_validation_never_uses_a_kept_token(world: World) -> None:
    async with client_of(world) as client:
        await client.read_labels(CONNECTION, fresh=False)
        await client.read_labels(CONNECTION, fresh=True)
        await client.read_labels(CONNECTION, fresh=False)
    assert world.bearers == ["Bearer token-1", "Bearer token-2", "Bearer token-2"]


@pytest.mark.asyncio
async def test_a_failed_validation_leaves_the_kept_token_alone(world: World) -> None:
    async with client_of(world) as client:
        await client.read_labels(CONNECTION, fresh=False)
        world.token = oauth_error("invalid_client", 7000215, 401)
        with pytest.raises(SignInAgain):
            await client.read_labels(CONNECTION, fresh=True)
        await client.read_labels(CONNECTION, fresh=False)
    assert world.bearers == ["Bearer token-1", "Bearer token-1"]


@pytest.mark.asyncio
async def test_a_new_credential_does_not_inherit_the_old_ones_token(world: World) -> None:
    async with client_of(world) as client:
        await client.read_labels(CONNECTION, fresh=False)
        await client.read_labels(replace(CONNECTION, version="2"), fresh=False)
    assert world.count("/token") == 2


@pytest.mark.asyncio
async def test_many_at_once_share_one_token_request(world: World) -> None:
    async def slow(_request: web.Request) -> web.Response:
        await asyncio.sleep(0.05)
        return json_answer({"access_token": "token-1", "expires_in": 3599})

    world.token = slow
    async with client_of(world) as client:
        await asyncio.gather(*(client.read_labels(CONNECTION, fresh=False) for _ in range(20)))
    assert (world.count("/token"), world.count(V1)) == (1, 20)


@pytest.mark.asyncio
async def test_two_tenants_never_share_a_token(world: World) -> None:
    other = "11111111-ff32-408a-9f8e-78d3b9139b95"

    async def named_document(request: web.Request) -> web.Response:
        return json_answer(world.document(request.path.split("/")[1]))

    world.discovery = named_document
    async with client_of(world) as client:
        await client.read_labels(CONNECTION, fresh=False)
        await client.read_labels(replace(CONNECTION, tenant=other), fresh=False)
    assert world.bearers == ["Bearer token-1", "Bearer token-2"]
    assert world.count(f"/{other}/oauth2/v2.0/token") == 1


@pytest.mark.asyncio
async def test_the_least_recently_used_application_goes_first(world: World) -> None:
    async with client_of(world, limits=replace(LIMITS, applications=2)) as client:
        for version in ("1", "2", "1", "3", "1", "2"):
            await client.read_labels(replace(CONNECTION, version=version), fresh=False)
    assert world.count("/token") == 4


@pytest.mark.asyncio
async def test_the_environment_has_no_influence(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    visits: list[str] = []

    async def proxy(request: web.Request) -> web.Response:
        visits.append(request.path)
        return json_answer({}, 500)

    async with serving(proxy) as elsewhere:
        for name in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "https_proxy", "http_proxy", "all_proxy"):
            monkeypatch.setenv(name, elsewhere)
        for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
            monkeypatch.setenv(name, "/nonexistent/ca.pem")
        monkeypatch.setenv("MSAL_FORCE_REGION", "westus2")
        async with client_of(world) as client:
            assert (await client.read_labels(CONNECTION, fresh=True)).labels
    assert visits == []


@pytest.mark.asyncio
@pytest.mark.parametrize("name", ["token_endpoint", "authorization_endpoint"])
@pytest.mark.parametrize("scheme", ["http://", "https://", "userinfo", "empty"])
async def test_a_discovery_document_cannot_send_the_secret_elsewhere(
    world: World, name: str, scheme: str
) -> None:
    visits: list[str] = []

    async def evil(request: web.Request) -> web.Response:
        visits.append(await request.text())
        return json_answer({"access_token": "t", "expires_in": 3599})

    async with serving(evil) as elsewhere:
        host = elsewhere.removeprefix("http://")
        endpoint = {
            "http://": f"http://{host}/{TENANT}/token",
            "https://": f"https://{host}/{TENANT}/token",
            "userinfo": f"{world.login}@{host}/{TENANT}/token",
            "empty": "",
        }[scheme]
        world.discovery = always(world.document(**{name: endpoint}))
        async with client_of(world) as client:
            with pytest.raises(TryLater) as caught:
                await client.read_labels(CONNECTION, fresh=True)
    assert caught.value.reason is Reason.PROVIDER_ERROR
    assert (visits, world.forms) == ([], [])


@pytest.mark.asyncio
async def test_microsofts_own_addresses_are_reached_where_configured(world: World) -> None:
    official = f"https://login.microsoftonline.com/{TENANT}/oauth2/v2.0"
    world.discovery = always(
        world.document(
            token_endpoint=f"{official}/token",
            authorization_endpoint=f"{official}/authorize",
            jwks_uri="https://login.microsoftonline.com/common/discovery/v2.0/keys",
        )
    )
    async with client_of(world) as client:
        assert (await client.read_labels(CONNECTION, fresh=False)).labels
    assert world.count(f"POST /{TENANT}/oauth2/v2.0/token") == 1


@pytest.mark.asyncio
async def test_a_secret_goes_into_the_form_only(world: World) -> None:
    async with client_of(world) as client:
        await client.read_labels(CONNECTION, fresh=False)
    assert (world.forms[0]["client_id"], world.forms[0]["client_secret"]) == (CLIENT, SECRET)


@pytest.mark.asyncio
@pytest.mark.parametrize("official", [False, True])
async def test_a_certificate_signs_as_microsoft_asks_today(world: World, official: bool) -> None:
    private, public = self_signed("127.0.0.1")
    endpoint = world.document()["token_endpoint"]
    if official:
        endpoint = f"https://login.microsoftonline.com/{TENANT}/oauth2/v2.0/token"
        world.discovery = always(world.document(token_endpoint=endpoint))
    connection = replace(CONNECTION, credential=Certificate(Secret(private), public))
    async with client_of(world) as client:
        await client.read_labels(connection, fresh=False)
    form = world.forms[0]
    certificate = load_pem_x509_certificate(public.encode())
    header = jwt.get_unverified_header(form["client_assertion"])
    claims = jwt.decode(
        form["client_assertion"],
        certificate.public_key(),  # type: ignore[arg-type] # it is RSA
        algorithms=["PS256"],
        audience=endpoint,
    )
    thumbprint = jwt.utils.base64url_decode(header["x5t#S256"].rstrip("="))
    assert thumbprint == certificate.fingerprint(hashes.SHA256())
    assert (claims["iss"], claims["sub"], "x5t" in header) == (CLIENT, CLIENT, False)
    assert claims["nbf"] <= datetime.now(UTC).timestamp() < claims["exp"]
    assert "client_secret" not in form


@pytest.mark.asyncio
@pytest.mark.parametrize("part", ["private", "public"])
async def test_a_certificate_that_cannot_be_read_is_told_as_that(world: World, part: str) -> None:
    private, public = self_signed("127.0.0.1")
    broken = Certificate(
        Secret("nonsense" if part == "private" else private), "nonsense" if part == "public" else public
    )
    assert (await refusal(world, replace(CONNECTION, credential=broken))).reason is Reason.CERTIFICATE_INVALID
    assert world.forms == []


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("error", "code", "status", "reason"),
    [
        ("invalid_client", 7000215, 401, Reason.SECRET_INVALID),
        ("invalid_client", 7000222, 401, Reason.SECRET_EXPIRED),
        ("invalid_client", 7000229, 401, Reason.APP_NOT_FOUND),
        ("unauthorized_client", 700016, 400, Reason.APP_NOT_FOUND),
        ("invalid_grant", 65001, 400, Reason.NO_CONSENT),
        ("unauthorized_client", 7000112, 400, Reason.APP_DISABLED),
        ("access_denied", 53003, 400, Reason.BLOCKED_BY_POLICY),
    ],
)
async def test_a_refusal_of_the_token_endpoint(
    world: World, error: str, code: int, status: int, reason: Reason
) -> None:
    world.token = oauth_error(error, code, status)
    trouble = await refusal(world)
    assert (trouble.reason, trouble.code) == (reason, code)
    assert (world.count("/token"), world.count(V1)) == (1, 0)


@pytest.mark.asyncio
@pytest.mark.parametrize("status", [400, 404])
async def test_a_deleted_tenant_is_told_as_that(world: World, status: int) -> None:
    world.discovery = oauth_error("invalid_tenant", 90002, status)
    assert (await refusal(world)).reason is Reason.TENANT_NOT_FOUND
    assert world.forms == []


@pytest.mark.asyncio
async def test_a_token_endpoint_that_recovers_is_asked_again(world: World) -> None:
    good = always({"access_token": "token-1", "expires_in": 3599})
    world.token = in_turn(always({}, 500), always({}, 503), good)
    async with client_of(world) as client:
        assert (await client.read_labels(CONNECTION, fresh=False)).labels
    assert world.count("/token") == 3


@pytest.mark.asyncio
async def test_one_tenant_that_hangs_does_not_stop_the_others(world: World) -> None:
    asked, may_answer = asyncio.Event(), asyncio.Event()

    async def token(request: web.Request) -> web.Response:
        if TENANT in request.path:
            asked.set()
            await may_answer.wait()
        return json_answer({"access_token": "t", "expires_in": 3599})

    async def document(request: web.Request) -> web.Response:
        return json_answer(world.document(request.path.split("/")[1]))

    world.token, world.discovery = token, document
    other = replace(CONNECTION, tenant="11111111-ff32-408a-9f8e-78d3b9139b95")
    async with client_of(world) as client:
        stuck = asyncio.create_task(client.read_labels(CONNECTION, fresh=True))
        await asked.wait()
        assert (await client.read_labels(other, fresh=False)).labels
        assert not stuck.done()
        may_answer.set()
        assert (await stuck).labels
