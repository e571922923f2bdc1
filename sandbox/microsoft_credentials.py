"""Does the caller of the token endpoint hold a credential of the app? By secret, or by signed assertion."""

import hashlib
from collections.abc import Mapping
from typing import Any

import jwt

from sandbox.microsoft_apps import AppRegistration, Certificate
from sandbox.microsoft_entra import GLOBAL_LOGIN, Entra
from sandbox.microsoft_errors import Refused
from sandbox.microsoft_refusals import (
    ASSERTION_AUDIENCE,
    ASSERTION_SUBJECT,
    ASSERTION_TIME,
    BAD_ASSERTION,
    EXPIRED_SECRET,
    NO_CREDENTIAL,
    WRONG_SECRET,
)

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
# https://learn.microsoft.com/entra/identity-platform/certificate-credentials: PS256 with the SHA-256
# thumbprint; RS256 with SHA-1 is the older form that still works.
THUMBPRINT_HEADERS = {"PS256": "x5t#S256", "RS256": "x5t"}
SKEW = 300
# Microsoft documents nbf as well, but its own library does not send it.
MANDATORY = ("aud", "exp", "iss", "jti", "sub")


def authenticate(entra: Entra, app: AppRegistration, form: Mapping[str, str], path: str) -> None:
    """`path` is the one that was called. Raises Refused."""
    if form.get("client_secret"):
        _check_secret(app, form["client_secret"], entra.now())
    elif form.get("client_assertion") and form.get("client_assertion_type") == ASSERTION_TYPE:
        _check_assertion(entra, app, form["client_assertion"], path)
    else:
        raise Refused(NO_CREDENTIAL)


def _check_secret(app: AppRegistration, value: str, now: float) -> None:
    secret = app.find_secret(value)
    if secret is None:
        raise Refused(WRONG_SECRET, client=app.client_id)
    if secret.has_expired(now):
        raise Refused(EXPIRED_SECRET, client=app.client_id)


def _check_assertion(entra: Entra, app: AppRegistration, assertion: str, path: str) -> None:
    claims = _verified_claims(app, assertion)
    if claims["iss"] != app.client_id or claims["sub"] != app.client_id:
        raise Refused(ASSERTION_SUBJECT)
    if claims["aud"] not in {base + path for base in (entra.options.login_url, GLOBAL_LOGIN)}:
        raise Refused(ASSERTION_AUDIENCE)
    if not claims.get("nbf", 0) - SKEW <= entra.now() < claims["exp"] + SKEW:
        raise Refused(ASSERTION_TIME, reason="Check your clock.")
    _check_identifier(entra, str(claims["jti"]), assertion)


def _verified_claims(app: AppRegistration, assertion: str) -> dict[str, Any]:
    try:
        key, algorithm = _key_for(app, jwt.get_unverified_header(assertion))
        # Times and audience are ours to check: by the world's clock, and with two names for one endpoint.
        options: Any = {"verify_exp": False, "verify_nbf": False, "verify_iat": False, "verify_aud": False}
        options["require"] = list(MANDATORY)
        claims: dict[str, Any] = jwt.decode(
            assertion, key.public_key, algorithms=[algorithm], options=options
        )
    except jwt.InvalidTokenError as error:
        raise Refused(BAD_ASSERTION, reason=str(error)) from error
    return claims


def _key_for(app: AppRegistration, header: Mapping[str, Any]) -> tuple[Certificate, str]:
    algorithm = str(header.get("alg"))
    name = THUMBPRINT_HEADERS.get(algorithm)
    if name is None or name not in header:
        raise Refused(BAD_ASSERTION, reason="The header needs alg PS256 with x5t#S256, or RS256 with x5t.")
    # MSAL pads its base64url, which RFC 7515 does not allow and Entra ID takes.
    wanted = str(header[name]).rstrip("=")
    certificate = app.find_certificate(name, wanted)
    if certificate is None:
        reason = f"Reason - The key was not found., Thumbprint of key used by client: '{wanted}'."
        raise Refused(BAD_ASSERTION, reason=reason)
    return certificate, algorithm


def _check_identifier(entra: Entra, identifier: str, assertion: str) -> None:
    """An identifier names one assertion, which may come again: MSAL sends the same one for nine minutes."""
    digest = hashlib.sha256(assertion.encode()).hexdigest()
    if entra.assertions_seen.setdefault(identifier, digest) != digest:
        raise Refused(BAD_ASSERTION, reason="The jti was used by another assertion.")
