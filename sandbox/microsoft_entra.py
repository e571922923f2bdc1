"""Everything the pretend Entra ID remembers, shared by its pages, its tokens and Graph."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from sandbox.bell import Ring, unheard
from sandbox.defaults import Options
from sandbox.microsoft_apps import AppRegistration
from sandbox.microsoft_catalogue import first_directory, redirect_uris
from sandbox.microsoft_codes import Codes
from sandbox.microsoft_errors import Refused
from sandbox.microsoft_keys import Keys
from sandbox.microsoft_labels import Labels
from sandbox.microsoft_refusals import (
    APP_NOT_FOUND,
    NOT_IN_TENANT,
    REPLY_ADDRESS_MISMATCH,
    SINGLE_TENANT,
    TENANT_NOT_FOUND,
)
from sandbox.microsoft_tenants import Directory, Person, Tenant

GLOBAL_LOGIN = "https://login.microsoftonline.com"
ISSUER = f"{GLOBAL_LOGIN}/{{tenantid}}/v2.0"
# "common" also lets personal accounts in, "consumers" only those; this world has none.
MANY_TENANTS = frozenset({"organizations", "common", "consumers"})


@dataclass(frozen=True)
class Alteration:
    """What will be wrong with the next id_token."""

    claims: Mapping[str, Any] = field(default_factory=dict)
    drop: tuple[str, ...] = ()
    wrong_key: bool = False


@dataclass(frozen=True)
class RegisteredClient:
    """An app together with one of its own redirect URIs: where an answer may safely go."""

    app: AppRegistration
    redirect_uri: str


class Entra:
    """`n` is how often something was changed that a person could look at."""

    def __init__(self, options: Options, now: Callable[[], float], ring: Ring = unheard) -> None:
        self.options = options
        self.now = now
        self.keys = Keys()
        self.n = 0
        self.secrets_ever: set[str] = set()
        self._ring = ring
        self.reset()

    def changed(self) -> None:
        self.secrets_ever |= {secret.value for app in self.directory.apps for secret in app.secrets}
        self.n += 1
        self._ring()

    def reset(self) -> None:
        """Keys stay: making them takes time, and no token outlives the directory that knows of it."""
        self.directory: Directory = first_directory(self.options)
        self.codes = Codes(self.now)
        self.alterations: list[Alteration] = []
        self.assertions_seen: dict[str, str] = {}
        self.changed()

    def retarget(self, options: Options) -> None:
        """The bot moved: the registrations list its new redirect URI instead."""
        before = redirect_uris(self.options)
        self.options = options
        for app in self.directory.apps:
            others = [uri for uri in app.redirect_uris if uri not in before]
            app.redirect_uris = [*redirect_uris(self.options), *others]
        self.changed()

    def first_labels(self, tenant: str) -> Labels:
        """Those that the tenant with this id has when the world begins."""
        return next(each.labels for each in first_directory(self.options).tenants if each.id == tenant)

    def tenant(self, name: str) -> Tenant:
        """By GUID or domain. Raises Refused."""
        tenant = self.directory.tenant(name)
        if tenant is None:
            raise Refused(TENANT_NOT_FOUND, tenant=name)
        return tenant

    def app(self, client_id: str, tenant: str) -> AppRegistration:
        """Raises Refused for an unknown app and for one that belongs to another tenant only."""
        app = self.directory.app(client_id)
        if app is None or not self._may_enter(app, tenant):
            raise Refused(APP_NOT_FOUND, client=client_id, tenant=tenant)
        return app

    def client(self, request: web.Request) -> RegisteredClient:
        """For the pages: the app and the redirect URI that the query names, if they belong together.

        Raises Refused, which a page must show instead of redirecting.
        """
        tenant = tenant_named(request)
        if tenant not in MANY_TENANTS:
            self.tenant(tenant)
        app = self.app(request.query.get("client_id", ""), tenant)
        if tenant in MANY_TENANTS and not app.is_multi_tenant:
            raise Refused(SINGLE_TENANT, client=app.client_id)
        uri = request.query.get("redirect_uri", "")
        if uri not in app.redirect_uris:
            raise Refused(REPLY_ADDRESS_MISMATCH, uri=uri, client=app.client_id)
        return RegisteredClient(app, uri)

    def check_membership(self, name: str, home: Tenant, person: Person, app: AppRegistration) -> None:
        """Raises Refused when the person is of another tenant than the one in the path."""
        foreign = name not in MANY_TENANTS and not home.answers_to(name)
        if foreign or app.home not in {None, home.id}:
            raise Refused(NOT_IN_TENANT, upn=person.upn, tenant=name, client=app.client_id)

    def _may_enter(self, app: AppRegistration, tenant: str) -> bool:
        if app.home is None or tenant in MANY_TENANTS:
            return True
        found = self.directory.tenant(tenant)
        return found is not None and found.id == app.home


def tenant_named(request: web.Request) -> str:
    """The tenant part of the path, lower case."""
    return request.match_info["tenant"].lower()
