"""Linking a tenant: the attempts, the addresses at Microsoft, and what a redirect may mean.

A redirect is a claim by whoever holds the browser, never a proof: its `tenant` only ever serves to refuse
(https://learn.microsoft.com/entra/identity-platform/v2-admin-consent, the warning box).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, StrEnum
from urllib.parse import urlencode

from mip.credentials import Secret, is_guid
from mip.people import Person

OPENS_FOR = timedelta(minutes=10)
LIVES_FOR = timedelta(minutes=30)
CONSENT_SCOPE = "https://graph.microsoft.com/.default"

_DECLINED = frozenset({"access_denied", "consent_required", "permission_denied"})
_LONGEST_VALUE = 4096
_MOST_PARAMETERS = 30


class Purpose(StrEnum):
    """LINK proves person and tenant; APPROVE only asks for consent; SECRET takes a client secret; CERTIFICATE
    shows what has to be uploaded, and is not used up by looking."""

    LINK = "link"
    APPROVE = "approve"
    SECRET = "secret"  # noqa: S105 - a purpose, not a secret
    CERTIFICATE = "certificate"


class Step(StrEnum):
    """Where an attempt stands. PROVEN: its own person holds the browser, and may type a secret there. DONE and
    BURNED are ends."""

    OPEN = "open"
    SLACK = "slack"
    PROVEN = "proven"
    MICROSOFT = "microsoft"
    CONSENT = "consent"
    DONE = "done"
    BURNED = "burned"


@dataclass(frozen=True)
class Attempt:
    """One try at linking. `channel` is where its person is answered; `flow` is what MSAL wants back.

    Ticket, state, nonce and browser cookie exist here as hashes only, and not in this value at all.
    """

    id: str
    workspace: str
    account: str
    user: str
    channel: str
    purpose: Purpose
    step: Step
    created_at: datetime
    expires_at: datetime
    nonce_hash: str = ""
    flow: Secret | None = None
    proven_tenant: str = ""
    proven_person: str = ""

    @property
    def person(self) -> Person:
        """Whose it is."""
        return Person(self.workspace, self.user)


def lives_until(attempt: Attempt, now: datetime) -> datetime:
    """Once *Continue* was pressed. A secret is pasted within the minutes its link opens for, whatever happens on
    the way; who approves may have to look for a role first."""
    return attempt.expires_at if attempt.purpose is Purpose.SECRET else now + LIVES_FOR


class Answered(Enum):
    """What Microsoft's consent redirect says, before anything of it is believed."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    UNFINISHED = "unfinished"
    INVALID = "invalid"


def read_once(query: Sequence[tuple[str, str]]) -> dict[str, str] | None:
    """The parameters, or None for what no honest redirect has: one twice, hundreds, control characters.

    Two parsers must not see two answers.
    """
    found = dict(query)
    if len(found) != len(query) or len(query) > _MOST_PARAMETERS:
        return None
    refused = (len(value) > _LONGEST_VALUE or _has_control(key, value) for key, value in query)
    return None if any(refused) else found


def _has_control(key: str, value: str) -> bool:
    """Microsoft's own descriptions have line breaks; nothing else has."""
    kept = value.replace("\r", "").replace("\n", "") if key == "error_description" else value
    return not (key + kept).isprintable()


def read_consent(query: Mapping[str, str], tenant: str) -> Answered:
    """`tenant` is the one we know. `error` comes first: `admin_consent=True` stands in refusals too."""
    if "code" in query:
        return Answered.INVALID
    if "error" in query:
        return Answered.DECLINED if query["error"] in _DECLINED else Answered.UNFINISHED
    named = query.get("tenant")
    if named is not None and not (is_guid(named) and named.lower() == tenant):
        return Answered.INVALID
    return Answered.ACCEPTED if query.get("admin_consent", "").lower() == "true" else Answered.INVALID


def names_another_tenant(query: Mapping[str, str], tenant: str) -> bool:
    """Somebody tried to pass off a consent of another tenant: worth an audit row."""
    named = query.get("tenant")
    return named is not None and named.lower() != tenant


def consent_address(login: str, tenant: str, client_id: str, redirect: str, state: str) -> str:
    """Microsoft's admin consent page, with exactly these parameters: app roles need `/.default`."""
    query = urlencode(
        {"client_id": client_id, "scope": CONSENT_SCOPE, "redirect_uri": redirect, "state": state}
    )
    return f"{login}/{tenant}/v2.0/adminconsent?{query}"
