"""What a discovery document says of its tenant."""

import pytest

from microsoft.answers import Unusable
from microsoft.clouds import Clouds
from microsoft.discovery import read_discovery
from mip.accounts import Cloud

LOGIN = "http://127.0.0.1:4001"
TENANT = "C0A70500-1111-4aaa-8bbb-0123456789ab"


def document(issuer: str) -> dict[str, str]:
    base = f"{LOGIN}/{TENANT}/oauth2/v2.0"
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{base}/authorize",
        "token_endpoint": f"{base}/token",
    }


@pytest.mark.parametrize(
    "host", ["https://login.microsoftonline.com", LOGIN, "https://login.microsoftonline.us"]
)
def test_the_tenant_is_read_from_the_issuer_wherever_that_is(host: str) -> None:
    place = Clouds(LOGIN).place(Cloud.GLOBAL)
    assert read_discovery(document(f"{host}/{TENANT}/v2.0"), place).tenant == TENANT.lower()


@pytest.mark.parametrize(
    "issuer", ["https://login.microsoftonline.com/{tenantid}/v2.0", "https://x/common/v2.0", "x"]
)
def test_an_issuer_of_no_single_tenant_names_none(issuer: str) -> None:
    place = Clouds(LOGIN).place(Cloud.GLOBAL)
    with pytest.raises(Unusable):
        _ = read_discovery(document(issuer), place).tenant
