"""What roles and permissions are called on the pages of the pretend Entra ID."""

from dataclasses import dataclass

from sandbox.microsoft_tenants import (
    APPLICATION_ADMINISTRATOR,
    GLOBAL_ADMINISTRATOR,
    PRIVILEGED_ROLE_ADMINISTRATOR,
    Person,
)

# https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference
ROLES = {
    GLOBAL_ADMINISTRATOR: "Global Administrator",
    PRIVILEGED_ROLE_ADMINISTRATOR: "Privileged Role Administrator",
    APPLICATION_ADMINISTRATOR: "Application Administrator",
}


@dataclass(frozen=True)
class Permission:
    """The line on the consent page, and what unfolding it tells."""

    shown: str
    meaning: str


# https://learn.microsoft.com/graph/permissions-reference
PERMISSIONS = {
    "SensitivityLabel.Read": Permission(
        "Get labels application scope.", "Allows the app to get sensitivity labels."
    ),
    "SensitivityLabels.Read.All": Permission(
        "Get labels tenant scope.", "Allows the app to get sensitivity labels."
    ),
    "InformationProtectionPolicy.Read.All": Permission(
        "Read all published labels and label policies for an organization.",
        "Allows an app to read published sensitivity labels and label policy settings for the entire "
        "organization or a specific user, without a signed in user.",
    ),
}


def permission(role: str) -> Permission:
    return PERMISSIONS.get(role, Permission(role, "This world has no more words for this permission."))


def roles_of(person: Person) -> list[str]:
    """As people say them; who has none is a member, whatever else a guest."""
    named = [ROLES[wid] for wid in person.wids if wid in ROLES] or ["No administrator role"]
    return [*named, "Guest"] if person.guest else named
