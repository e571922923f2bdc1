"""Who signed in: the claims of an id_token whose signature has been checked. MSAL checks none of this.

https://learn.microsoft.com/entra/identity-platform/claims-validation
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from mip.credentials import is_guid

# Exactly the roles that can consent to Graph application permissions
# (https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference).
GLOBAL_ADMINISTRATOR = "62e90394-69f5-4237-9190-012177145e10"
PRIVILEGED_ROLE_ADMINISTRATOR = "e8611ab8-c189-46e8-94e1-60213ab1f814"

PERSONAL_ACCOUNTS = "9188040d-6c67-4c5b-b112-36a304b66dad"
SLACK_ISSUER = "https://slack.com"
LEEWAY_SECONDS = 60


class Refusal(Enum):
    """Why a sign-in does not count. Only ROLE and GUEST can be mended by signing in as somebody else."""

    TOKEN = "token"  # noqa: S105 - a word, not a token
    PERSON = "person"
    PERSONAL = "personal"
    GUEST = "guest"
    ROLE = "role"


@dataclass(frozen=True)
class Administrator:
    """A proven person in a proven tenant; `tid` and `oid` are the only keys, never an e-mail address."""

    tenant: str
    person: str


@dataclass(frozen=True)
class Expected:
    """What the id_token must say. `issuer` may hold `{tenantid}`, as Microsoft's discovery document does."""

    issuer: str
    audience: str
    nonce_hash: str


def hashed(value: str) -> str:
    """How tickets, states, nonces and cookies are kept: 256 random bits need no salt."""
    return hashlib.sha256(value.encode()).hexdigest()


def check_slack(
    claims: Mapping[str, Any], expected: Expected, workspace: str, user: str, now: datetime
) -> Refusal | None:
    """None when this is the very person who began."""
    if not _is_current(claims, expected, expected.issuer, now):
        return Refusal.TOKEN
    same = (
        claims.get("https://slack.com/team_id") == workspace
        and claims.get("https://slack.com/user_id") == user
    )
    return None if same else Refusal.PERSON


def check_microsoft(
    claims: Mapping[str, Any], expected: Expected, roles: frozenset[str], now: datetime
) -> Administrator | Refusal:
    tenant, person = claims.get("tid"), claims.get("oid")
    if not (isinstance(tenant, str) and is_guid(tenant) and isinstance(person, str) and person):
        return Refusal.TOKEN
    if not _is_current(claims, expected, expected.issuer.replace("{tenantid}", tenant), now):
        return Refusal.TOKEN
    if tenant.lower() == PERSONAL_ACCOUNTS:
        return Refusal.PERSONAL
    if _is_guest(claims):
        return Refusal.GUEST
    held = claims.get("wids")
    if not isinstance(held, list) or not roles.intersection(w for w in held if isinstance(w, str)):
        return Refusal.ROLE
    return Administrator(tenant.lower(), person)


def _is_guest(claims: Mapping[str, Any]) -> bool:
    """`acct` is an optional claim: absent is no refusal, anything but 0 is."""
    return claims.get("acct", 0) not in (0, "0")


def _is_current(claims: Mapping[str, Any], expected: Expected, issuer: str, now: datetime) -> bool:
    nonce = claims.get("nonce")
    return (
        claims.get("iss") == issuer
        and claims.get("aud") == expected.audience
        and isinstance(nonce, str)
        and hashed(nonce) == expected.nonce_hash
        and _is_in_time(claims, now.timestamp())
    )


def _is_in_time(claims: Mapping[str, Any], now: float) -> bool:
    ends, begins = claims.get("exp"), claims.get("nbf", 0)
    if not isinstance(ends, int | float) or not isinstance(begins, int | float):
        return False
    return begins - LEEWAY_SECONDS <= now < ends + LEEWAY_SECONDS
