"""Whom a bearer token lets into the pretend Graph."""

from typing import Any

import jwt
from aiohttp import web

from sandbox.microsoft_claims import GRAPH
from sandbox.microsoft_entra import Entra
from sandbox.microsoft_tenants import IssuedToken, Tenant


class GraphError(Exception):
    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message


def admitted_tenant(entra: Entra, request: web.Request, roles: frozenset[str]) -> Tenant:
    """The tenant that the token is for.

    Raises GraphError: 401 for a token that is not good, 403 for one with none of `roles`.
    """
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise _unauthorized("Access token is empty.")
    claims = _claims(entra, token)
    tenant = entra.directory.tenant(claims["tid"])
    issued = tenant.tokens.get(claims["uti"]) if tenant else None
    if tenant is None or issued is None or issued.expires_at <= entra.now():
        raise _unauthorized("Lifetime validation failed, the token is expired.")
    if roles.isdisjoint(issued.roles) or not _has_got_about(entra, tenant, issued):
        # The live sign of missing consent for the label permissions.
        message = "Insufficient privileges to complete the operation."
        raise GraphError(403, "InsufficientGraphPermissions", message)
    return tenant


def _claims(entra: Entra, token: str) -> dict[str, Any]:
    try:
        return entra.keys.verify(token, GRAPH)
    except jwt.InvalidTokenError as error:
        raise _unauthorized("IDX14100: JWT is not well formed.") from error


def _has_got_about(entra: Entra, tenant: Tenant, issued: IssuedToken) -> bool:
    """A fresh consent may show up in the token before Graph believes it."""
    present = tenant.enterprise_apps.get(issued.client_id)
    return present is None or present.effective_at <= entra.now()


def _unauthorized(message: str) -> GraphError:
    return GraphError(401, "InvalidAuthenticationToken", message)
