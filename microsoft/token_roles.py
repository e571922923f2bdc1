"""What an access token seems to allow, for people's eyes only.

Tokens for Graph are opaque: they may be encrypted or change their form at any time
(https://learn.microsoft.com/entra/identity-platform/access-tokens). So this decides nothing and never raises.
"""

import base64

from microsoft.answers import read_object
from mip.checks import roles
from mip.credentials import Secret

_LONGEST = 65_536


def seeming_roles(token: Secret) -> tuple[str, ...]:
    """() for whatever does not look like a JWT with `roles`."""
    parts = token.reveal().split(".")
    if len(parts) != 3 or len(parts[1]) > _LONGEST:  # noqa: PLR2004 - a JWT's header, claims and signature
        return ()
    try:
        claims = read_object(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except ValueError:
        return ()
    found = claims.get("roles")
    return roles(found) if isinstance(found, list) else ()
