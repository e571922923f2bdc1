"""The tokens: what stands in them, and how the next one can be made wrong on purpose."""

import base64
import hashlib
import json
import uuid
from typing import Any

from sandbox.microsoft_apps import AppRegistration
from sandbox.microsoft_codes import SignIn
from sandbox.microsoft_entra import ISSUER, Alteration, Entra
from sandbox.microsoft_keys import unpadded
from sandbox.microsoft_tenants import IssuedToken, Tenant

GRAPH = "https://graph.microsoft.com"
ID_TOKEN_LIFETIME = 3600
# Entra ID dates its tokens back by five minutes, for clocks that are late.
BACKDATED = 300


def app_token(entra: Entra, tenant: Tenant, app: AppRegistration, roles: tuple[str, ...]) -> dict[str, Any]:
    """The answer to client_credentials. Without roles the claim is left out, as documented."""
    lifetime = tenant.behaviour.token_lifetime
    now = int(entra.now())
    identity = str(uuid.uuid4())
    claims = {
        "aud": GRAPH,
        "iss": f"https://sts.windows.net/{tenant.id}/",
        "iat": now - BACKDATED,
        "nbf": now - BACKDATED,
        "exp": now + lifetime,
        "appid": app.client_id,
        "app_displayname": app.name,
        "idtyp": "app",
        "tid": tenant.id,
        "uti": identity,
        "ver": "1.0",
        **({"roles": list(roles)} if roles else {}),
    }
    _forget_expired(tenant, now)
    tenant.tokens[identity] = IssuedToken(app.client_id, roles, now + lifetime)
    token = entra.keys.current.sign(claims)
    return {
        "token_type": "Bearer",
        "expires_in": lifetime,
        "ext_expires_in": lifetime,
        "access_token": token,
    }


def _forget_expired(tenant: Tenant, now: float) -> None:
    tenant.tokens = {name: token for name, token in tenant.tokens.items() if token.expires_at > now}


def user_tokens(entra: Entra, sign_in: SignIn) -> dict[str, Any]:
    """The answer to authorization_code. The access token is good for nothing here, and has that look."""
    return {
        "token_type": "Bearer",
        "scope": sign_in.scope,
        "expires_in": ID_TOKEN_LIFETIME,
        "ext_expires_in": ID_TOKEN_LIFETIME,
        "access_token": f"opaque.{uuid.uuid4().hex}",
        "id_token": _id_token(entra, sign_in),
        "client_info": _client_info(sign_in),
    }


def _id_token(entra: Entra, sign_in: SignIn) -> str:
    alteration = entra.alterations.pop(0) if entra.alterations else Alteration()
    claims = {**_id_claims(sign_in, int(entra.now())), **alteration.claims}
    claims = {name: value for name, value in claims.items() if name not in alteration.drop}
    return entra.keys.forge(claims) if alteration.wrong_key else entra.keys.current.sign(claims)


def _id_claims(sign_in: SignIn, now: int) -> dict[str, Any]:
    person, tenant = sign_in.person, sign_in.tenant
    claims = {
        "aud": sign_in.client_id,
        "iss": ISSUER.format(tenantid=tenant.id),
        "iat": now - BACKDATED,
        "nbf": now - BACKDATED,
        "exp": now + ID_TOKEN_LIFETIME,
        "acct": 1 if person.guest else 0,
        "name": person.name,
        "oid": person.oid,
        "preferred_username": person.upn,
        # Another one for each app, so that apps cannot compare notes.
        "sub": unpadded(hashlib.sha256(f"{person.oid}/{sign_in.client_id}".encode()).digest()),
        "tid": tenant.id,
        "uti": uuid.uuid4().hex[:22],
        "ver": "2.0",
        "wids": list(person.wids),
    }
    return {**claims, "nonce": sign_in.nonce} if sign_in.nonce else claims


def _client_info(sign_in: SignIn) -> str:
    info = json.dumps({"uid": sign_in.person.oid, "utid": sign_in.tenant.id})
    return base64.urlsafe_b64encode(info.encode()).rstrip(b"=").decode()
