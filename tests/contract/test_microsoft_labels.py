from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio
from aiohttp import web

from microsoft.clouds import Clouds
from microsoft.limits import Limits
from microsoft.links import ForeignLink
from mip.accounts import Cloud
from mip.errors import SignInAgain, TryLater
from mip.ports import Connection
from mip.reasons import Reason
from tests.contract.microsoft_world import (
    BETA,
    CONNECTION,
    LIMITS,
    TENANT,
    V1,
    Naps,
    World,
    always,
    client_of,
    in_turn,
    json_answer,
    labels,
    oauth_error,
    pretend,
    serving,
    with_tenant,
)

REFUSED = always({"error": {"code": "InsufficientGraphPermissions", "message": "no"}}, 403)
NO_SEGMENT = always({"error": {"code": "BadRequest", "message": "Resource not found for the segment"}}, 400)


@pytest_asyncio.fixture
async def world() -> AsyncIterator[World]:
    async with pretend() as world:
        yield world


async def refusal(world: World, *, fresh: bool = False, connection: Connection = CONNECTION) -> SignInAgain:
    async with client_of(world) as client:
        with pytest.raises(SignInAgain) as caught:
            await client.read_labels(connection, fresh=fresh)
    return caught.value


async def delay(world: World, *, fresh: bool = False, limits: Limits = LIMITS) -> TryLater:
    async with client_of(world, limits=limits) as client:
        with pytest.raises(TryLater) as caught:
            await client.read_labels(CONNECTION, fresh=fresh)
    return caught.value


@pytest.mark.asyncio
async def test_labels_are_read_with_an_app_token(world: World) -> None:
    world.v1 = always(labels("General", "Secret"), request_id="r-7")
    async with client_of(world) as client:
        found = await client.read_labels(CONNECTION, fresh=False)
    assert [label.name for label in found.labels] == ["General", "Secret"]
    assert (found.source, found.request_id) == ("v1.0", "r-7")
    assert world.bearers == ["Bearer token-1"]
    assert world.forms[0]["scope"] == "https://graph.microsoft.com/.default"
    assert world.forms[0]["grant_type"] == "client_credentials"


@pytest.mark.asyncio
async def test_each_request_says_who_asks_and_can_be_found_again(world: World) -> None:
    seen: list[web.Request] = []

    async def note(request: web.Request) -> web.Response:
        seen.append(request)
        return json_answer(labels("A"))

    world.v1 = note
    async with client_of(world) as client:
        await client.read_labels(CONNECTION, fresh=False)
    headers = seen[0].headers
    assert headers["User-Agent"] == "MIPbot/test"
    assert headers["Prefer"] == "include-unknown-enum-members"
    assert len(headers["client-request-id"]) == 36


@pytest.mark.asyncio
async def test_all_pages_are_read(world: World) -> None:
    following = f"{world.graph}{V1}?$skiptoken=a%2Bb"
    world.v1 = in_turn(always(labels("A", **{"@odata.nextLink": following})), always(labels("B")))
    async with client_of(world) as client:
        found = await client.read_labels(CONNECTION, fresh=False)
    assert [label.name for label in found.labels] == ["A", "B"]
    assert world.queries == ["", "$skiptoken=a%2Bb"]


@pytest.mark.asyncio
async def test_beta_answers_where_only_that_is_granted(world: World) -> None:
    world.v1, world.beta = REFUSED, always(labels("Old"))
    async with client_of(world) as client:
        found = await client.read_labels(CONNECTION, fresh=True)
    assert (found.source, found.labels[0].name) == ("beta", "Old")


@pytest.mark.asyncio
async def test_beta_answers_where_v1_is_not_offered(world: World) -> None:
    world.v1, world.beta = NO_SEGMENT, always(labels("Old"))
    async with client_of(world) as client:
        assert (await client.read_labels(CONNECTION, fresh=True)).source == "beta"


@pytest.mark.asyncio
async def test_a_permission_missing_for_both_is_told(world: World) -> None:
    world.v1, world.beta = REFUSED, REFUSED
    assert (await refusal(world, fresh=True)).reason is Reason.PERMISSION_MISSING
    assert world.calls[-2:] == [f"GET {V1}", f"GET {BETA}"]
    assert world.count("/token") == 1


