"""What a refusal means: who can mend it, and the words for it.

The HTTP status and the OAuth `error` decide. AADSTS numbers change without notice, so they only choose
between help texts (https://learn.microsoft.com/entra/identity-platform/reference-error-codes).
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from microsoft.answers import Answer, Ids, Unusable, plain_id
from microsoft.waiting import retry_after
from mip.errors import SignInAgain, TryLater
from mip.reasons import Reason

_AADSTS = re.compile(r"AADSTS([0-9]{4,9})")

# What each `error` decides, and in which other words a number may put it.
_BY_ERROR: Mapping[str, tuple[Reason, frozenset[Reason]]] = {
    "invalid_client": (
        Reason.SECRET_INVALID,
        frozenset({Reason.SECRET_EXPIRED, Reason.CERTIFICATE_INVALID}),
    ),
    "unauthorized_client": (Reason.NO_CONSENT, frozenset({Reason.APP_NOT_FOUND, Reason.APP_DISABLED})),
    "invalid_grant": (Reason.NO_CONSENT, frozenset({Reason.APP_NOT_FOUND})),
    "consent_required": (Reason.NO_CONSENT, frozenset({Reason.APP_NOT_FOUND})),
    "invalid_resource": (Reason.PERMISSION_MISSING, frozenset({Reason.NO_CONSENT})),
    "access_denied": (Reason.BLOCKED_BY_POLICY, frozenset()),
    "interaction_required": (Reason.BLOCKED_BY_POLICY, frozenset()),
    "invalid_tenant": (Reason.TENANT_NOT_FOUND, frozenset({Reason.WRONG_CLOUD})),
}
# An unknown tenant comes as invalid_request, like our own mistakes. That decides nothing here: discovery says by its
# status whether the tenant is there, and is asked before a token is or after one was refused.
_UNDECIDED = frozenset({Reason.TENANT_NOT_FOUND, Reason.WRONG_CLOUD})
# The one number that decides: with the same `error` and status as for a wrong secret, Entra ID says that the app is
# not in the tenant (https://learn.microsoft.com/entra/identity-platform/deprecate-service-principal-less-authentication).
_NO_SERVICE_PRINCIPAL = 7000229
_BY_CODE: Mapping[int, Reason] = {
    7000215: Reason.SECRET_INVALID,
    7000222: Reason.SECRET_EXPIRED,
    50012: Reason.CERTIFICATE_INVALID,
    **dict.fromkeys((700021, 700023, 700024, 700027), Reason.CERTIFICATE_INVALID),
    **dict.fromkeys((700016, _NO_SERVICE_PRINCIPAL), Reason.APP_NOT_FOUND),
    **dict.fromkeys((65001, 650051, 650052, 650056), Reason.NO_CONSENT),
    **dict.fromkeys((7000112, 70001, 1000031), Reason.APP_DISABLED),
    **dict.fromkeys((90002, 900023), Reason.TENANT_NOT_FOUND),
    **dict.fromkeys((90038, 900382, 900432), Reason.WRONG_CLOUD),
}
_SECRET_TROUBLE = frozenset({Reason.SECRET_INVALID, Reason.SECRET_EXPIRED})
_PASSING = frozenset({408, 425, 429})


def check_passage(answer: Answer, now: datetime) -> None:
    """Raises TryLater when no decision was made: busy, broken, or a redirect, which is never followed."""
    status, asked = answer.status, retry_after(answer.headers, now)
    if status == 429 or (status == 503 and asked):  # noqa: PLR2004 - HTTP statuses
        raise TryLater(Reason.THROTTLED, after=asked, **answer.ids)
    if status in _PASSING or status >= 500:  # noqa: PLR2004 - HTTP statuses
        raise TryLater(Reason.PROVIDER_DOWN, after=asked, **answer.ids)
    if status < 200 or 300 <= status < 400:  # noqa: PLR2004 - HTTP statuses
        raise Unusable(f"status {status}", again=0, **answer.ids)


def check_found(answer: Answer, now: datetime) -> None:
    """For a tenant's discovery document. Raises SignInAgain(TENANT_NOT_FOUND), TryLater."""
    check_passage(answer, now)
    if answer.status in {400, 404}:
        code = _code(answer.refusal())
        raise SignInAgain(_reason("invalid_tenant", code) or Reason.TENANT_NOT_FOUND, code=code, **answer.ids)
    if answer.status != 200:  # noqa: PLR2004 - HTTP statuses
        raise Unusable(f"status {answer.status}", **answer.ids)


def token_refusal(body: Mapping[str, Any], *, by_certificate: bool) -> SignInAgain | TryLater:
    """What the token endpoint's JSON means when it holds no token."""
    code, ids = _code(body), _ids(body)
    error = body.get("error")
    if error == "temporarily_unavailable":
        return TryLater(Reason.THROTTLED, **ids)
    reason = _reason(error, code)
    if reason is None:
        return TryLater(_undecided(error, code), **ids)
    if by_certificate and reason in _SECRET_TROUBLE:
        reason = Reason.CERTIFICATE_INVALID
    return SignInAgain(reason, code=code, **ids)


def sign_in_refusal(body: Mapping[str, Any], *, by_certificate: bool) -> SignInAgain | TryLater:
    """The same for a person's sign-in, where a refused code only means: start again."""
    error = str(body.get("error"))
    if error in {"access_denied", "consent_required", "permission_denied"}:
        return SignInAgain(Reason.CONSENT_DECLINED, code=_code(body))
    if error in {"server_error", "temporarily_unavailable", "invalid_client", "unauthorized_client"}:
        return token_refusal(body, by_certificate=by_certificate)
    return SignInAgain(Reason.PROVIDER_ERROR, code=_code(body), **_ids(body))


def _reason(error: Any, code: int | None) -> Reason | None:
    if not isinstance(error, str) or error not in _BY_ERROR:
        return None
    if error == "invalid_client" and code == _NO_SERVICE_PRINCIPAL:
        return Reason.APP_NOT_FOUND
    usual, other_words = _BY_ERROR[error]
    narrower = _named(code)
    return narrower if narrower in other_words else usual


def _undecided(error: Any, code: int | None) -> Reason:
    narrower = _named(code)
    is_tenant = error == "invalid_request" and narrower in _UNDECIDED
    return narrower if narrower and is_tenant else Reason.PROVIDER_ERROR


def _named(code: int | None) -> Reason | None:
    return _BY_CODE.get(code) if code is not None else None


def _ids(body: Mapping[str, Any]) -> Ids:
    return Ids(request_id=plain_id(body.get("trace_id")), correlation_id=plain_id(body.get("correlation_id")))


def _code(body: Mapping[str, Any]) -> int | None:
    codes = body.get("error_codes")
    if isinstance(codes, list) and codes and type(codes[0]) is int:
        return codes[0]
    found = _AADSTS.match(str(body.get("error_description", "")))
    return int(found[1]) if found else None
