import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import jwt
import pytest
import pytest_asyncio
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa
from yarl import URL

from microsoft.clouds import Clouds
from microsoft.id_tokens import BETWEEN_EXTRA_FETCHES, KEPT_SECONDS, IdTokens
from microsoft.outbound import Outbound, trust
from microsoft.sign_in import EntraSignIn
from mip.credentials import ClientSecret, Secret
from mip.errors import SignInAgain, TryLater
from mip.identity import hashed
from mip.reasons import Reason
from tests.contract.microsoft_world import (
    CLIENT,
    LIMITS,
    SECRET,
    TENANT,
    World,
    always,
    client_of,
    json_answer,
    oauth_error,
    pretend,
    serving,
)

REDIRECT = "https://bot.example/microsoft/callback"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)

Verify = Callable[[str], Awaitable[dict[str, Any]]]


def jwk(key: rsa.RSAPrivateKey, key_id: str, **more: Any) -> dict[str, Any]:
    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
    return {**public, "kid": key_id, "use": "sig", **more}


def id_token(key: rsa.RSAPrivateKey = KEY, key_id: str = "k1", **claims: Any) -> str:
    return jwt.encode({"tid": TENANT, "sub": "s", **claims}, key, algorithm="RS256", headers={"kid": key_id})


@pytest_asyncio.fixture
async def world() -> AsyncIterator[World]:
    async with pretend() as world:
        world.keys = always({"keys": [jwk(KEY, "k1")]})
        yield world


@asynccontextmanager
async def signing_in(world: World) -> AsyncIterator[EntraSignIn]:
    async with client_of(world) as client:
        yield client.sign_in(CLIENT, ClientSecret(Secret(SECRET)))


def answers_with(world: World, address: str, **changes: Any) -> None:
    """The token endpoint gives an id_token with the nonce that went into `address`."""
    nonce = URL(address).query["nonce"]

    async def token(_request: web.Request) -> web.Response:
        claims = {"nonce": nonce, "aud": CLIENT, **changes.get("claims", {})}
        signed = id_token(changes.get("key", KEY), changes.get("key_id", "k1"), **claims)
        return json_answer({"token_type": "Bearer", "access_token": "x", "expires_in": 1, "id_token": signed})

    world.token = token


@pytest.mark.asyncio
async def test_the_browser_is_sent_to_the_configured_login(world: World) -> None:
    async with signing_in(world) as sign_in:
        address, flow = await sign_in.begin(REDIRECT, "state-1")
    url = URL(address)
    assert address.startswith(f"{world.login}/organizations/oauth2/v2.0/authorize?")
    expected = {
        "client_id": CLIENT,
        "redirect_uri": REDIRECT,
        "state": "state-1",
        "response_type": "code",
        "response_mode": "query",
        "prompt": "select_account",
        "code_challenge_method": "S256",
    }
    assert {name: url.query.get(name) for name in expected} == expected
    assert set(url.query["scope"].split()) == {"openid", "profile"}
    kept = json.loads(flow.reveal())
    assert kept["code_verifier"] not in address
    assert url.query["nonce"] == hashlib.sha256(kept["nonce"].encode()).hexdigest()


@pytest.mark.asyncio
async def test_a_sign_in_gives_claims_issuer_and_the_nonce_to_expect(world: World) -> None:
    async with signing_in(world) as sign_in:
        address, flow = await sign_in.begin(REDIRECT, "state-1")
        answers_with(world, address)
        # What else a browser brings is not even looked at.
        answer = {"code": "c", "state": "state-1", "session_state": "x", "client_info": "%%%"}
        claims, issuer, nonce_hash = await sign_in.finish(flow, answer)
    assert claims["tid"] == TENANT
    assert issuer == "https://login.microsoftonline.com/{tenantid}/v2.0"
    assert nonce_hash == hashed(claims["nonce"])
    form = world.forms[0]
    assert (form["grant_type"], form["code"], form["redirect_uri"]) == ("authorization_code", "c", REDIRECT)
    assert form["code_verifier"] == json.loads(flow.reveal())["code_verifier"]
    assert "offline_access" not in form.get("scope", "")


