"""Where each of Microsoft's clouds is. A host never comes from a person, only from this map or the settings.

https://learn.microsoft.com/graph/deployments
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from yarl import URL

from microsoft.links import ForeignLink, read_address, same_origin
from mip.accounts import Cloud

# Login and Graph. GCC uses Global.
_OFFICIAL: Mapping[Cloud, tuple[str, str]] = {
    Cloud.GLOBAL: ("https://login.microsoftonline.com", "https://graph.microsoft.com"),
    Cloud.GCC_HIGH: ("https://login.microsoftonline.us", "https://graph.microsoft.us"),
    Cloud.DOD: ("https://login.microsoftonline.us", "https://dod-graph.microsoft.us"),
    Cloud.CHINA: ("https://login.partner.microsoftonline.cn", "https://microsoftgraph.chinacloudapi.cn"),
}


def is_login_elsewhere(address: Any, cloud: Cloud) -> bool:
    """Whether it is on the login address of another of Microsoft's clouds, and not of this one."""
    try:
        origin = read_address(address).origin()
    except ForeignLink:
        return False
    logins = {URL(login).origin() for login, _ in _OFFICIAL.values()}
    return origin in logins - {URL(_OFFICIAL[cloud][0]).origin()}


@dataclass(frozen=True)
class Place:
    """One cloud. `official` is the login address by Microsoft's own name, which MSAL insists on; `login` is
    how we reach it. Addresses have no slash at the end."""

    cloud: Cloud
    official: str
    login: str
    graph: str
    scope: str

    def reach(self, address: Any) -> URL:
        """Where to find what a discovery document says is at `address`.

        Raises ForeignLink unless it is on the login address, by either of its names.
        """
        url = read_address(address)
        if same_origin(url, URL(self.login)):
            return url
        if same_origin(url, URL(self.official)):
            return URL(self.login + url.raw_path_qs, encoded=True)
        raise ForeignLink("the discovery document points elsewhere")

    def officially(self, address: Any) -> str:
        """The same address by Microsoft's own name. Raises ForeignLink like `reach`."""
        self.reach(address)
        return self.official + read_address(address).raw_path_qs


class Clouds:
    """`login_url` and `graph_url` put the Global cloud elsewhere; "" leaves it where it is. `others` does the same
    for the other clouds, which stand where they stand for everybody but a test."""

    def __init__(
        self,
        login_url: str = "",
        graph_url: str = "",
        others: Mapping[Cloud, tuple[str, str]] = MappingProxyType({}),
    ) -> None:
        self._overrides = {**others, Cloud.GLOBAL: (login_url.rstrip("/"), graph_url.rstrip("/"))}

    def place(self, cloud: Cloud) -> Place:
        official, graph = _OFFICIAL[cloud]
        login_url, graph_url = self._overrides.get(cloud, ("", ""))
        # The scope names the resource, not the way to it: it stays whatever address is configured.
        return Place(cloud, official, login_url or official, graph_url or graph, f"{graph}/.default")

    def origins(self) -> frozenset[URL]:
        """Everywhere that we may ever send a request."""
        places = [self.place(cloud) for cloud in Cloud]
        return frozenset(URL(address).origin() for p in places for address in (p.login, p.graph))
