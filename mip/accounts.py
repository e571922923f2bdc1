"""A MIP account: a Microsoft tenant whose sensitivity labels we read for one Slack workspace."""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from mip.checks import Diagnosis
from mip.credentials import is_guid
from mip.identity import PERSONAL_ACCOUNTS
from mip.names import AccountName
from mip.reasons import Reason
from mip.status import Facts

_DOMAIN = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")
DEFAULT_INTERVAL = timedelta(hours=1)


class Connector(StrEnum):
    MIP_BOT = "mip_bot"
    CUSTOM = "custom"


class Cloud(StrEnum):
    """Microsoft's clouds as the modal names them. GCC uses Global."""

    GLOBAL = "Global"
    GCC_HIGH = "GCC High"
    DOD = "DoD"
    CHINA = "China"


@dataclass(frozen=True)
class Registration:
    """Which app in which tenant. `tenant` is a domain until it was resolved, and "" until it is known."""

    connector: Connector
    cloud: Cloud = Cloud.GLOBAL
    client_id: str = ""
    tenant: str = ""


@dataclass(frozen=True)
class Card:
    """Where the account's card stands: not in the account's own channel while Slack refuses that one."""

    channel: str
    ts: str


@dataclass(frozen=True)
class Held:
    """A scan that lost too many labels to be believed: what it found waits for an admin.

    `accepted`: an admin wants it, the next scan that finds the same takes it. `kept`: an admin does not.
    `answered_by` and `answered_at` (the calendar's) say who decided so, and when.
    """

    since: datetime
    found: int
    lost: int
    digest: str
    accepted: bool = False
    kept: bool = False
    answered_by: str = ""
    answered_at: datetime | None = None


@dataclass(frozen=True)
class Reading:
    """Last attempt beside last success: the two are told apart wherever they are shown."""

    attempted_at: datetime | None = None
    trouble: Reason | None = None
    succeeded_at: datetime | None = None
    labels: int = 0
    digest: str = ""
    source: str = ""


@dataclass(frozen=True)
class Renewal:
    """A new credential that waits for its proof beside the one in use, and the app it belongs to.

    `since` (real time) tells it apart from every other one of its account. `by` and `channel`: who gave it, and
    where they are answered. `trouble` is what its last try met. `by_certificate` and `expires_at` tell of the
    credential, as they do for an account.
    """

    client_id: str
    since: datetime
    by: str
    channel: str
    trouble: Reason | None = None
    by_certificate: bool = False
    expires_at: datetime | None = None


@dataclass(frozen=True)
class Handover:
    """Somebody was asked to approve in an admin's place, until a moment of calendar time.

    `asked_in` is where the admin who asked is answered. There is one per account and person.
    """

    person: str
    asked_by: str
    asked_in: str
    since: datetime
    until: datetime


@dataclass(frozen=True)
class Account:
    """`version` grows with every change a card or form depends on; timestamps alone do not move it.

    `by_certificate` and `expires_at` (None: not known) tell of the credential in use; whoever keeps one sets them.
    `diagnosis` is what the last validation found.
    `adder_gone_at`: whoever added it was seen to have left, and somebody was asked to take over.
    `ends_at` is when one that was never connected is removed by itself; it is read from what is planned.
    """

    id: str
    workspace: str
    name: AccountName
    registration: Registration
    channel: str
    added_by: str
    added_at: datetime
    facts: Facts = field(default_factory=Facts)
    reading: Reading = field(default_factory=Reading)
    interval: timedelta = DEFAULT_INTERVAL
    held: Held | None = None
    card: Card | None = None
    has_credential: bool = False
    credential_version: int = 0
    by_certificate: bool = False
    expires_at: datetime | None = None
    renewal: Renewal | None = None
    handovers: tuple[Handover, ...] = ()
    ends_at: datetime | None = None
    adder_gone_at: datetime | None = None
    version: int = 1
    changed_by: str = ""
    changed_at: datetime | None = None
    next_scan_at: datetime | None = None
    diagnosis: Diagnosis | None = None

    @property
    def is_custom(self) -> bool:
        return self.registration.connector is Connector.CUSTOM

    def with_facts(self, facts: Facts) -> "Account":
        return replace(self, facts=facts)


def read_client_id(text: str) -> str:
    """Raises ValueError with a sentence for the person."""
    value = text.strip().lower()
    if not is_guid(value):
        raise ValueError("That is not a client id. Copy Application (client) ID from the app's overview.")
    return value


def read_tenant(text: str) -> str:
    """A GUID or a domain, in lower case. Raises ValueError with a sentence for the person.

    Never a word such as `common`: MSAL would turn any string into a request.
    """
    value = text.strip().lower()
    if value == PERSONAL_ACCOUNTS:
        raise ValueError(
            "That is where Microsoft keeps personal accounts. Give your organisation's tenant id."
        )
    if is_guid(value) or (len(value) <= 253 and _DOMAIN.fullmatch(value)):  # noqa: PLR2004 - DNS
        return value
    raise ValueError("That is not a tenant id. Copy Directory (tenant) ID, or give the tenant's domain.")
