"""How far a label read came, seen from the answers alone; the table of refusals; and the clouds."""

import base64
import json
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from microsoft.clouds import Clouds
from microsoft.refusals import token_refusal
from mip.accounts import Cloud
from mip.checks import Check, Mark
from mip.diagnosis import diagnose
from mip.errors import SignInAgain, TryLater
from mip.ports import Connection
from mip.reasons import ACCESS_MISSING, CREDENTIAL_REFUSED, Reason
from mip.validation import Answer
from tests.contract.microsoft_world import (
    CONNECTION,
    TENANT,
    Handler,
    World,
    always,
    client_of,
    in_turn,
    labels,
    oauth_error,
    pretend,
)

FORBIDDEN = always({"error": {"code": "InsufficientGraphPermissions"}}, 403)
NO_SEGMENT = always({"error": {"code": "BadRequest", "message": "Resource not found for the segment"}}, 400)
NOT_THERE = always({"error": {"code": "TenantDeploymentNotFound"}}, 404)
BROKEN = always({}, 500)
SIGNS = {Mark.PASSED: "+", Mark.FAILED: "x", Mark.UNREACHED: "-"}
REQUEST, CORRELATION = "94fb3b52-86ae-4a2d-9b1a-0d3d6a3c1f11", "8478d534-5b23-41f0-9a3c-2f6f7f0b1c22"


@pytest_asyncio.fixture
async def world() -> AsyncIterator[World]:
    async with pretend() as world:
        yield world


async def answer_of(
    world: World, connection: Connection = CONNECTION, clouds: Clouds | None = None
) -> Answer:
    async with client_of(world, clouds=clouds) as client:
        try:
            return await client.read_labels(connection, fresh=True)
        except (SignInAgain, TryLater) as trouble:
            return trouble


def marks(answer: Answer) -> str:
    return "".join(SIGNS[diagnose(answer).of(check)] for check in Check)


def token(*roles: str) -> Handler:
    claims = base64.urlsafe_b64encode(json.dumps({"roles": roles}).encode()).decode().rstrip("=")
    return always({"access_token": f"e30.{claims}.sig", "expires_in": 3599})


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("part", "handler", "seen"),
    [
        ("", None, "+++++"),
        ("discovery", oauth_error("invalid_tenant", 90002), "x----"),
        ("discovery", BROKEN, "-----"),
        ("token", oauth_error("invalid_client", 7000215, 401), "+-x--"),
        ("token", oauth_error("unauthorized_client", 700016), "+x---"),
        ("token", oauth_error("invalid_grant", 65001), "+--x-"),
        ("token", BROKEN, "+----"),
        ("v1", FORBIDDEN, "+++x-"),
        ("v1", BROKEN, "+++--"),
        ("v1", in_turn(always(labels("A", **{"@odata.nextLink": "x"}))), "+++++"),
    ],
)
async def test_an_answer_ticks_what_it_proves(
    world: World, part: str, handler: Handler | None, seen: str
) -> None:
    if part:
        setattr(world, part, handler)
    assert marks(await answer_of(world)) == seen


@pytest.mark.asyncio
async def test_the_beta_api_names_its_own_permission(world: World) -> None:
    world.v1, world.beta = FORBIDDEN, always(labels("A"))
    found = diagnose(await answer_of(world))
    assert found.permission == "InformationProtectionPolicy.Read.All"
    assert set(found.marks.values()) == {Mark.PASSED}


@pytest.mark.asyncio
async def test_what_a_token_allows_besides_is_named_and_decides_nothing(world: World) -> None:
    world.token = token("SensitivityLabel.Read", "Mail.Read")
    assert diagnose(await answer_of(world)).extra == ("Mail.Read",)
    # It says that it may, and Graph says no.
    world.v1 = FORBIDDEN
    refused = await answer_of(world)
    assert isinstance(refused, SignInAgain)
    assert (refused.reason, diagnose(refused).extra) == (Reason.PERMISSION_MISSING, ("Mail.Read",))
    # It says that it may not, and Graph gives labels.
    world.token, world.v1 = token("Mail.Read"), always(labels("A"))
    assert marks(await answer_of(world)) == "+++++"


@pytest.mark.asyncio
async def test_graphs_ids_are_carried(world: World) -> None:
    for status in (200, 401, 403, 503):
        world.v1 = world.beta = always(labels("A"), status, request_id=REQUEST, client_request_id=CORRELATION)
        found = diagnose(await answer_of(world))
        assert (found.request, found.correlation) == (REQUEST, CORRELATION)


@pytest.mark.asyncio
async def test_the_token_endpoints_ids_are_carried(world: World) -> None:
    body = {"error": "invalid_client", "trace_id": REQUEST, "correlation_id": CORRELATION}
    world.token = always(body, 401)
    found = diagnose(await answer_of(world))
    assert (found.request, found.correlation) == (REQUEST, CORRELATION)


