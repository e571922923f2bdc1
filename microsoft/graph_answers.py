"""What Graph's answer to a label read means. The status decides; texts are neither read nor shown.

https://learn.microsoft.com/graph/errors
"""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Unpack

from microsoft.answers import Answer, Ids, Unusable, read_object
from microsoft.refusals import check_passage
from mip.errors import SignInAgain
from mip.reasons import Reason

_CLAIMS = re.compile(r'error="insufficient_claims".*\bclaims="([A-Za-z0-9+/=_-]{1,8192})"', re.DOTALL)
_DEEPEST_ERROR = 10
NO_ITEM = "itemnotfound"


class TokenRefused(SignInAgain):
    """401. `claims` is the JSON that a new token has to be asked for with, "" when nothing was said."""

    def __init__(self, claims: str, **ids: Unpack[Ids]) -> None:
        super().__init__(Reason.NO_CONSENT, **ids)
        self.claims = claims


class NotGranted(SignInAgain):
    """403, in JSON or as a gateway's HTML: the token lacks this API's permission."""

    def __init__(self, **ids: Unpack[Ids]) -> None:
        super().__init__(Reason.PERMISSION_MISSING, **ids)


class NotOffered(Unusable):
    """400 or 404: this API does not exist here."""


def read_answer(answer: Answer, now: datetime) -> dict[str, Any] | None:
    """The page, or None for "there are no labels at all". Raises the above, TryLater."""
    check_passage(answer, now)
    if answer.status == 200:  # noqa: PLR2004 - HTTP statuses
        return answer.json()
    if answer.status == 401:  # noqa: PLR2004 - HTTP statuses
        raise TokenRefused(claims_challenge(answer.headers), **answer.ids)
    if answer.status == 403:  # noqa: PLR2004 - HTTP statuses
        raise NotGranted(**answer.ids)
    if answer.status == 404 and NO_ITEM in _codes(answer.refusal()):  # noqa: PLR2004 - HTTP statuses
        return None
    if answer.status in {400, 404}:
        raise NotOffered(f"status {answer.status}", again=0, **answer.ids)
    raise Unusable(f"status {answer.status}", **answer.ids)


def _codes(body: Mapping[str, Any]) -> Iterator[str]:
    error = body.get("error")
    for _ in range(_DEEPEST_ERROR):
        if not isinstance(error, dict):
            return
        yield str(error.get("code", "")).lower()
        error = error.get("innerError", error.get("innererror"))


def claims_challenge(headers: Mapping[str, str]) -> str:
    """The claims that Graph demands of a new token, "" when it demands none that can be read.

    https://learn.microsoft.com/entra/identity-platform/claims-challenge
    """
    found = _CLAIMS.search(headers.get("WWW-Authenticate", ""))
    if found is None:
        return ""
    encoded = found[1].rstrip("=").replace("-", "+").replace("_", "/")
    try:
        claims = base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True)
        read_object(claims)
    except (binascii.Error, ValueError):
        return ""
    return claims.decode("utf-8-sig")
