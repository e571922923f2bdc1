"""A label as Graph writes it: three documented forms of the same thing.

v1.0: https://learn.microsoft.com/graph/api/tenantdatasecurityandgovernance-list-sensitivitylabels
beta: https://learn.microsoft.com/graph/api/security-informationprotection-list-sensitivitylabels
"""

from typing import Any

from sandbox.microsoft_labels import Label
from sandbox.microsoft_tenants import Tenant

# What the published v1.0 schema knows; the documentation shows color, isEnabled and applicableTo as well.
SCHEMA_FIELDS = (
    "id",
    "name",
    "displayName",
    "description",
    "priority",
    "toolTip",
    "actionSource",
    "autoTooltip",
    "hasProtection",
    "isDefault",
    "isEndpointProtectionEnabled",
    "isScopedToUser",
    "locale",
)
EARLY_MEMBERS = frozenset({"email", "site", "unifiedGroup", "teamwork"})
WANTS_NEW_MEMBERS = "include-unknown-enum-members"
# What beta's contentFormats can say; containers are not content.
CONTENT = frozenset({"email", "file"})


def v1_list(tenant: Tenant, prefer: str) -> list[dict[str, Any]]:
    """The labels without a parent, each with those under it in `sublabels`."""
    groups = tenant.labels.by_parent()

    def written(label: Label) -> dict[str, Any]:
        below = [written(child) for child in groups.get(label.id, ())]
        return {**_v1(tenant, label, prefer), "sublabels": below}

    return [written(label) for label in groups.get(None, ())]


def _v1(tenant: Tenant, label: Label, prefer: str) -> dict[str, Any]:
    # "displayName is present but always null": bind `name`.
    values = {**label.as_json(), "displayName": None}
    del values["parent"]
    if tenant.behaviour.shape == "schema":
        return {name: values[name] for name in SCHEMA_FIELDS}
    if tenant.behaviour.hide_new_enum_members and WANTS_NEW_MEMBERS not in prefer:
        values["applicableTo"] = ",".join(_early(label.applicable_to))
    return values


def _early(members: tuple[str, ...]) -> list[str]:
    """Members that came later are shown as unknownFutureValue to whoever does not ask for them."""
    known = [member for member in members if member in EARLY_MEMBERS]
    return known if len(known) == len(members) else [*known, "unknownFutureValue"]


def beta_list(tenant: Tenant) -> list[dict[str, Any]]:
    """All labels side by side; one under another carries its `parent`."""
    groups = tenant.labels.by_parent()
    written = {label.id: _beta(label, appliable=label.id not in groups) for label in tenant.labels.all()}
    parents = {label.id: label.parent for label in tenant.labels.all()}
    return [{**values, "parent": written.get(parents[name] or "")} for name, values in written.items()]


def _beta(label: Label, *, appliable: bool) -> dict[str, Any]:
    return {
        "id": label.id,
        "name": label.name,
        "description": label.description,
        "color": label.color,
        "sensitivity": label.priority,
        "tooltip": label.tool_tip,
        "isActive": label.is_enabled,
        "isAppliable": appliable,
        "contentFormats": [member for member in label.applicable_to if member in CONTENT],
        "hasProtection": label.has_protection,
    }