@pytest.mark.asyncio
@pytest.mark.parametrize("hostile", ["<!channel>", "x" * 300, "https://evil.example", "*bold* _x_", ""])
async def test_ids_that_are_none_are_dropped(world: World, hostile: str) -> None:
    world.token = always({"error": "invalid_client", "trace_id": hostile, "correlation_id": hostile}, 401)
    found = diagnose(await answer_of(world))
    assert (found.request, found.correlation) == ("", "")


def decision(answer: Answer) -> str:
    """What is done about it, whatever it is called."""
    if not isinstance(answer, SignInAgain):
        return "later" if isinstance(answer, TryLater) else "found"
    if answer.reason in ACCESS_MISSING:
        return "missing"
    return "credential" if answer.reason in CREDENTIAL_REFUSED else "refused"


# Every row of the published table that an app's token request can meet, with its error and status.
ROWS = [
    (65001, "invalid_grant", 400, Reason.NO_CONSENT),
    (650052, "invalid_grant", 400, Reason.NO_CONSENT),
    (650056, "invalid_grant", 400, Reason.NO_CONSENT),
    (650054, "invalid_resource", 400, Reason.PERMISSION_MISSING),
    (650057, "invalid_resource", 400, Reason.PERMISSION_MISSING),
    (500011, "invalid_resource", 400, Reason.PERMISSION_MISSING),
    (700016, "unauthorized_client", 400, Reason.APP_NOT_FOUND),
    (7000112, "unauthorized_client", 400, Reason.APP_DISABLED),
    (70001, "unauthorized_client", 400, Reason.APP_DISABLED),
    (1000031, "unauthorized_client", 400, Reason.APP_DISABLED),
    (7000215, "invalid_client", 401, Reason.SECRET_INVALID),
    (7000222, "invalid_client", 401, Reason.SECRET_EXPIRED),
    (7000218, "invalid_client", 401, Reason.SECRET_INVALID),
    (700025, "invalid_client", 401, Reason.SECRET_INVALID),
    (700027, "invalid_client", 401, Reason.CERTIFICATE_INVALID),
    (50012, "invalid_client", 401, Reason.CERTIFICATE_INVALID),
    (53003, "access_denied", 400, Reason.BLOCKED_BY_POLICY),
    (530032, "access_denied", 400, Reason.BLOCKED_BY_POLICY),
    (530035, "access_denied", 400, Reason.BLOCKED_BY_POLICY),
    (500212, "access_denied", 400, Reason.BLOCKED_BY_POLICY),
    (53003, "interaction_required", 400, Reason.BLOCKED_BY_POLICY),
    (90002, "invalid_request", 400, Reason.TENANT_NOT_FOUND),
    (90038, "invalid_request", 400, Reason.WRONG_CLOUD),
    (900382, "invalid_request", 400, Reason.WRONG_CLOUD),
    (900432, "invalid_request", 400, Reason.WRONG_CLOUD),
    (90013, "invalid_request", 400, Reason.PROVIDER_ERROR),
    (90023, "invalid_request", 400, Reason.PROVIDER_ERROR),
    (90100, "invalid_request", 400, Reason.PROVIDER_ERROR),
    (9002313, "invalid_request", 400, Reason.PROVIDER_ERROR),
    (9001023, "invalid_request", 400, Reason.PROVIDER_ERROR),
    (50194, "unauthorized_client", 400, Reason.NO_CONSENT),
    (50196, "temporarily_unavailable", 400, Reason.THROTTLED),
    (90055, "temporarily_unavailable", 400, Reason.THROTTLED),
    (90033, "temporarily_unavailable", 503, Reason.PROVIDER_DOWN),
    (90012, "server_error", 400, Reason.PROVIDER_ERROR),
    (70011, "invalid_scope", 400, Reason.PROVIDER_ERROR),
]


@pytest.mark.asyncio
@pytest.mark.parametrize(("code", "error", "status", "reason"), ROWS)
async def test_the_number_chooses_the_words_and_the_error_decides(
    world: World, code: int, error: str, status: int, reason: Reason
) -> None:
    world.token = oauth_error(error, code, status)
    told = await answer_of(world)
    assert isinstance(told, SignInAgain | TryLater)
    assert told.reason is reason
    world.token = oauth_error(error, 99999999, status)
    assert decision(await answer_of(world)) == decision(told)


@pytest.mark.parametrize("code", sorted({row[0] for row in ROWS}))
def test_no_published_number_decides_for_any_error(code: int) -> None:
    for other in {row[1] for row in ROWS}:
        usual = token_refusal({"error": other}, by_certificate=False)
        told = token_refusal({"error": other, "error_codes": [code]}, by_certificate=False)
        assert decision(told) == decision(usual), other


@pytest.mark.asyncio
async def test_the_one_number_that_tells_a_missing_app_from_a_wrong_secret(world: World) -> None:
    world.token = oauth_error("invalid_client", 7000229, 401)
    told = await answer_of(world)
    assert isinstance(told, SignInAgain)
    assert told.reason is Reason.APP_NOT_FOUND
    # With any other error it decides nothing.
    world.token = oauth_error("invalid_request", 7000229)
    assert isinstance(await answer_of(world), TryLater)


