"""The switches of the pretend Microsoft, as JSON routes of the control listener.

KeyError is answered with 404 and ValueError with 400 by the listener. Labels are written in Graph's names,
flat, with the id of the label above in `parent`.
"""

from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from sandbox.microsoft_apps import AppRegistration
from sandbox.microsoft_entra import Alteration, Entra
from sandbox.microsoft_tenants import Tenant

TENANT = "/microsoft/tenants/{tenant}"
LABELS = f"{TENANT}/labels"
APP = f"{TENANT}/apps/{{client_id}}"


class MicrosoftControl:
    def __init__(self, entra: Entra) -> None:
        self._entra = entra

    def routes(self) -> list[web.RouteDef]:
        switches = [
            web.route(each.method, each.path, self._telling(each.handler)) for each in self._switches()
        ]
        return [
            web.get("/microsoft/tenants", self.show_tenants),
            web.get("/microsoft/apps", self.show_apps),
            web.get(TENANT, self.show_tenant),
            web.get(LABELS, self.show_labels),
            *switches,
        ]

    def _switches(self) -> list[web.RouteDef]:
        return [
            web.patch(TENANT, self.change_tenant),
            web.put(LABELS, self.replace_labels),
            web.post(LABELS, self.add_label),
            web.post(f"{LABELS}/restore", self.restore_labels),
            web.patch(f"{LABELS}/{{label}}", self.change_label),
            web.delete(f"{LABELS}/{{label}}", self.delete_label),
            web.post(f"{LABELS}/{{label}}/move", self.move_label),
            web.put(f"{TENANT}/consent", self.grant),
            web.delete(f"{TENANT}/consent", self.revoke),
            web.patch(APP, self.change_app),
            web.put(f"{APP}/secret", self.new_secret),
            web.post(f"{APP}/secret/expire", self.expire_secret),
            web.post(f"{APP}/certificates", self.upload_certificate),
            web.delete(f"{APP}/certificates/{{thumbprint}}", self.withdraw_certificate),
            web.post("/microsoft/next-id-token", self.alter_next_id_token),
            web.post("/microsoft/keys/rotate", self.rotate_keys),
        ]

    def _telling(self, switch: Handler) -> Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            answer = await switch(request)
            self._entra.changed()
            return answer

        return handle

    def as_json(self) -> dict[str, Any]:
        return {
            "tenants": [tenant.as_json() for tenant in self._entra.directory.tenants],
            "apps": [app.as_json() for app in self._entra.directory.apps],
        }

    async def show_tenants(self, _request: web.Request) -> web.Response:
        return web.json_response(self.as_json()["tenants"])

    async def show_apps(self, _request: web.Request) -> web.Response:
        return web.json_response(self.as_json()["apps"])

    async def show_tenant(self, request: web.Request) -> web.Response:
        return web.json_response(self._tenant(request).as_json())

    async def change_tenant(self, request: web.Request) -> web.Response:
        """Any field of Behaviour."""
        tenant = self._tenant(request)
        tenant.behaviour = tenant.behaviour.changed(await request.json())
        return web.json_response(tenant.as_json())

    async def show_labels(self, request: web.Request) -> web.Response:
        return web.json_response([label.as_json() for label in self._tenant(request).labels.all()])

    async def replace_labels(self, request: web.Request) -> web.Response:
        self._tenant(request).labels.replace_all(await request.json())
        return await self.show_labels(request)

    async def restore_labels(self, request: web.Request) -> web.Response:
        """As they were in the beginning, whatever has become of them."""
        tenant = self._tenant(request)
        tenant.labels = self._entra.first_labels(tenant.id)
        return await self.show_labels(request)

    async def add_label(self, request: web.Request) -> web.Response:
        label = self._tenant(request).labels.add(await request.json())
        return web.json_response(label.as_json(), status=201)

    async def change_label(self, request: web.Request) -> web.Response:
        changes = await request.json()
        label = self._tenant(request).labels.change(request.match_info["label"], changes)
        return web.json_response(label.as_json())

    async def delete_label(self, request: web.Request) -> web.Response:
        self._tenant(request).labels.remove(request.match_info["label"])
        return web.json_response({})

    async def move_label(self, request: web.Request) -> web.Response:
        """{"parent": id or null, "position": place among all labels}; what is left out stays as it is."""
        wish, labels = await request.json(), self._tenant(request).labels
        label = labels.get(request.match_info["label"])
        moved = labels.move(label.id, wish.get("parent", label.parent), wish.get("position"))
        return web.json_response(moved.as_json())

    async def grant(self, request: web.Request) -> web.Response:
        """{"client_id", "roles": [...]}: at once, in place of what was granted before."""
        wish, tenant = await request.json(), self._tenant(request)
        app = self._named_app(wish["client_id"])
        tenant.grant(app.client_id, wish.get("roles", app.required_roles), self._entra.now())
        return web.json_response(tenant.as_json())

    async def revoke(self, request: web.Request) -> web.Response:
        """?client_id=, tokens=strip|keep|refuse, remove_app=1 to take the enterprise application away too."""
        tenant, query = self._tenant(request), request.query
        app = self._named_app(query["client_id"])
        tenant.revoke(app.client_id, query.get("tokens", "strip"), remove_app=query.get("remove_app") == "1")
        return web.json_response(tenant.as_json())

    async def change_app(self, request: web.Request) -> web.Response:
        """{"required_roles": [...], "redirect_uris": [...]}, either or both."""
        app, wish = self._app(request), await request.json()
        app.required_roles = tuple(wish.get("required_roles", app.required_roles))
        app.redirect_uris = list(wish.get("redirect_uris", app.redirect_uris))
        return web.json_response(app.as_json())

    async def new_secret(self, request: web.Request) -> web.Response:
        """{"value": made up if missing, "keep_others": false}; answers {"value"}."""
        wish = await request.json() if request.can_read_body else {}
        keep_others = bool(wish.get("keep_others"))
        secret = self._app(request).new_secret(wish.get("value"), keep_others=keep_others)
        return web.json_response({"value": secret.value})

    async def expire_secret(self, request: web.Request) -> web.Response:
        app = self._app(request)
        app.expire_secrets(self._entra.now())
        return web.json_response(app.as_json())

    async def upload_certificate(self, request: web.Request) -> web.Response:
        """{"pem": "-----BEGIN CERTIFICATE-----..."}"""
        certificate = self._app(request).upload((await request.json())["pem"])
        return web.json_response(certificate.as_json(), status=201)

    async def withdraw_certificate(self, request: web.Request) -> web.Response:
        app = self._app(request)
        app.withdraw(request.match_info["thumbprint"])
        return web.json_response(app.as_json())

    async def alter_next_id_token(self, request: web.Request) -> web.Response:
        """{"claims": {...}, "drop": [...], "wrong_key": false}; several calls wait in line."""
        wish = await request.json()
        alteration = Alteration(
            wish.get("claims", {}), tuple(wish.get("drop", ())), bool(wish.get("wrong_key"))
        )
        self._entra.alterations.append(alteration)
        return web.json_response({"waiting": len(self._entra.alterations)})

    async def rotate_keys(self, _request: web.Request) -> web.Response:
        self._entra.keys.rotate()
        return web.json_response({"kid": self._entra.keys.current.kid})

    def _tenant(self, request: web.Request) -> Tenant:
        """Deleted ones too, so that they can be brought back."""
        wanted = request.match_info["tenant"].lower()
        for tenant in self._entra.directory.tenants:
            if wanted in {tenant.id, tenant.name.lower(), *tenant.domains}:
                return tenant
        raise KeyError(f"No tenant {wanted}")

    def _app(self, request: web.Request) -> AppRegistration:
        self._tenant(request)
        return self._named_app(request.match_info["client_id"])

    def _named_app(self, client_id: str) -> AppRegistration:
        app = self._entra.directory.app(client_id)
        if app is None:
            raise KeyError(f"No app {client_id}")
        return app
