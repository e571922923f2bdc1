"""POST /{tenant}/oauth2/v2.0/token: who may have which token.

https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow
"""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from sandbox.faults import operation
from sandbox.microsoft_apps import AppRegistration
from sandbox.microsoft_claims import GRAPH, app_token, user_tokens
from sandbox.microsoft_credentials import authenticate
from sandbox.microsoft_entra import MANY_TENANTS, Entra, tenant_named
from sandbox.microsoft_errors import Refused, as_response
from sandbox.microsoft_refusals import (
    APP_NOT_FOUND,
    BAD_GRANT_TYPE,
    BAD_SCOPE,
    CODE_OF_ANOTHER_APP,
    CODE_OF_ANOTHER_TENANT,
    NO_SERVICE_PRINCIPAL,
    WRONG_ENDPOINT,
    WRONG_REPLY_ADDRESS,
)
from sandbox.microsoft_tenants import EnterpriseApp, Tenant

APP_SCOPE = f"{GRAPH}/.default"


class TokenEndpoint:
    def __init__(self, entra: Entra) -> None:
        self._entra = entra

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/{tenant}/oauth2/v2.0/token", self.answer)]

    @operation("login.token")
    async def answer(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        try:
            tokens = self._tokens(tenant_named(request), form, request.path)
        except Refused as refused:
            return as_response(refused, self._entra.options, self._entra.now())
        return web.json_response(tokens, headers={"Cache-Control": "no-store", "Pragma": "no-cache"})

    def _tokens(self, tenant: str, form: Mapping[str, str], path: str) -> dict[str, Any]:
        grant = form.get("grant_type", "")
        if grant == "client_credentials":
            return self._for_an_app(tenant, form, path)
        if grant == "authorization_code":
            return self._for_a_person(tenant, form, path)
        raise Refused(BAD_GRANT_TYPE, grant=grant)

    def _for_an_app(self, name: str, form: Mapping[str, str], path: str) -> dict[str, Any]:
        if name in MANY_TENANTS:
            raise Refused(WRONG_ENDPOINT)
        tenant = self._entra.tenant(name)
        if form.get("scope") != APP_SCOPE:
            raise Refused(BAD_SCOPE, scope=form.get("scope", ""))
        app = self._entra.app(form.get("client_id", ""), name)
        present = self._presence(tenant, app)
        if present is None and tenant.behaviour.missing_app_error == APP_NOT_FOUND.code:
            raise Refused(APP_NOT_FOUND, client=app.client_id, tenant=tenant.id)
        authenticate(self._entra, app, form, path)
        if present is None:
            raise Refused(NO_SERVICE_PRINCIPAL, client=app.client_id, tenant=tenant.id)
        return app_token(self._entra, tenant, app, present.roles)

    def _presence(self, tenant: Tenant, app: AppRegistration) -> EnterpriseApp | None:
        """The app in the tenant, as far as a fresh consent has got about."""
        present = tenant.enterprise_apps.get(app.client_id)
        if present is None or present.effective_at <= self._entra.now():
            return present
        if tenant.behaviour.propagation_kind == "app_not_found":
            return None
        return EnterpriseApp(()) if tenant.behaviour.propagation_kind == "no_roles" else present

    def _for_a_person(self, tenant: str, form: Mapping[str, str], path: str) -> dict[str, Any]:
        if tenant not in MANY_TENANTS:
            self._entra.tenant(tenant)
        app = self._entra.app(form.get("client_id", ""), tenant)
        authenticate(self._entra, app, form, path)
        code, reply_address = form.get("code", ""), form.get("redirect_uri", "")
        sign_in = self._entra.codes.look_up(code)
        if sign_in.client_id != app.client_id:
            raise Refused(CODE_OF_ANOTHER_APP)
        if tenant not in MANY_TENANTS and not sign_in.tenant.answers_to(tenant):
            raise Refused(CODE_OF_ANOTHER_TENANT)
        if sign_in.redirect_uri != reply_address:
            raise Refused(WRONG_REPLY_ADDRESS, given=reply_address, wanted=sign_in.redirect_uri)
        sign_in.check_verifier(form.get("code_verifier", ""))
        self._entra.codes.use_up(code)
        return user_tokens(self._entra, sign_in)
