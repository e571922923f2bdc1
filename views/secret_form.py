"""The form on the private page for a client secret: what it says of itself, its fields, and their reader."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from mip.credentials import ClientSecret, read_client_secret
from mip.errors import Rejected
from mip.expiry import EXPIRES_FIELD, read_day

CLIENT_SECRET = "client_secret"  # noqa: S105 - the name of a field
EXPIRES_ON = EXPIRES_FIELD


@dataclass(frozen=True)
class AskedFor:
    """Which secret a page asks for, and in whose name."""

    account: str
    client_id: str
    workspace: str
    initiator: str


def read(typed: Mapping[str, str], now: datetime) -> ClientSecret:
    """Raises Rejected with a sentence for each field."""
    wrong, credential, expires_at = {}, None, None
    try:
        credential = read_client_secret(typed.get(CLIENT_SECRET, ""))
        if credential is None:
            wrong[CLIENT_SECRET] = "Paste the secret's Value."
    except ValueError as error:
        wrong[CLIENT_SECRET] = str(error)
    try:
        expires_at = read_day(now)(typed.get(EXPIRES_ON, "").strip())
    except ValueError as error:
        wrong[EXPIRES_ON] = str(error)
    if wrong or credential is None:
        raise Rejected(wrong)
    return replace(credential, expires_at=expires_at)