@pytest.mark.asyncio
async def test_a_v1_in_trouble_is_no_missing_permission_though_beta_refuses(world: World) -> None:
    world.v1, world.beta = NO_SEGMENT, REFUSED
    assert (await delay(world)).reason is Reason.PROVIDER_ERROR


@pytest.mark.asyncio
async def test_refused_by_v1_and_absent_in_beta_is_a_missing_permission(world: World) -> None:
    world.v1, world.beta = REFUSED, NO_SEGMENT
    assert (await refusal(world, fresh=True)).reason is Reason.PERMISSION_MISSING


@pytest.mark.asyncio
async def test_no_label_api_in_the_global_cloud_is_their_mistake(world: World) -> None:
    world.v1, world.beta = NO_SEGMENT, NO_SEGMENT
    assert (await delay(world)).reason is Reason.PROVIDER_ERROR


@pytest.mark.asyncio
async def test_a_tenant_without_any_label_is_a_success(world: World) -> None:
    world.v1 = always({"error": {"code": "itemNotFound", "message": "none"}}, 404)
    async with client_of(world) as client:
        found = await client.read_labels(CONNECTION, fresh=False)
    assert (found.labels, found.source) == ((), "v1.0")
    assert world.count(BETA) == 0


@pytest.mark.asyncio
async def test_a_later_page_that_is_missing_is_no_empty_tenant(world: World) -> None:
    following = f"{world.graph}{V1}?p=2"
    world.v1 = in_turn(
        always(labels("A", **{"@odata.nextLink": following})),
        always({"error": {"code": "itemNotFound"}}, 404),
    )
    assert (await delay(world)).reason is Reason.PROVIDER_ERROR


@pytest.mark.asyncio
async def test_a_page_that_fails_for_ever_loses_the_whole_read(world: World) -> None:
    following = f"{world.graph}{V1}?p=2"
    world.v1 = in_turn(always(labels("A", **{"@odata.nextLink": following})), always({}, 500))
    await delay(world)
    assert world.count(V1) == 6


@pytest.mark.asyncio
async def test_pages_in_a_circle_are_left(world: World) -> None:
    world.v1 = always(labels("A", **{"@odata.nextLink": f"{world.graph}{V1}?p=2"}))
    await delay(world)
    assert world.count(V1) == 2


@pytest.mark.asyncio
async def test_a_refused_token_is_replaced_once(world: World) -> None:
    world.v1 = in_turn(always({}, 401), always(labels("A")))
    async with client_of(world) as client:
        await client.read_labels(CONNECTION, fresh=False)
    assert world.bearers == ["Bearer token-1", "Bearer token-2"]


@pytest.mark.asyncio
@pytest.mark.parametrize("fresh", [False, True])
async def test_a_token_refused_twice_ends_it(world: World, fresh: bool) -> None:
    world.v1 = always({}, 401, request_id="r-9")
    trouble = await refusal(world, fresh=fresh)
    assert (trouble.reason, trouble.request_id) == (Reason.NO_CONSENT, "r-9")
    assert (world.count(V1), world.count("/token")) == (2, 2)


@pytest.mark.asyncio
async def test_demanded_claims_go_into_the_next_token(world: World) -> None:
    challenge = 'Bearer error="insufficient_claims", claims="eyJhY2Nlc3NfdG9rZW4iOnt9fQ=="'
    world.v1 = in_turn(always({}, 401, WWW_Authenticate=challenge), always(labels("A")))
    async with client_of(world) as client:
        await client.read_labels(CONNECTION, fresh=False)
    assert [form.get("claims") for form in world.forms] == [None, '{"access_token":{}}']


@pytest.mark.asyncio
async def test_a_token_without_roles_from_the_cache_is_replaced(world: World) -> None:
    async with client_of(world) as client:
        await client.read_labels(CONNECTION, fresh=False)
        world.v1 = in_turn(REFUSED, always(labels("A")))
        await client.read_labels(CONNECTION, fresh=False)
    assert world.bearers == ["Bearer token-1"] * 3 + ["Bearer token-2"]


