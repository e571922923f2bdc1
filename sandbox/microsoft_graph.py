"""The pretend Microsoft Graph: the two label lists, and the errors around them."""

import base64
import binascii
import json
import uuid
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from sandbox.faults import operation
from sandbox.microsoft_bearer import GraphError, admitted_tenant
from sandbox.microsoft_claims import GRAPH
from sandbox.microsoft_entra import GLOBAL_LOGIN, Entra
from sandbox.microsoft_shapes import beta_list, v1_list
from sandbox.microsoft_tenants import Tenant

V1 = "/v1.0/security/dataSecurityAndGovernance/sensitivityLabels"
BETA = "/beta/security/informationProtection/sensitivityLabels"
V1_ROLES = frozenset({"SensitivityLabel.Read", "SensitivityLabels.Read.All"})
BETA_ROLES = frozenset({"InformationProtectionPolicy.Read.All"})
CONTENT_TYPE = (
    "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8"
)
CHALLENGE = (
    f'Bearer realm="", authorization_uri="{GLOBAL_LOGIN}/common/oauth2/authorize", '
    'client_id="00000003-0000-0000-c000-000000000000"'
)


class Graph:
    def __init__(self, entra: Entra) -> None:
        self._entra = entra

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get(V1, self.labels),
            web.get(BETA, self.beta_labels),
            web.route("*", "/{version}/{path:.*}", self.unknown),
        ]

    @operation("graph.labels")
    async def labels(self, request: web.Request) -> web.Response:
        try:
            tenant = admitted_tenant(self._entra, request, V1_ROLES)
            labels = v1_list(tenant, request.headers.get("Prefer", ""))
            return self._answer(request, 200, self._page(request, tenant, labels))
        except GraphError as error:
            return self._refuse(request, error)

    @operation("graph.labels.beta")
    async def beta_labels(self, request: web.Request) -> web.Response:
        try:
            tenant = admitted_tenant(self._entra, request, BETA_ROLES)
            return self._answer(request, 200, self._page(request, tenant, beta_list(tenant)))
        except GraphError as error:
            return self._refuse(request, error)

    @operation("graph.unknown")
    async def unknown(self, request: web.Request) -> web.Response:
        """Also what v1.0 says to beta's path: it has no informationProtection below security."""
        segment = request.match_info["path"].rpartition("/")[2]
        error = GraphError(400, "BadRequest", f"Resource not found for the segment '{segment}'.")
        return self._refuse(request, error)

    def _page(self, request: web.Request, tenant: Tenant, labels: list[dict[str, Any]]) -> dict[str, Any]:
        if not labels and tenant.behaviour.empty_as_404:
            raise GraphError(404, "itemNotFound", "The resource could not be found.")
        start = _skipped(request.query.get("$skiptoken"))
        end = start + tenant.behaviour.page_size
        version, _, collection = request.path[1:].partition("/")
        page: dict[str, Any] = {"@odata.context": f"{GRAPH}/{version}/$metadata#{collection}"}
        if end < len(labels):
            own_address = f"{self._entra.options.graph_url}{request.path}"
            page["@odata.nextLink"] = f"{own_address}?$skiptoken={_skip_token(end)}"
        return {**page, "value": labels[start:end]}

    def _refuse(self, request: web.Request, error: GraphError) -> web.Response:
        identity = str(uuid.uuid4())
        inner = {
            "date": datetime.fromtimestamp(self._entra.now(), UTC).strftime("%Y-%m-%dT%H:%M:%S"),
            "request-id": identity,
            "client-request-id": request.headers.get("client-request-id", identity),
        }
        body = {"error": {"code": error.code, "message": error.message, "innerError": inner}}
        answer = self._answer(request, error.status, body, identity)
        if error.status == web.HTTPUnauthorized.status_code:
            answer.headers["WWW-Authenticate"] = CHALLENGE
        return answer

    @staticmethod
    def _answer(
        request: web.Request, status: int, body: dict[str, Any], identity: str | None = None
    ) -> web.Response:
        identity = identity or str(uuid.uuid4())
        headers = {
            "Content-Type": CONTENT_TYPE,
            "request-id": identity,
            "client-request-id": request.headers.get("client-request-id", identity),
            "x-ms-ags-diagnostic": '{"ServerInfo":{"DataCenter":"Sandbox","Slice":"E","Ring":"5"}}',
            "Cache-Control": "no-store",
        }
        return web.Response(status=status, body=json.dumps(body).encode(), headers=headers)


def _skip_token(place: int) -> str:
    return base64.urlsafe_b64encode(f"skip={place}".encode()).decode()


def _skipped(token: str | None) -> int:
    """Raises GraphError for a token that was not ours."""
    if token is None:
        return 0
    try:
        return int(base64.urlsafe_b64decode(token).removeprefix(b"skip="))
    except (ValueError, binascii.Error) as error:
        raise GraphError(400, "BadRequest", "Skip token is not valid.") from error
