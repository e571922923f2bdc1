"""What the pretend Entra ID publishes about itself: its addresses and its keys."""

from aiohttp import web

from sandbox.faults import operation
from sandbox.microsoft_entra import ISSUER, MANY_TENANTS, Entra, tenant_named
from sandbox.microsoft_errors import Refused, as_response


class Discovery:
    def __init__(self, entra: Entra) -> None:
        self._entra = entra

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/{tenant}/v2.0/.well-known/openid-configuration", self.document),
            web.get("/{tenant}/discovery/v2.0/keys", self.keys),
        ]

    @operation("login.discovery")
    async def document(self, request: web.Request) -> web.Response:
        """Addresses are this listener's own; the issuer is the real one, as in the tokens."""
        try:
            tenant = self._canonical(tenant_named(request))
        except Refused as refused:
            return as_response(refused, self._entra.options, self._entra.now(), error="invalid_tenant")
        base = f"{self._entra.options.login_url}/{tenant}"
        return web.json_response(
            {
                "token_endpoint": f"{base}/oauth2/v2.0/token",
                "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
                "jwks_uri": f"{base}/discovery/v2.0/keys",
                "response_modes_supported": ["query", "fragment", "form_post"],
                "subject_types_supported": ["pairwise"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
                "scopes_supported": ["openid", "profile", "email", "offline_access"],
                "issuer": self._issuer(tenant),
                "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
                "tenant_region_scope": None if tenant in MANY_TENANTS else "EU",
                "cloud_instance_name": "microsoftonline.com",
                "cloud_graph_host_name": "graph.windows.net",
                "msgraph_host": "graph.microsoft.com",
            }
        )

    @operation("login.keys")
    async def keys(self, request: web.Request) -> web.Response:
        try:
            tenant = self._canonical(tenant_named(request))
        except Refused as refused:
            return as_response(refused, self._entra.options, self._entra.now())
        return web.json_response(self._entra.keys.jwks(self._issuer(tenant)))

    def _canonical(self, name: str) -> str:
        """The GUID for a domain. Raises Refused for a tenant that does not exist."""
        return name if name in MANY_TENANTS else self._entra.tenant(name).id

    @staticmethod
    def _issuer(tenant: str) -> str:
        return ISSUER if tenant in MANY_TENANTS else ISSUER.format(tenantid=tenant)
