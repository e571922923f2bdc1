"""What files are called."""

import re
import unicodedata
from datetime import UTC, datetime

SLUG_ROOM = 40


def file_name(what: str, account: str, at: datetime, form: str) -> str:
    return f"{what}-{slug(account)}-{at.astimezone(UTC):%Y-%m-%d}.{form}"


def slug(account: str) -> str:
    """ASCII, whatever the account is called."""
    ascii_only = unicodedata.normalize("NFKD", account).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", ascii_only))[:SLUG_ROOM].strip("-") or "account"
