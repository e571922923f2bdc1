"""What stands on the pages of the pretend Entra ID, and the answer that names another tenant."""

import re

import pytest

from sandbox.microsoft_catalogue import CONTOSO, FABRIKAM, NORTHWIND
from sandbox.pages_read import read_page
from tests.unit.sandbox.loopback_microsoft import Answer, Microsoft, consent_address
from tests.unit.sandbox.test_microsoft_sign_in import consenting, sign_in_address

pytestmark = pytest.mark.asyncio
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"


async def signed_in_at_consent(microsoft: Microsoft, name: str, tenant: str = CONTOSO) -> Answer:
    form = {"person": await microsoft.person(name)}
    return await microsoft.ask("POST", consent_address(microsoft, tenant), data=form)


@pytest.mark.parametrize(
    ("tenant", "first"),
    [(FABRIKAM, "Fabrikam"), ("northwind.onmicrosoft.com", "Northwind"), ("organizations", "Contoso")],
)
async def test_the_tenant_that_was_asked_for_comes_first(
    microsoft: Microsoft, tenant: str, first: str
) -> None:
    page = await microsoft.ask("GET", sign_in_address(microsoft, tenant))
    groups = re.findall(r"<h2>([^<]+)</h2>", page.text)
    assert groups[0] == first
    assert sorted(groups) == ["Contoso", "Fabrikam", "Northwind"]
    asked = f"which asks for an account of <strong>{first}</strong>" in page.text
    assert asked is (tenant != "organizations")


async def test_everybody_is_told_apart_by_address_and_role(microsoft: Microsoft) -> None:
    text = read_page((await microsoft.ask("GET", sign_in_address(microsoft))).text).text
    for lines in (
        "Sign in as Adele Vance\nadele@contoso.example\nGlobal Administrator",
        "Sign in as Paul Osei\npaul@fabrikam.example\nPrivileged Role Administrator",
        "Sign in as Milan Horvat\nmilan@northwind.example\nNo administrator role",
        "Sign in as Gerald Guest\ngerald@partner.example\nGlobal Administrator Guest",
        "Sign in as Anna Silva\nanna@northwind.example\nApplication Administrator",
    ):
        assert lines in text


async def test_the_consent_page_says_who_asks_whom_for_what(microsoft: Microsoft) -> None:
    roles = ["SensitivityLabel.Read", "InformationProtectionPolicy.Read.All", "Unheard.Of"]
    app = (await microsoft.app("MIP bot"))["client_id"]
    await microsoft.switch("PATCH", f"/microsoft/tenants/{CONTOSO}/apps/{app}", {"required_roles": roles})
    text = read_page((await signed_in_at_consent(microsoft, "Adele Vance")).text).text
    for words in (
        "Permissions requested",
        "Review for your organization Contoso (contoso.onmicrosoft.com)",
        "MIP bot connector\nunverified",
        "Get labels application scope.",
        "Application permission SensitivityLabel.Read",
        "Read all published labels and label policies for an organization.",
        "Application permission InformationProtectionPolicy.Read.All",
        "Application permission Unheard.Of",
        "get access to the specified resources for all users in your organization.",
        "You are signed in as Adele Vance (adele@contoso.example).",
    ):
        assert words in text


@pytest.mark.parametrize(
    ("name", "status", "words"),
    [
        ("Megan Bowen", 403, "Only a Global Administrator or a Privileged Role Administrator may accept"),
        ("Frida Lund", 400, "That account belongs to another organization"),
    ],
)
async def test_the_wrong_person_is_told_why_and_may_change(
    microsoft: Microsoft, name: str, status: int, words: str
) -> None:
    answer = await signed_in_at_consent(microsoft, name)
    page = read_page(answer.text)
    assert (answer.status, words in page.text) == (status, True)
    assert [button[0] for form in page.forms for button in form.buttons] == ["Use another account"]


async def test_an_error_of_the_app_says_who_has_to_mend_it(microsoft: Microsoft) -> None:
    answer = await microsoft.ask("GET", consent_address(microsoft, redirect_uri="http://127.0.0.1:3000/"))
    page = read_page(answer.text)
    assert "whoever runs it has to mend this" in page.text
    assert not page.forms


async def test_a_page_obeys_a_policy_and_is_kept_by_nobody(microsoft: Microsoft) -> None:
    for page in (
        await microsoft.ask("GET", sign_in_address(microsoft)),
        await signed_in_at_consent(microsoft, "Adele Vance"),
        await signed_in_at_consent(microsoft, "Megan Bowen"),
    ):
        assert page.headers["Content-Security-Policy"] == POLICY
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert page.headers["X-Content-Type-Options"] == "nosniff"


async def test_names_become_no_markup(microsoft: Microsoft) -> None:
    await microsoft.switch(
        "PATCH",
        f"/microsoft/tenants/{CONTOSO}/apps/{(await microsoft.app('MIP bot'))['client_id']}",
        {"required_roles": ['"><script>alert(1)</script>']},
    )
    assert "<script" not in (await signed_in_at_consent(microsoft, "Adele Vance")).text


async def test_the_answer_can_name_a_tenant_that_was_not_asked(microsoft: Microsoft) -> None:
    """The consent itself goes where it was given: only the word in the address lies."""
    path = f"/microsoft/tenants/{CONTOSO}"
    await microsoft.switch("PATCH", path, {"consent_names_tenant": NORTHWIND})
    back = await consenting(microsoft, "Adele Vance", "accept")
    assert (back.query["tenant"], back.query["admin_consent"]) == (NORTHWIND, "True")
    form = await microsoft.app_form("MIP bot")
    assert (await microsoft.token(form, CONTOSO)).status == 200
    assert (await microsoft.token(form, NORTHWIND)).status == 400
    await microsoft.switch("PATCH", path, {"consent_names_tenant": ""})
    assert (await consenting(microsoft, "Adele Vance", "accept")).query["tenant"] == CONTOSO