@pytest.mark.asyncio
async def test_claims_are_returned_unjudged(world: World) -> None:
    past = {
        "exp": 1,
        "aud": ["somebody", "else"],
        "iss": "https://evil.example",
        "iat": "x",
        "nbf": time.time() + 9999,
    }
    async with signing_in(world) as sign_in:
        address, flow = await sign_in.begin(REDIRECT, "state-1")
        answers_with(world, address, claims=past)
        claims, _, _ = await sign_in.finish(flow, {"code": "c", "state": "state-1"})
    assert (claims["exp"], claims["aud"]) == (1, ["somebody", "else"])


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "changes",
    [{"key": OTHER_KEY}, {"key_id": "unknown"}, {"claims": {"nonce": "another"}}],
)
async def test_a_token_that_is_not_microsofts_answer_to_us_is_refused(
    world: World, changes: dict[str, Any]
) -> None:
    async with signing_in(world) as sign_in:
        address, flow = await sign_in.begin(REDIRECT, "state-1")
        answers_with(world, address, **changes)
        with pytest.raises(SignInAgain):
            await sign_in.finish(flow, {"code": "c", "state": "state-1"})


@pytest.mark.asyncio
async def test_another_state_is_refused_before_the_code_is_used(world: World) -> None:
    async with signing_in(world) as sign_in:
        _, flow = await sign_in.begin(REDIRECT, "state-1")
        with pytest.raises(SignInAgain):
            await sign_in.finish(flow, {"code": "c", "state": "state-2"})
    assert world.forms == []


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"error": "access_denied", "error_subcode": "cancel"}, Reason.CONSENT_DECLINED),
        ({"error": "consent_required", "error_description": "AADSTS65004: no"}, Reason.CONSENT_DECLINED),
        ({"error": "invalid_request"}, Reason.PROVIDER_ERROR),
        ({}, Reason.PROVIDER_ERROR),
        ({"code": "c", "client_info": "%%%"}, Reason.PROVIDER_ERROR),
    ],
)
async def test_an_answer_without_a_usable_code(world: World, answer: dict[str, str], reason: Reason) -> None:
    world.token = oauth_error("invalid_grant", 70008)
    async with signing_in(world) as sign_in:
        _, flow = await sign_in.begin(REDIRECT, "state-1")
        with pytest.raises(SignInAgain) as caught:
            await sign_in.finish(flow, {**answer, "state": "state-1"})
    assert caught.value.reason is reason


@pytest.mark.asyncio
async def test_the_operators_own_secret_may_have_expired(world: World) -> None:
    world.token = oauth_error("invalid_client", 7000222, 401)
    async with signing_in(world) as sign_in:
        _, flow = await sign_in.begin(REDIRECT, "state-1")
        with pytest.raises(SignInAgain) as caught:
            await sign_in.finish(flow, {"code": "c", "state": "state-1"})
    assert caught.value.reason is Reason.SECRET_EXPIRED


@pytest.mark.asyncio
async def test_microsoft_that_is_down_is_told_as_that(world: World) -> None:
    world.discovery = always({}, 503)
    async with signing_in(world) as sign_in:
        with pytest.raises(TryLater):
            await sign_in.begin(REDIRECT, "state-1")


@pytest.mark.asyncio
@pytest.mark.parametrize("keys", ["evil", "missing"])
async def test_keys_elsewhere_are_not_asked_for(world: World, keys: str) -> None:
    visits: list[str] = []

    async def evil(request: web.Request) -> web.Response:
        visits.append(request.path)
        return json_answer({"keys": [jwk(OTHER_KEY, "k1")]})

    async with signing_in(world) as sign_in, serving(evil) as elsewhere:
        address, flow = await sign_in.begin(REDIRECT, "state-1")
        answers_with(world, address, key=OTHER_KEY)
        jwks_uri = f"{elsewhere}/keys" if keys == "evil" else None
        world.discovery = always(world.document("organizations", jwks_uri=jwks_uri))
        with pytest.raises(TryLater):
            await sign_in.finish(flow, {"code": "c", "state": "state-1"})
    assert (visits, world.forms) == ([], [])