@pytest.mark.asyncio
async def test_consent_withdrawn_under_a_cached_token_is_found_out(world: World) -> None:
    async with client_of(world) as client:
        await client.read_labels(CONNECTION, fresh=False)
        world.v1, world.token = REFUSED, oauth_error("invalid_grant", 65001)
        with pytest.raises(SignInAgain) as caught:
            await client.read_labels(CONNECTION, fresh=False)
    assert caught.value.reason is Reason.NO_CONSENT


@pytest.mark.asyncio
@pytest.mark.parametrize("tail", ["", "@evil", "null", "number", "other-path", "list", "relative"])
async def test_a_foreign_next_page_is_never_visited(world: World, tail: str) -> None:
    visits: list[str] = []

    async def evil(request: web.Request) -> web.Response:
        visits.append(request.path)
        return json_answer(labels("Stolen"))

    async with serving(evil) as elsewhere:
        link = {
            "": f"{elsewhere}{V1}?p=2",
            "@evil": world.graph + elsewhere.replace("http://", "@") + V1,
            "null": None,
            "number": 5,
            "other-path": f"{world.graph}/v1.0/users",
            "list": [f"{elsewhere}{V1}"],
            "relative": elsewhere.removeprefix("http:") + V1,
        }[tail]
        world.v1 = always(labels("A", **{"@odata.nextLink": link}))
        trouble = await delay(world)
    assert isinstance(trouble, ForeignLink)
    assert trouble.reason is Reason.PROVIDER_ERROR
    assert (visits, world.count("/v1.0/")) == ([], 1)


@pytest.mark.asyncio
async def test_too_many_labels_are_told_as_that(world: World) -> None:
    world.v1 = always(labels("A", "B", "C"))
    trouble = await delay(world, limits=replace(LIMITS, labels=2))
    assert (trouble.reason, world.count(V1)) == (Reason.TOO_MANY_LABELS, 1)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "tenant", ["common", "organizations", "../evil", "a/b", "x?y=z", "con\ntoso", "{GUID}"]
)
async def test_a_tenant_that_is_none_never_reaches_the_network(world: World, tenant: str) -> None:
    trouble = await refusal(world, connection=with_tenant(tenant))
    assert (trouble.reason, world.calls) == (Reason.TENANT_NOT_FOUND, [])


@pytest.mark.asyncio
async def test_a_domain_is_resolved_to_its_tenant(world: World) -> None:
    async with client_of(world) as client:
        assert await client.tenant_id(Cloud.GLOBAL, "Contoso.onmicrosoft.com") == TENANT
    assert world.calls == ["GET /contoso.onmicrosoft.com/v2.0/.well-known/openid-configuration"]


@pytest.mark.asyncio
async def test_a_domain_that_nobody_has(world: World) -> None:
    world.discovery = oauth_error("invalid_tenant", 90002)
    async with client_of(world) as client:
        with pytest.raises(SignInAgain) as caught:
            await client.tenant_id(Cloud.GLOBAL, "nobody.example")
    assert (caught.value.reason, caught.value.code) == (Reason.TENANT_NOT_FOUND, 90002)


@pytest.mark.asyncio
async def test_browsers_are_sent_to_the_configured_login(world: World) -> None:
    async with client_of(world) as client:
        assert client.login(Cloud.GLOBAL) == world.login
        assert client.login(Cloud.CHINA) == "https://login.partner.microsoftonline.cn"


@pytest.mark.asyncio
async def test_an_unreachable_cloud_is_the_network(world: World) -> None:
    closed = Clouds("http://127.0.0.1:9", "http://127.0.0.1:9")
    naps = Naps()
    async with client_of(world, naps, clouds=closed) as client:
        with pytest.raises(TryLater) as caught:
            await client.read_labels(CONNECTION, fresh=False)
    assert caught.value.reason is Reason.NETWORK
    assert naps.taken == [0.5, 1.0, 2.0, 4.0]
