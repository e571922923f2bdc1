"""Every cloud has its own portal, and an app's page is found there by its client id."""

import pytest

from mip.accounts import Cloud
from mip.portals import Blade, enterprise_apps, registration_page

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
