"""The real addresses of each cloud, with aioresponses in place of the network."""

import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import aiohttp
import pytest
import pytest_asyncio
from aioresponses import aioresponses
from yarl import URL

from microsoft.clouds import Clouds
from microsoft.label_reader import BETA, V1, LabelReader
from microsoft.limits import Limits
from microsoft.outbound import Outbound
from microsoft.pauses import Pauses
from microsoft.tokens import Token
from microsoft.waiting import Patience
from mip.accounts import Cloud
from mip.credentials import ClientSecret, Secret
from mip.errors import SignInAgain, TryLater
from mip.ports import Connection
from mip.reasons import Reason
from tests.contract.microsoft_world import Naps, labels

TENANT = "a8990e1f-ff32-408a-9f8e-78d3b9139b95"
GRAPH = "https://graph.microsoft.com"
GRAPHS = {
    Cloud.GLOBAL: GRAPH,
    Cloud.GCC_HIGH: "https://graph.microsoft.us",
    Cloud.DOD: "https://dod-graph.microsoft.us",
    Cloud.CHINA: "https://microsoftgraph.chinacloudapi.cn",
}


class Tokens:
    async def get(self, _connection: Connection, *, fresh: bool = False, claims: str = "") -> Token:
        return Token(Secret(f"bearer{claims}"), cached=not fresh)


def now() -> datetime:
    return datetime.now(UTC)


@pytest_asyncio.fixture
async def reader() -> AsyncIterator[LabelReader]:
    clouds, limits = Clouds(), Limits()
    outbound = Outbound(clouds.origins(), ssl.create_default_context(), "MIPbot/test", limits)
    patience, pauses = Patience(limits, Naps(), lambda: 0.5), Pauses(now)
    yield LabelReader(clouds, Tokens(), outbound, patience, limits, now, pauses)  # type: ignore[arg-type] # only get is used
    await outbound.close()


def connection(cloud: Cloud = Cloud.GLOBAL) -> Connection:
    return Connection(cloud, TENANT, "client", ClientSecret(Secret("s")), "1")


@pytest.mark.asyncio
@pytest.mark.parametrize("cloud", Cloud)
async def test_each_cloud_is_read_at_its_own_graph(reader: LabelReader, cloud: Cloud) -> None:
    with aioresponses() as net:
        net.get(GRAPHS[cloud] + V1.path, payload=labels("General"))
        found = await reader.read(connection(cloud), fresh=True)
        (call,) = net.requests["GET", URL(GRAPHS[cloud] + V1.path)]
    assert [label.name for label in found.labels] == ["General"]
    assert call.kwargs["allow_redirects"] is False
    assert call.kwargs["headers"]["Authorization"] == "Bearer bearer"


@pytest.mark.asyncio
@pytest.mark.parametrize("status", [400, 404])
async def test_a_cloud_without_the_label_api_is_told_as_that(reader: LabelReader, status: int) -> None:
    with aioresponses() as net:
        net.get(GRAPHS[Cloud.CHINA] + V1.path, status=status, payload={"error": {"code": "BadRequest"}})
        net.get(GRAPHS[Cloud.CHINA] + BETA.path, status=403, payload={})
        with pytest.raises(SignInAgain) as caught:
            await reader.read(connection(Cloud.CHINA), fresh=True)
    assert caught.value.reason is Reason.CLOUD_UNSUPPORTED


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "link",
    [
        "https://evil.com/v1.0/security/dataSecurityAndGovernance/sensitivityLabels?p=2",
        "https://graph.microsoft.com.evil.com/v1.0/security/dataSecurityAndGovernance/sensitivityLabels?p=2",
        "http://graph.microsoft.com/v1.0/security/dataSecurityAndGovernance/sensitivityLabels?p=2",
        "https://graph.microsoft.com/v1.0/users",
    ],
)
async def test_the_token_stays_with_graph(reader: LabelReader, link: str) -> None:
    with aioresponses() as net:
        net.get(GRAPH + V1.path, payload=labels("General", **{"@odata.nextLink": link}))
        with pytest.raises(TryLater):
            await reader.read(connection(), fresh=True)
        assert len(net.requests) == 1


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "error",
    [
        aiohttp.ClientConnectionError("Bearer bearer"),
        aiohttp.ServerTimeoutError(),
        aiohttp.ClientPayloadError(),
        aiohttp.InvalidURL("x"),
        TimeoutError(),
        ConnectionResetError(),
        OSError(113, "no route"),
        ssl.SSLError(1, "bad"),
    ],
)
async def test_whatever_the_library_raises_is_the_network(reader: LabelReader, error: Exception) -> None:
    with aioresponses() as net:
        net.get(GRAPH + V1.path, exception=error, repeat=True)
        with pytest.raises(TryLater) as caught:
            await reader.read(connection(), fresh=True)
    assert caught.value.reason is Reason.NETWORK
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
