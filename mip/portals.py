"""Where in Microsoft's portals something is mended: an address of the cloud's own portal for one app.

https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud names the portals.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from mip.accounts import Cloud, Connector, Registration
from mip.credentials import is_guid
from mip.reasons import Reason

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


@dataclass(frozen=True)
class PortalPage:
    """`words` say where the address leads, for a link's text."""

    words: str
    address: str


# What is mended in the app registration, by whoever has it.
_IN_REGISTRATION: Mapping[Reason, tuple[Blade, str]] = {
    Reason.NO_CONSENT: (Blade.PERMISSIONS, "API permissions of the app"),
    Reason.PERMISSION_MISSING: (Blade.PERMISSIONS, "API permissions of the app"),
    Reason.SECRET_INVALID: (Blade.CREDENTIALS, "Certificates & secrets of the app"),
    Reason.SECRET_EXPIRED: (Blade.CREDENTIALS, "Certificates & secrets of the app"),
    Reason.CERTIFICATE_INVALID: (Blade.CREDENTIALS, "Certificates & secrets of the app"),
    Reason.CERTIFICATE_NOT_UPLOADED: (Blade.CREDENTIALS, "Certificates & secrets of the app"),
    Reason.CREDENTIAL_MISSING: (Blade.CREDENTIALS, "Certificates & secrets of the app"),
    Reason.CREDENTIAL_WIPED: (Blade.CREDENTIALS, "Certificates & secrets of the app"),
    Reason.CREDENTIAL_UNREADABLE: (Blade.CREDENTIALS, "Certificates & secrets of the app"),
    Reason.APP_NOT_FOUND: (Blade.OVERVIEW, "Overview of the app, with its ids"),
    Reason.TENANT_NOT_FOUND: (Blade.OVERVIEW, "Overview of the app, with its ids"),
}
# What is mended in the tenant that lets an app in, whoever made the app.
_IN_TENANT = frozenset({Reason.APP_DISABLED, Reason.BLOCKED_BY_POLICY})
_CONSENT = frozenset({Reason.NO_CONSENT, Reason.PERMISSION_MISSING, Reason.APP_NOT_FOUND})


def mending_page(registration: Registration, reason: Reason | None) -> PortalPage | None:
    """Where somebody mends it; None where there is no such page, or the Client ID is none. The operator's app is
    not the customer's to change: there it is what the tenant has approved."""
    if reason is None:
        return None
    own = registration.connector is Connector.CUSTOM
    if reason in _IN_TENANT or (reason in _CONSENT and not own):
        return PortalPage("Enterprise applications", enterprise_apps(registration.cloud))
    if not own or reason not in _IN_REGISTRATION or not is_guid(registration.client_id):
        return None
    blade, words = _IN_REGISTRATION[reason]
    return PortalPage(words, registration_page(registration.cloud, registration.client_id, blade))