class Ticks:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@asynccontextmanager
async def verifying(world: World, ticks: Ticks) -> AsyncIterator[Verify]:
    outbound = Outbound(Clouds(world.login).origins(), trust(), "MIPbot/test", LIMITS)
    tokens = IdTokens(outbound, ticks)
    try:
        yield lambda token: tokens.verify(token, URL(f"{world.login}/common/discovery/v2.0/keys"))
    finally:
        await outbound.close()


@pytest.mark.asyncio
async def test_keys_are_kept_for_an_hour(world: World) -> None:
    ticks = Ticks()
    async with verifying(world, ticks) as verify:
        await verify(id_token())
        ticks.now = KEPT_SECONDS - 1
        await verify(id_token())
        assert world.count("/keys") == 1
        ticks.now = KEPT_SECONDS
        await verify(id_token())
    assert world.count("/keys") == 2


@pytest.mark.asyncio
async def test_a_new_key_is_fetched_at_once_but_not_for_every_stranger(world: World) -> None:
    ticks = Ticks()
    async with verifying(world, ticks) as verify:
        await verify(id_token())
        world.keys = always({"keys": [jwk(OTHER_KEY, "k2")]})
        assert (await verify(id_token(OTHER_KEY, "k2")))["tid"] == TENANT
        for stranger in range(5):
            with pytest.raises(SignInAgain):
                await verify(id_token(KEY, f"made-up-{stranger}"))
        assert world.count("/keys") == 2
        ticks.now = BETWEEN_EXTRA_FETCHES
        with pytest.raises(SignInAgain):
            await verify(id_token(KEY, "made-up"))
    assert world.count("/keys") == 3


@pytest.mark.asyncio
async def test_a_key_that_was_withdrawn_no_longer_counts(world: World) -> None:
    ticks = Ticks()
    async with verifying(world, ticks) as verify:
        await verify(id_token())
        world.keys = always({"keys": [jwk(OTHER_KEY, "k2")]})
        ticks.now = KEPT_SECONDS
        with pytest.raises(SignInAgain):
            await verify(id_token())


def unsigned() -> str:
    return jwt.encode({"tid": TENANT}, "", algorithm="none", headers={"kid": "k1"})


def symmetric() -> str:
    """Signed with what anybody can fetch: the classic confusion of algorithms."""
    parts = [{"alg": "HS256", "kid": "k1"}, {"tid": TENANT}]
    signed = b".".join(jwt.utils.base64url_encode(json.dumps(part).encode()) for part in parts)
    mac = hmac.digest(json.dumps(jwk(KEY, "k1")).encode(), signed, "sha256")
    return f"{signed.decode()}.{jwt.utils.base64url_encode(mac).decode()}"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "token",
    [
        unsigned(),
        symmetric(),
        jwt.encode({"tid": TENANT}, KEY, algorithm="PS256", headers={"kid": "k1"}),
        jwt.encode({"tid": TENANT}, KEY, algorithm="RS256"),
        id_token(OTHER_KEY),
        id_token()[:-8] + "AAAAAAAA",
        id_token().rpartition(".")[0] + ".",
        "a.b.c",
        "",
        "é",
        "x" * 100_000,
    ],
)
async def test_only_the_signers_own_signature_counts(world: World, token: str) -> None:
    async with verifying(world, Ticks()) as verify:
        with pytest.raises(SignInAgain):
            await verify(token)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "keys",
    [
        {},
        {"keys": []},
        {"keys": "x"},
        {"keys": [None, 5, {"kty": "RSA", "kid": "k1"}]},
        {"keys": [jwk(KEY, "k1", use="enc")]},
        {"keys": [{"kty": "oct", "kid": "k1", "k": "c2VjcmV0"}]},
    ],
)
async def test_without_keys_nobody_is_believed_and_nobody_blamed(world: World, keys: Any) -> None:
    world.keys = always(keys)
    async with verifying(world, Ticks()) as verify:
        with pytest.raises(TryLater):
            await verify(id_token())


@pytest.mark.asyncio
async def test_keys_that_cannot_be_fetched(world: World) -> None:
    world.keys = always({}, 500)
    async with verifying(world, Ticks()) as verify:
        with pytest.raises(TryLater):
            await verify(id_token())
