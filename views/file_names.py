"""What files are called."""

import re
import unicodedata
from datetime import UTC, datetime

SLUG_ROOM = 40


def file_name(what: str, account: str, at: datetime, form: str) -> str:
    """ASCII, whatever the account is called."""
    ascii_only = unicodedata.normalize("NFKD", account).encode("ascii", "ignore").decode().lower()
    slug = "-".join(re.findall(r"[a-z0-9]+", ascii_only))[:SLUG_ROOM].strip("-") or "account"
    return f"{what}-{slug}-{at.astimezone(UTC):%Y-%m-%d}.{form}"
