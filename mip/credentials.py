"""What an app proves itself with. A secret never shows in a repr, a log line or a message."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

MOST_YEARS = 2
_GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)


class Secret:
    """A string that has to be asked for by name: `secret.reveal()`."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return "Secret(***)"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(("Secret", self._value))


@dataclass(frozen=True)
class ClientSecret:
    """`expires_at` is what its admin says: Microsoft tells nobody without a permission far above our need."""

    value: Secret
    expires_at: datetime | None = None


@dataclass(frozen=True)
class Certificate:
    """Both halves in PEM; the private one without a passphrase. `expires_at` is what the public one says."""

    private_key: Secret
    public: str
    expires_at: datetime | None = None


Credential = ClientSecret | Certificate


def is_guid(text: str) -> bool:
    return _GUID.fullmatch(text) is not None


def read_client_secret(text: str) -> ClientSecret | None:
    """The secret as pasted, without the white space around it; None when the field was left empty.

    Raises ValueError with a sentence for the person. A Secret ID is a GUID, a Value never is one.
    """
    value = text.strip()
    if not value:
        return None
    if is_guid(value):
        raise ValueError("That looks like the Secret ID. Paste the secret's Value.")
    if len(value) > 512 or not value.isprintable() or not value.isascii():  # noqa: PLR2004 - Entra's are 40
        raise ValueError("That is not a client secret. Paste the secret's Value.")
    return ClientSecret(Secret(value))


def read_expiry(text: str, now: datetime) -> datetime | None:
    """The end (UTC) of the day on which a secret expires, as `2027-03-31`; None when the field was left empty.

    Raises ValueError with a sentence for the person. Microsoft's own limit is 24 months.
    """
    if not text.strip():
        return None
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError("That is not a date. Choose the day on which the secret expires.") from None
    today = now.astimezone(UTC).date()
    if day < today:
        raise ValueError("That day is over. A secret that has expired cannot be used: make a new one.")
    if day > _years_after(today, MOST_YEARS):
        raise ValueError("That is more than 24 months ahead. Microsoft lets no secret live longer.")
    return datetime.combine(day, time(23, 59, 59), UTC)


def _years_after(day: date, years: int) -> date:
    """The 29th of February has no day of its own in most years."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + years, day=28 if is_leap_day else day.day)
