"""Tenants: the people in them, the apps they let in, and the ways they can be made to behave."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from sandbox.microsoft_apps import AppRegistration
from sandbox.microsoft_labels import Labels

# https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference
GLOBAL_ADMINISTRATOR = "62e90394-69f5-4237-9190-012177145e10"
PRIVILEGED_ROLE_ADMINISTRATOR = "e8611ab8-c189-46e8-94e1-60213ab1f814"
APPLICATION_ADMINISTRATOR = "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3"
# Entra ID gives this one to every member who has no other.
ORDINARY_USER = "b79fbf4d-3ef9-4689-8143-76b194e85509"
# Only these may grant application permissions of Microsoft Graph.
# https://learn.microsoft.com/entra/identity/enterprise-apps/grant-admin-consent
MAY_CONSENT = frozenset({GLOBAL_ADMINISTRATOR, PRIVILEGED_ROLE_ADMINISTRATOR})

CHOICES = {
    "propagation_kind": ("app_not_found", "no_roles", "forbidden"),
    "missing_app_error": (700016, 7000229),
    "shape": ("documented", "schema"),
    "cancel_answer": ("consent_required", "access_denied"),
}


@dataclass(frozen=True)
class Person:
    oid: str
    name: str
    upn: str
    wids: tuple[str, ...] = (ORDINARY_USER,)
    guest: bool = False

    @property
    def may_consent(self) -> bool:
        return not MAY_CONSENT.isdisjoint(self.wids)


@dataclass(frozen=True)
class Behaviour:
    """What PATCH of a tenant may change; the choices of the texts are in CHOICES.

    After a consent on the consent page it takes `consent_propagation` seconds until it is effective, and
    `propagation_kind` says how that looks from outside meanwhile. `hide_new_enum_members` is Graph's rule
    that "file" in applicableTo needs the header `Prefer: include-unknown-enum-members`. With
    `consent_names_tenant` the answer to the app names that tenant, although this one was asked.
    """

    consent_propagation: float = 0
    propagation_kind: str = "app_not_found"
    missing_app_error: int = 700016
    cancel_answer: str = "consent_required"
    consent_names_tenant: str = ""
    token_lifetime: int = 3600
    shape: str = "documented"
    page_size: int = 100
    empty_as_404: bool = False
    hide_new_enum_members: bool = False
    deleted: bool = False

    def changed(self, changes: Mapping[str, Any]) -> "Behaviour":
        """Raises ValueError for an unknown name or choice."""
        for name, value in changes.items():
            if name not in asdict(self):
                raise ValueError(f"No such setting: {name}. Known: {', '.join(asdict(self))}")
            if name in CHOICES and value not in CHOICES[name]:
                raise ValueError(f"{name} is one of {CHOICES[name]}")
        return replace(self, **changes)


@dataclass(frozen=True)
class EnterpriseApp:
    """An app in a tenant (its service principal), with the application permissions granted to it."""

    roles: tuple[str, ...]
    effective_at: float = 0


@dataclass(frozen=True)
class IssuedToken:
    client_id: str
    roles: tuple[str, ...]
    expires_at: float


@dataclass
class Tenant:
    id: str
    name: str
    domains: tuple[str, ...]
    people: tuple[Person, ...]
    labels: Labels
    behaviour: Behaviour = field(default_factory=Behaviour)
    enterprise_apps: dict[str, EnterpriseApp] = field(default_factory=dict)
    tokens: dict[str, IssuedToken] = field(default_factory=dict)

    def answers_to(self, name: str) -> bool:
        return not self.behaviour.deleted and name.lower() in {self.id, *self.domains}

    def person(self, oid: str) -> Person | None:
        return next((person for person in self.people if person.oid == oid), None)

    def grant(self, client_id: str, roles: Sequence[str], effective_at: float = 0) -> None:
        self.enterprise_apps[client_id] = EnterpriseApp(tuple(roles), effective_at)

    def revoke(self, client_id: str, tokens: str = "strip", *, remove_app: bool = False) -> None:
        """`tokens` says what becomes of those already out.

        "keep": good until they expire, as documented; "strip": 403 from now on, which shows the effect at
        once; "refuse": 401, as continuous access evaluation does.
        """
        if remove_app:
            self.enterprise_apps.pop(client_id, None)
        else:
            self.grant(client_id, ())
        if tokens != "keep":
            self._end_tokens(client_id, stripped=tokens == "strip")

    def _end_tokens(self, client_id: str, *, stripped: bool) -> None:
        for name, token in list(self.tokens.items()):
            if token.client_id == client_id and stripped:
                self.tokens[name] = replace(token, roles=())
            elif token.client_id == client_id:
                del self.tokens[name]

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "name": self.name,
            "domains": list(self.domains),
            "people": [{**asdict(person), "may_consent": person.may_consent} for person in self.people],
            "labels": len(self.labels.all()),
            "enterprise_apps": {name: asdict(app) for name, app in self.enterprise_apps.items()},
            **asdict(self.behaviour),
        }


@dataclass
class Directory:
    """Every tenant and every app registration."""

    tenants: list[Tenant]
    apps: list[AppRegistration]

    def tenant(self, name: str) -> Tenant | None:
        """By GUID in any case, or by domain; a deleted tenant is not found."""
        return next((tenant for tenant in self.tenants if tenant.answers_to(name)), None)

    def app(self, client_id: str) -> AppRegistration | None:
        return next((app for app in self.apps if app.client_id == client_id.lower()), None)

    def home_of(self, oid: str) -> tuple[Tenant, Person] | None:
        for tenant in self.tenants:
            person = tenant.person(oid)
            if person is not None and not tenant.behaviour.deleted:
                return tenant, person
        return None
