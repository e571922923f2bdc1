"""The pretend Graph shows labels in the documented forms, and only to whom it may."""

import pytest

from tests.unit.sandbox.loopback_microsoft import V1, Answer, Microsoft

pytestmark = pytest.mark.asyncio
BETA = "/beta/security/informationProtection/sensitivityLabels"


async def allowed(microsoft: Microsoft, name: str = "Contoso", role: str = "SensitivityLabel.Read") -> str:
    """A token that holds the role."""
    form = await microsoft.app_form(name)
    wish = {"client_id": form["client_id"], "roles": [role]}
    await microsoft.switch("PUT", f"/microsoft/tenants/{name}/consent", wish)
    token: str = (await microsoft.token(form, f"{name}.onmicrosoft.com")).body["access_token"]
    return token


def code_of(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.body["error"]["code"]


async def test_each_list_wants_its_own_permission(microsoft: Microsoft) -> None:
    reader = await allowed(microsoft)
    assert (await microsoft.labels(reader)).status == 200
    assert code_of(await microsoft.labels(reader, BETA)) == (403, "InsufficientGraphPermissions")
    older = await allowed(microsoft, role="InformationProtectionPolicy.Read.All")
    assert (await microsoft.labels(older, BETA)).status == 200
    assert code_of(await microsoft.labels(older)) == (403, "InsufficientGraphPermissions")


async def test_tokens_end_with_their_time_and_strangers_are_not_let_in(microsoft: Microsoft) -> None:
    token = await allowed(microsoft)
    assert code_of(await microsoft.labels("nonsense")) == (401, "InvalidAuthenticationToken")
    microsoft.later(3600)
    answer = await microsoft.labels(token, **{"client-request-id": "abc"})
    assert code_of(answer) == (401, "InvalidAuthenticationToken")
    assert answer.headers["client-request-id"] == "abc"
    assert answer.headers["request-id"] == answer.body["error"]["innerError"]["request-id"]


@pytest.mark.parametrize(("tokens", "status"), [("keep", 200), ("strip", 403), ("refuse", 401)])
async def test_revoked_consent_shows_as_chosen(microsoft: Microsoft, tokens: str, status: int) -> None:
    token = await allowed(microsoft)
    client_id = (await microsoft.app("Contoso"))["client_id"]
    await microsoft.switch(
        "DELETE", f"/microsoft/tenants/contoso/consent?client_id={client_id}&tokens={tokens}"
    )
    assert (await microsoft.labels(token)).status == status


async def test_v1_nests_and_beta_points_to_the_parent(microsoft: Microsoft) -> None:
    nested = (await microsoft.labels(await allowed(microsoft))).body["value"]
    tree = {label["name"]: [child["name"] for child in label["sublabels"]] for label in nested}
    assert list(tree) == ["Personal", "Public", "General", "Confidential", "Highly Confidential"]
    assert len(tree["Confidential"]) == 4
    confidential = nested[3]
    assert (confidential["displayName"], confidential["color"]) == (None, "#FF8C00")
    assert confidential["applicableTo"] == "email,file,site,unifiedGroup,teamwork"
    token = await allowed(microsoft, role="InformationProtectionPolicy.Read.All")
    flat = {label["id"]: label for label in (await microsoft.labels(token, BETA)).body["value"]}
    assert len(flat) == 12
    child = flat[confidential["sublabels"][0]["id"]]
    assert child["parent"]["id"] == confidential["id"]
    assert (child["isAppliable"], flat[confidential["id"]]["isAppliable"]) == (True, False)
    assert child["contentFormats"] == ["email", "file"]


async def test_the_schema_shape_has_none_of_the_fields_that_only_the_documentation_shows(
    microsoft: Microsoft,
) -> None:
    token = await allowed(microsoft)
    await microsoft.switch("PATCH", "/microsoft/tenants/contoso", {"shape": "schema"})
    label = (await microsoft.labels(token)).body["value"][0]
    assert not {"color", "isEnabled", "applicableTo", "parent"} & set(label)


async def test_newer_enum_members_can_be_hidden_from_who_does_not_ask(microsoft: Microsoft) -> None:
    token = await allowed(microsoft, "Fabrikam")
    await microsoft.switch("PATCH", "/microsoft/tenants/fabrikam", {"hide_new_enum_members": True})
    plain = await microsoft.labels(token)
    asked = await microsoft.labels(token, Prefer="include-unknown-enum-members")
    assert plain.body["value"][0]["applicableTo"] == "email,unknownFutureValue"
    assert asked.body["value"][0]["applicableTo"] == "email,file"


async def test_a_large_tenant_comes_in_pages_on_the_same_host(microsoft: Microsoft) -> None:
    token = await allowed(microsoft, "Northwind")
    seen: list[str] = []
    address, pages = V1, 0
    while address:
        page = (await microsoft.labels(token, address)).body
        seen += [each["id"] for label in page["value"] for each in (label, *label["sublabels"])]
        address, pages = page.get("@odata.nextLink", ""), pages + 1
        assert not address or address.startswith(f"{microsoft.options.graph_url}{V1}?$skiptoken=")
    assert (pages, len(seen), len(set(seen))) == (3, 300, 300)


async def test_a_tenant_without_labels_answers_as_chosen(microsoft: Microsoft) -> None:
    token = await allowed(microsoft, "Fabrikam")
    await microsoft.switch("PUT", "/microsoft/tenants/fabrikam/labels", [])
    assert (await microsoft.labels(token)).body["value"] == []
    await microsoft.switch("PATCH", "/microsoft/tenants/fabrikam", {"empty_as_404": True})
    assert code_of(await microsoft.labels(token)) == (404, "itemNotFound")


async def test_administrators_change_labels(microsoft: Microsoft) -> None:
    token = await allowed(microsoft, "Fabrikam")
    labels = "/microsoft/tenants/fabrikam/labels"
    internal = (await microsoft.switch("GET", labels))[0]["id"]
    secret = (await microsoft.switch("POST", labels, {"name": "Secret"}))["id"]
    await microsoft.switch("PATCH", f"{labels}/{internal}", {"name": "Inside", "color": "#123456"})
    await microsoft.switch("POST", f"{labels}/{secret}/move", {"parent": internal, "position": 0})
    shown = (await microsoft.labels(token)).body["value"]
    assert [(each["name"], each["color"]) for each in shown] == [("Inside", "#123456")]
    assert [(each["id"], each["priority"]) for each in shown[0]["sublabels"]] == [(secret, 0)]
    await microsoft.switch("DELETE", f"{labels}/{internal}")
    assert (await microsoft.labels(token)).body["value"] == []


async def test_v1_does_not_know_the_path_of_beta(microsoft: Microsoft) -> None:
    answer = await microsoft.labels("any", BETA.replace("beta", "v1.0"))
    assert code_of(answer) == (400, "BadRequest")


async def test_a_deleted_tenant_is_gone_until_it_is_brought_back(microsoft: Microsoft) -> None:
    token = await allowed(microsoft)
    await microsoft.switch("PATCH", "/microsoft/tenants/contoso", {"deleted": True})
    assert (await microsoft.labels(token)).status == 401
    discovery = f"{microsoft.options.login_url}/contoso.onmicrosoft.com/v2.0/.well-known/openid-configuration"
    gone = await microsoft.ask("GET", discovery)
    assert (gone.status, gone.body["error"], gone.body["error_codes"]) == (400, "invalid_tenant", [90002])
    await microsoft.switch("PATCH", "/microsoft/tenants/contoso", {"deleted": False})
    assert (await microsoft.labels(token)).status == 200
