"""Where in Microsoft's portals something is mended: an address of the cloud's own portal for one app.

https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud names the portals.
"""

from collections.abc import Mapping
from enum import StrEnum

from mip.accounts import Cloud

_PORTALS: Mapping[Cloud, str] = {
    Cloud.GLOBAL: "https://entra.microsoft.com",
    Cloud.GCC_HIGH: "https://portal.azure.us",
    Cloud.DOD: "https://portal.azure.us",
    Cloud.CHINA: "https://portal.azure.cn",
}


# As `az cloud list` names them. The Global one needs no choosing.
_COMMAND_LINES: Mapping[Cloud, str] = {
    Cloud.GCC_HIGH: "AzureUSGovernment",
    Cloud.DOD: "AzureUSGovernment",
    Cloud.CHINA: "AzureChinaCloud",
}


class Blade(StrEnum):
    """A page of an app registration; the value is the portal's own word in its addresses."""

    OVERVIEW = "Overview"
    CREDENTIALS = "Credentials"
    PERMISSIONS = "CallAnAPI"


def registration_page(cloud: Cloud, client_id: str, blade: Blade) -> str:
    """`client_id` is a GUID. Whoever opens it signs in to the tenant that has the registration."""
    return f"{_PORTALS[cloud]}/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/{blade}/appId/{client_id}"


def portal_name(cloud: Cloud) -> str:
    """As people say it: the portal's host."""
    return _PORTALS[cloud].removeprefix("https://")


def command_line(cloud: Cloud) -> tuple[str, ...]:
    """What has to be typed first, so that `az` speaks to the right cloud."""
    name = _COMMAND_LINES.get(cloud)
    return (f"az cloud set --name {name}", "az login") if name else ()


def enterprise_apps(cloud: Cloud) -> str:
    """The list of apps that were approved in the tenant one signs in to."""
    return f"{_PORTALS[cloud]}/#view/Microsoft_AAD_IAM/StartboardApplicationsMenuBlade/~/AppAppsPreview"
