"""The three organisations of the pretend Microsoft, as they are when the world begins."""

import uuid
from collections.abc import Iterable, Iterator

from sandbox.defaults import Options
from sandbox.microsoft_apps import AppRegistration, Certificate, Secret
from sandbox.microsoft_labels import Label, Labels
from sandbox.microsoft_tenants import (
    APPLICATION_ADMINISTRATOR,
    GLOBAL_ADMINISTRATOR,
    ORDINARY_USER,
    PRIVILEGED_ROLE_ADMINISTRATOR,
    Directory,
    Person,
    Tenant,
)

CONTOSO = "c0a70500-1111-4aaa-8bbb-0123456789ab"
FABRIKAM = "fab21ca0-2222-4ccc-9ddd-123456789abc"
NORTHWIND = "402701d0-3333-4eee-aaaa-23456789abcd"
LABEL_READ = "SensitivityLabel.Read"
EVERYWHERE = ("email", "file", "site", "unifiedGroup", "teamwork")
DOCUMENTS = ("email", "file")
CONTAINERS = ("site", "unifiedGroup")


def first_directory(options: Options) -> Directory:
    tenants = [_contoso(), _fabrikam(), _northwind()]
    apps = [_operator_app(options), *(_custom_app(tenant, options) for tenant in tenants)]
    for tenant, app in zip(tenants, apps[1:], strict=True):
        # Registering an app puts it into its own tenant; nobody has granted it anything yet.
        tenant.grant(app.client_id, ())
    return Directory(tenants, apps)


def steady_id(*names: str) -> str:
    """The same GUID at every start, so that a demo can be repeated."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(("sandbox", *names))))


def redirect_uris(options: Options) -> list[str]:
    return [f"{options.public}/microsoft/callback"]


def _operator_app(options: Options) -> AppRegistration:
    app = AppRegistration(
        client_id=options.app_client_id.lower(),
        name="MIP bot connector",
        home=None,
        redirect_uris=redirect_uris(options),
        required_roles=(LABEL_READ,),
        secrets=[Secret(options.app_client_secret)],
    )
    if options.app_certificate:
        with open(options.app_certificate, encoding="ascii") as file:  # noqa: PTH123 - one small file at start
            app.certificates.append(Certificate(file.read()))
    return app


def _custom_app(tenant: Tenant, options: Options) -> AppRegistration:
    return AppRegistration(
        client_id=steady_id(tenant.name, "label reader"),
        name=f"{tenant.name} label reader",
        home=tenant.id,
        redirect_uris=redirect_uris(options),
        required_roles=(LABEL_READ,),
        secrets=[Secret(f"{tenant.name[:3]}8Q~sandbox-{tenant.name.lower()}-client-secret")],
    )


def _contoso() -> Tenant:
    people = _people("contoso", "Adele Vance", "Pradeep Gupta", "Megan Bowen", "Gerald Guest", "Alex Wilber")
    return Tenant(CONTOSO, "Contoso", _domains("contoso"), people, Labels(_contoso_labels()))


def _fabrikam() -> Tenant:
    people = _people("fabrikam", "Frida Lund", "Paul Osei", "Mona Keller", "Gina Guest", "Arto Salo")
    label = Label(
        id=steady_id("fabrikam", "Internal"),
        name="Internal",
        description="For people of Fabrikam.",
        color="#13A10E",
        tool_tip="Do not send this outside the company.",
    )
    return Tenant(FABRIKAM, "Fabrikam", _domains("fabrikam"), people, Labels([label]))


def _northwind() -> Tenant:
    people = _people("northwind", "Nora Haddad", "Piotr Nowak", "Milan Horvat", "Grace Guest", "Anna Silva")
    return Tenant(NORTHWIND, "Northwind", _domains("northwind"), people, Labels(_northwind_labels()))


def _domains(name: str) -> tuple[str, ...]:
    return (f"{name}.onmicrosoft.com", f"{name}.example")


# In the order of the names given to _people. The guest holds the strongest role, so that only a check for
# guests can stop them.
POSITIONS = (
    (GLOBAL_ADMINISTRATOR, False),
    (PRIVILEGED_ROLE_ADMINISTRATOR, False),
    (ORDINARY_USER, False),
    (GLOBAL_ADMINISTRATOR, True),
    (APPLICATION_ADMINISTRATOR, False),
)


def _people(domain: str, *names: str) -> tuple[Person, ...]:
    return tuple(
        _person(domain, name, role, guest=guest) for name, (role, guest) in zip(names, POSITIONS, strict=True)
    )


def _person(domain: str, name: str, role: str, *, guest: bool) -> Person:
    mailbox = "partner.example" if guest else f"{domain}.example"
    upn = f"{name.partition(' ')[0].lower()}@{mailbox}"
    return Person(steady_id(domain, name), name, upn, (role,), guest=guest)


# Name, colour, tooltip, protected, where it applies; a name with a slash is a label under another.
CONTOSO_LABELS = (
    ("Personal", "#737373", "Nothing to do with work.", False, DOCUMENTS),
    ("Public", "#13A10E", "May be shown to anybody.", False, EVERYWHERE),
    ("General", "#0078D4", "Everyday business, not for the public.", False, EVERYWHERE),
    ("Confidential", "#FF8C00", "Could harm Contoso if it got out.", False, EVERYWHERE),
    ("Confidential/All Employees", "#FF8C00", "Encrypted for everybody at Contoso.", True, DOCUMENTS),
    ("Confidential/Anyone (unrestricted)", "#FF8C00", "Marked, but not encrypted.", False, DOCUMENTS),
    ("Confidential/Trusted People", "#FF8C00", "Encrypted for the people you name.", True, DOCUMENTS),
    ("Confidential/Finance", "#FF8C00", "Encrypted for Finance.", True, ("file",)),
    ("Highly Confidential", "#D13438", "Would seriously harm Contoso if it got out.", False, EVERYWHERE),
    ("Highly Confidential/All Employees", "#D13438", "Encrypted, no copying.", True, DOCUMENTS),
    ("Highly Confidential/Specified People", "#D13438", "Encrypted, you name the readers.", True, DOCUMENTS),
    ("Highly Confidential/Project Falcon", "#881798", "Sites and groups of Falcon.", True, CONTAINERS),
)


def _contoso_labels() -> Iterator[Label]:
    for priority, (path, color, tool_tip, protected, applies) in enumerate(CONTOSO_LABELS):
        group, _, name = path.rpartition("/")
        yield Label(
            id=steady_id("contoso", path),
            name=name,
            priority=priority,
            description=f"{tool_tip} See the handbook, chapter {priority + 1}.",
            color=color,
            tool_tip=tool_tip,
            has_protection=protected,
            is_default=path == "General",
            action_source="automatic" if name == "Finance" else "manual",
            applicable_to=applies,
            parent=steady_id("contoso", group) if group else None,
        )


def _northwind_labels() -> Iterable[Label]:
    """240 on top, and five under each of the first twelve."""
    numbered: list[tuple[str, str | None]] = [(f"Area {area:03}", None) for area in range(1, 241)]
    numbered += [
        (f"Area {area:03} level {level}", f"Area {area:03}") for area in range(1, 13) for level in range(1, 6)
    ]
    for priority, (name, parent) in enumerate(numbered):
        yield Label(
            id=steady_id("northwind", name),
            name=name,
            priority=priority,
            tool_tip=f"Documents of {name.lower()}.",
            is_enabled=priority % 10 != 0,
            parent=steady_id("northwind", parent) if parent else None,
        )