@pytest.mark.asyncio
async def test_a_deleted_tenant_is_seen_by_discovery_not_by_a_number(world: World) -> None:
    async with client_of(world) as client:
        await client.read_labels(CONNECTION, fresh=False)
        # The kept token has run out, and nobody is there any more.
        world.token = oauth_error("invalid_request", 90002)
        world.discovery = oauth_error("invalid_tenant", 90002)
        with pytest.raises(SignInAgain) as caught:
            await client.read_labels(replace(CONNECTION, version="2"), fresh=False)
    assert caught.value.reason is Reason.TENANT_NOT_FOUND


OFFICIAL = {
    Cloud.GLOBAL: ("https://login.microsoftonline.com", "https://graph.microsoft.com"),
    Cloud.GCC_HIGH: ("https://login.microsoftonline.us", "https://graph.microsoft.us"),
    Cloud.DOD: ("https://login.microsoftonline.us", "https://dod-graph.microsoft.us"),
    Cloud.CHINA: ("https://login.partner.microsoftonline.cn", "https://microsoftgraph.chinacloudapi.cn"),
}
OTHERS = [Cloud.GCC_HIGH, Cloud.DOD, Cloud.CHINA]


def standing_in(world: World, cloud: Cloud) -> tuple[Connection, Clouds]:
    """The loopback world as that cloud, which calls itself by its own name."""
    login, _ = OFFICIAL[cloud]
    base = f"{login}/{TENANT}"
    world.discovery = always(
        world.document(
            issuer=f"{base}/v2.0",
            authorization_endpoint=f"{base}/oauth2/v2.0/authorize",
            token_endpoint=f"{base}/oauth2/v2.0/token",
            jwks_uri=f"{base}/discovery/v2.0/keys",
        )
    )
    here = (world.login, world.graph)
    clouds = Clouds(*here) if cloud is Cloud.GLOBAL else Clouds(others={cloud: here})
    return replace(CONNECTION, cloud=cloud), clouds


@pytest.mark.asyncio
@pytest.mark.parametrize("cloud", Cloud)
async def test_each_cloud_is_asked_with_its_own_hosts_and_scope(world: World, cloud: Cloud) -> None:
    place = Clouds().place(cloud)
    assert (place.login, place.graph) == OFFICIAL[cloud]
    connection, clouds = standing_in(world, cloud)
    assert marks(await answer_of(world, connection, clouds)) == "+++++"
    assert world.forms[0]["scope"] == f"{OFFICIAL[cloud][1]}/.default"


@pytest.mark.asyncio
@pytest.mark.parametrize("cloud", OTHERS)
@pytest.mark.parametrize("v1", [NO_SEGMENT, NOT_THERE])
@pytest.mark.parametrize("beta", [NO_SEGMENT, NOT_THERE, FORBIDDEN])
async def test_a_cloud_without_the_label_api_is_told_as_that(
    world: World, cloud: Cloud, v1: Handler, beta: Handler
) -> None:
    connection, clouds = standing_in(world, cloud)
    world.v1, world.beta = v1, beta
    told = await answer_of(world, connection, clouds)
    assert isinstance(told, SignInAgain)
    assert (told.reason, marks(told)) == (Reason.CLOUD_UNSUPPORTED, "+++-x")


@pytest.mark.asyncio
@pytest.mark.parametrize("cloud", OTHERS)
async def test_another_clouds_refusals_mean_what_they_mean_everywhere(world: World, cloud: Cloud) -> None:
    connection, clouds = standing_in(world, cloud)
    world.v1 = world.beta = FORBIDDEN
    assert marks(await answer_of(world, connection, clouds)) == "+++x-"
    world.token = oauth_error("invalid_client", 7000222, 401)
    assert marks(await answer_of(world, connection, clouds)) == "+-x--"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("asked", "answering"),
    [(Cloud.GLOBAL, Cloud.GCC_HIGH), (Cloud.GLOBAL, Cloud.CHINA), (Cloud.GCC_HIGH, Cloud.GLOBAL)],
)
async def test_a_tenant_that_another_cloud_answers_for_is_told_as_that(
    world: World, asked: Cloud, answering: Cloud
) -> None:
    connection, clouds = standing_in(world, asked)
    elsewhere = f"{OFFICIAL[answering][0]}/{TENANT}/oauth2/v2.0"
    world.discovery = always(
        world.document(token_endpoint=f"{elsewhere}/token", authorization_endpoint=f"{elsewhere}/authorize")
    )
    told = await answer_of(world, connection, clouds)
    assert isinstance(told, SignInAgain)
    assert (told.reason, marks(told), world.forms) == (Reason.WRONG_CLOUD, "x----", [])
    assert "Cloud" in told.reason.next_step


@pytest.mark.asyncio
@pytest.mark.parametrize("code", [90038, 900382, 900432])
async def test_discovery_of_another_clouds_tenant_names_the_choice(world: World, code: int) -> None:
    world.discovery = oauth_error("invalid_tenant", code)
    told = await answer_of(world)
    assert isinstance(told, SignInAgain)
    assert told.reason is Reason.WRONG_CLOUD
