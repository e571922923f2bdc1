"""What a tenant's discovery document says, as far as we need it and no further.

Its addresses decide where the secret is posted, so each must be on the cloud's own login address.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from yarl import URL

from microsoft.answers import Unusable
from microsoft.clouds import Place, is_login_elsewhere
from microsoft.links import ForeignLink
from mip.errors import SignInAgain
from mip.reasons import Reason

_TENANT = re.compile(r"https?://[^/]+/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/v2\.0", re.IGNORECASE)


@dataclass(frozen=True)
class Discovery:
    """Endpoints as the document names them; `issuer` may hold `{tenantid}`. `is_read`: it was asked for, and not only
    put together."""

    place: Place
    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    is_read: bool = True

    @property
    def name(self) -> str:
        """The address by which Entra ID calls itself there."""
        return str(URL(self.token_endpoint).origin())

    @property
    def tenant(self) -> str:
        """The tenant's GUID, from the issuer. Raises Unusable for a document of no single tenant."""
        found = _TENANT.fullmatch(self.issuer)
        if found is None:
            raise Unusable("the issuer names no tenant")
        return found[1].lower()

    def for_msal(self) -> str:
        """The document as MSAL gets to see it: https always, under Microsoft's own name, nothing besides."""
        return json.dumps(
            {
                "issuer": self.issuer,
                "authorization_endpoint": self.place.officially(self.authorization_endpoint),
                "token_endpoint": self.place.officially(self.token_endpoint),
            }
        )


def address(place: Place, tenant: str) -> str:
    """Of the discovery document. `tenant` is a GUID, a domain or `organizations`, checked before."""
    return f"{place.login}/{tenant}/v2.0/.well-known/openid-configuration"


def as_usual(place: Place, name: str, tenant: str) -> Discovery:
    """What the document of a tenant says that is known by its GUID; `name` as another one's document had it.

    Microsoft documents the token's address in this form, and its azure-identity asks for no document either:
    https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
    """
    oauth = f"{name}/{tenant}/oauth2/v2.0"
    return Discovery(
        place, f"{name}/{tenant}/v2.0", f"{oauth}/authorize", f"{oauth}/token", "", is_read=False
    )


def read_discovery(document: Mapping[str, Any], place: Place) -> Discovery:
    """Raises SignInAgain(WRONG_CLOUD) for a tenant that another cloud answers for, Unusable, ForeignLink."""
    if is_login_elsewhere(document.get("token_endpoint"), place.cloud):
        raise SignInAgain(Reason.WRONG_CLOUD)
    issuer = document.get("issuer")
    if not isinstance(issuer, str) or not issuer:
        raise Unusable("the discovery document has no issuer")
    return Discovery(
        place,
        issuer,
        _endpoint(document, "authorization_endpoint", place),
        _endpoint(document, "token_endpoint", place),
        _endpoint(document, "jwks_uri", place) if document.get("jwks_uri") else "",
    )


def _endpoint(document: Mapping[str, Any], name: str, place: Place) -> str:
    value = document.get(name)
    if place.reach(value).raw_path == "/":
        raise ForeignLink(f"{name} has no path")
    return str(value)
