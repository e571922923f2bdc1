"""What a button or a form is about, in the few characters that travel through Slack and back.

`account:number`, perhaps with `|detail`, which may be words in base64url. The number is the account's version,
or a page. Never anything secret: these values lie in Slack, and whoever presses may have changed them.
"""

import base64
import binascii
import re
from dataclasses import dataclass

_WRITTEN = re.compile(
    r"(?P<account>[A-Za-z0-9_\-.]{0,80}):(?P<number>[0-9]{1,9})(\|(?P<detail>[A-Za-z0-9_\-.]{1,160}))?"
)


class Malformed(ValueError):  # noqa: N818 - named like the troubles of mip/errors.py
    """A part is missing or is not what Slack or we would have sent."""


@dataclass(frozen=True)
class Reference:
    """`account` is empty where there is none yet; `detail` is a channel, the digest a hold is about, the mark of a
    label, or what was searched for."""

    account: str
    number: int
    detail: str = ""


def write(account: str, number: int, detail: str = "") -> str:
    return f"{account}:{number}|{detail}" if detail else f"{account}:{number}"


def read(text: str) -> Reference:
    """Raises Malformed."""
    found = _WRITTEN.fullmatch(text)
    if found is None:
        raise Malformed("reference")
    return Reference(found["account"], int(found["number"]), found["detail"] or "")


def write_words(words: str) -> str:
    """For `detail`: at most 120 bytes of words fit (`mip.label_search.bounded`)."""
    return base64.urlsafe_b64encode(words.encode()).decode().rstrip("=")


def read_words(detail: str) -> str:
    """Raises Malformed."""
    try:
        return base64.b64decode(detail + "=" * (-len(detail) % 4), altchars="-_", validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise Malformed("words") from None
