"""Every cloud has its own portal, and an app's page is found there by its client id."""

from dataclasses import replace

import pytest

from mip.accounts import Cloud, Connector, Registration
from mip.portals import Blade, enterprise_apps, mending_page, registration_page
from mip.reasons import Reason

CLIENT = "11111111-2222-4333-8444-555555555555"


@pytest.mark.parametrize(
    ("cloud", "portal"),
    [
        (Cloud.GLOBAL, "https://entra.microsoft.com/"),
        (Cloud.GCC_HIGH, "https://portal.azure.us/"),
        (Cloud.DOD, "https://portal.azure.us/"),
        (Cloud.CHINA, "https://portal.azure.cn/"),
    ],
)
def test_each_cloud_has_its_portal(cloud: Cloud, portal: str) -> None:
    page = registration_page(cloud, CLIENT, Blade.CREDENTIALS)
    assert page.startswith(portal)
    assert page.endswith(f"/~/Credentials/appId/{CLIENT}")
    assert enterprise_apps(cloud).startswith(portal)


CUSTOM = Registration(Connector.CUSTOM, Cloud.GLOBAL, CLIENT)
BY_BOT = Registration(Connector.MIP_BOT, Cloud.GLOBAL, "")
NOBODYS = {
    Reason.CONSENT_DECLINED,
    Reason.WRONG_TENANT,
    Reason.WRONG_CLOUD,
    Reason.CLOUD_UNSUPPORTED,
    Reason.THROTTLED,
    Reason.PROVIDER_ERROR,
    Reason.PROVIDER_DOWN,
    Reason.NETWORK,
    Reason.SLACK_SILENT,
    Reason.TOO_MANY_ACTIONS,
    Reason.TOO_MANY_LABELS,
    Reason.KEY_LACKING,
    Reason.OWN_CREDENTIAL,
    Reason.RESTORED,
}


@pytest.mark.parametrize("reason", Reason)
def test_what_can_be_mended_in_the_portal_has_its_page_there(reason: Reason) -> None:
    assert (mending_page(CUSTOM, reason) is None) == (reason in NOBODYS)


@pytest.mark.parametrize(
    ("reason", "end"),
    [
        (Reason.PERMISSION_MISSING, f"/~/CallAnAPI/appId/{CLIENT}"),
        (Reason.SECRET_EXPIRED, f"/~/Credentials/appId/{CLIENT}"),
        (Reason.APP_NOT_FOUND, f"/~/Overview/appId/{CLIENT}"),
        (Reason.APP_DISABLED, "/~/AppAppsPreview"),
    ],
)
def test_the_page_is_the_one_where_it_is_mended(reason: Reason, end: str) -> None:
    page = mending_page(CUSTOM, reason)
    assert page is not None
    assert page.address.endswith(end)


@pytest.mark.parametrize("reason", Reason)
def test_the_operators_app_is_mended_by_the_tenant_only_where_it_approved(reason: Reason) -> None:
    page = mending_page(BY_BOT, reason)
    approved = reason in {
        Reason.NO_CONSENT,
        Reason.PERMISSION_MISSING,
        Reason.APP_NOT_FOUND,
        Reason.APP_DISABLED,
        Reason.BLOCKED_BY_POLICY,
    }
    assert (page.address if page else None) == (enterprise_apps(Cloud.GLOBAL) if approved else None)


@pytest.mark.parametrize("client", ["", "x", f"{CLIENT}/../..", f"{CLIENT}|x>", "<!channel>", f"{CLIENT}\n"])
def test_only_a_guid_leads_anywhere(client: str) -> None:
    assert mending_page(replace(CUSTOM, client_id=client), Reason.SECRET_EXPIRED) is None
