from typing import Any

import pytest
from yarl import URL

from microsoft.answers import Unusable
from microsoft.clouds import Clouds
from microsoft.discovery import address, read_discovery
from microsoft.links import ForeignLink
from mip.accounts import Cloud

TENANT = "a8990e1f-ff32-408a-9f8e-78d3b9139b95"
OFFICIAL = "https://login.microsoftonline.com"
HERE = "http://127.0.0.1:9100"


def document(base: str, **changes: Any) -> dict[str, Any]:
    return {
        "issuer": f"{OFFICIAL}/{TENANT}/v2.0",
        "authorization_endpoint": f"{base}/{TENANT}/oauth2/v2.0/authorize",
        "token_endpoint": f"{base}/{TENANT}/oauth2/v2.0/token",
        "jwks_uri": f"{base}/{TENANT}/discovery/v2.0/keys",
        **changes,
    }


@pytest.mark.parametrize(
    ("cloud", "login", "graph"),
    [
        (Cloud.GLOBAL, "https://login.microsoftonline.com", "https://graph.microsoft.com"),
        (Cloud.GCC_HIGH, "https://login.microsoftonline.us", "https://graph.microsoft.us"),
        (Cloud.DOD, "https://login.microsoftonline.us", "https://dod-graph.microsoft.us"),
        (Cloud.CHINA, "https://login.partner.microsoftonline.cn", "https://microsoftgraph.chinacloudapi.cn"),
    ],
)
def test_each_cloud_has_its_own_addresses(cloud: Cloud, login: str, graph: str) -> None:
    place = Clouds().place(cloud)
    assert (place.login, place.graph, place.scope) == (login, graph, f"{graph}/.default")


def test_only_the_global_cloud_can_be_elsewhere() -> None:
    clouds = Clouds(HERE, "http://127.0.0.1:9200/")
    place = clouds.place(Cloud.GLOBAL)
    assert (place.login, place.graph, place.official) == (HERE, "http://127.0.0.1:9200", OFFICIAL)
    assert clouds.place(Cloud.CHINA) == Clouds().place(Cloud.CHINA)


def test_the_scope_stays_whatever_address_is_configured() -> None:
    place = Clouds(HERE, HERE).place(Cloud.GLOBAL)
    assert place.scope == "https://graph.microsoft.com/.default"


def test_the_allowed_origins_are_the_configured_ones() -> None:
    origins = Clouds(HERE, "http://127.0.0.1:9200").origins()
    assert URL(HERE) in origins
    assert URL("https://login.partner.microsoftonline.cn") in origins
    assert URL(OFFICIAL) not in origins


@pytest.mark.parametrize("base", [HERE, OFFICIAL])
def test_discovery_may_name_the_login_address_either_way(base: str) -> None:
    found = read_discovery(document(base), Clouds(HERE).place(Cloud.GLOBAL))
    assert found.tenant == TENANT
    assert str(found.place.reach(found.token_endpoint)) == f"{HERE}/{TENANT}/oauth2/v2.0/token"
    assert f'"{OFFICIAL}/{TENANT}/oauth2/v2.0/token"' in found.for_msal()
    assert "127.0.0.1" not in found.for_msal()


@pytest.mark.parametrize("name", ["token_endpoint", "authorization_endpoint"])
@pytest.mark.parametrize(
    "value",
    [
        f"https://evil.example/{TENANT}/oauth2/v2.0/token",
        f"http://login.microsoftonline.com/{TENANT}/token",
        f"https://login.microsoftonline.com:8443/{TENANT}/token",
        "https://login.microsoftonline.com",
        "https://login.microsoftonline.com/",
        "",
        None,
        5,
    ],
)
def test_discovery_that_points_elsewhere_is_refused(name: str, value: Any) -> None:
    with pytest.raises(ForeignLink):
        read_discovery(document(OFFICIAL, **{name: value}), Clouds().place(Cloud.GLOBAL))


def test_keys_elsewhere_are_refused() -> None:
    with pytest.raises(ForeignLink):
        read_discovery(document(OFFICIAL, jwks_uri="https://evil.example/keys"), Clouds().place(Cloud.GLOBAL))


@pytest.mark.parametrize("issuer", [f"{OFFICIAL}/{{tenantid}}/v2.0", f"{OFFICIAL}/x/v2.0", "nonsense"])
def test_an_issuer_of_no_tenant_gives_no_tenant(issuer: str) -> None:
    found = read_discovery(document(OFFICIAL, issuer=issuer), Clouds().place(Cloud.GLOBAL))
    with pytest.raises(Unusable):
        _ = found.tenant


def test_the_document_is_asked_for_at_the_configured_address() -> None:
    asked = address(Clouds(HERE).place(Cloud.GLOBAL), "contoso.com")
    assert asked == f"{HERE}/contoso.com/v2.0/.well-known/openid-configuration"
