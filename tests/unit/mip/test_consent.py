from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mip.consent import Answered, consent_address, names_another_tenant, read_consent, read_once
from tests.unit.mip.samples import CLIENT, OTHER_TENANT, TENANT

ACCEPTED = {"admin_consent": "True", "tenant": TENANT}


@pytest.mark.parametrize(
    "query",
    [
        pytest.param(ACCEPTED, id="as documented"),
        pytest.param({"admin_consent": "True"}, id="no tenant: the proven one counts"),
        pytest.param({**ACCEPTED, "tenant": TENANT.upper()}, id="upper-case tenant"),
        pytest.param({**ACCEPTED, "admin_consent": "true"}, id="lower-case yes"),
        pytest.param({**ACCEPTED, "scope": "https://graph.microsoft.com/.default"}, id="with the scope"),
    ],
)
def test_a_yes_for_the_tenant_we_know_is_accepted(query: dict[str, str]) -> None:
    assert read_consent(query, TENANT) is Answered.ACCEPTED


@pytest.mark.parametrize(
    "query",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"tenant": TENANT}, id="no yes"),
        pytest.param({**ACCEPTED, "admin_consent": "False"}, id="a no"),
        pytest.param({**ACCEPTED, "admin_consent": ""}, id="an empty yes"),
        pytest.param({**ACCEPTED, "admin_consent": "True\x00"}, id="a yes with a NUL"),
        pytest.param({**ACCEPTED, "tenant": OTHER_TENANT}, id="another tenant"),
        pytest.param({**ACCEPTED, "tenant": "contoso.com"}, id="a domain"),
        pytest.param({**ACCEPTED, "tenant": ""}, id="an empty tenant"),
        pytest.param({**ACCEPTED, "tenant": "' OR 1=1"}, id="no GUID"),
        pytest.param({**ACCEPTED, "tenant": f"{{{TENANT}}}"}, id="a GUID in braces"),
        pytest.param({**ACCEPTED, "tenant": f"{TENANT}\n"}, id="a GUID and a newline"),
        pytest.param({**ACCEPTED, "code": "c"}, id="a sign-in's code"),
        pytest.param({"code": "c", "error": "access_denied"}, id="a code and an error"),
    ],
)
def test_anything_else_is_invalid(query: dict[str, str]) -> None:
    assert read_consent(query, TENANT) is Answered.INVALID


def test_no_tenant_may_be_named_while_none_is_known() -> None:
    assert read_consent(ACCEPTED, "") is Answered.INVALID
    assert read_consent({**ACCEPTED, "tenant": ""}, "") is Answered.INVALID


@pytest.mark.parametrize("error", ["access_denied", "consent_required", "permission_denied"])
def test_an_error_is_read_before_the_yes_beside_it(error: str) -> None:
    assert read_consent({**ACCEPTED, "error": error}, TENANT) is Answered.DECLINED


@pytest.mark.parametrize("error", ["server_error", "temporarily_unavailable", "invalid_request", "", "zzz"])
def test_an_error_that_is_no_refusal_leaves_it_unfinished(error: str) -> None:
    assert read_consent({**ACCEPTED, "error": error}, TENANT) is Answered.UNFINISHED


@pytest.mark.parametrize(
    ("query", "other"),
    [
        (ACCEPTED, False),
        ({**ACCEPTED, "tenant": TENANT.upper()}, False),
        ({"admin_consent": "True"}, False),
        ({"tenant": OTHER_TENANT}, True),
        ({"tenant": "contoso.com"}, True),
        ({"tenant": OTHER_TENANT, "error": "access_denied"}, True),
    ],
)
def test_a_consent_of_another_tenant_is_worth_an_audit_row(query: dict[str, str], other: bool) -> None:
    assert names_another_tenant(query, TENANT) is other


def test_parameters_that_came_once_are_read() -> None:
    assert read_once([("state", "a"), ("tenant", TENANT)]) == {"state": "a", "tenant": TENANT}
    assert read_once([]) == {}
    assert read_once([("state", "x" * 4096)]) == {"state": "x" * 4096}


@pytest.mark.parametrize(
    "query",
    [
        [("state", "a"), ("state", "b")],
        [("state", "a"), ("state", "a")],
        [("state", "x" * 4097)],
        [("state", "a"), ("error_description", "x" * 16_384)],
    ],
)
def test_parameters_that_came_twice_or_oversized_are_not(query: list[tuple[str, str]]) -> None:
    assert read_once(query) is None


def test_the_address_of_the_consent_page_has_exactly_its_parameters() -> None:
    redirect = "https://bot.example/microsoft/callback"
    address = consent_address("https://login.example", TENANT, CLIENT, redirect, "st&te=/?#%")
    parts = urlsplit(address)
    assert (
        f"{parts.scheme}://{parts.netloc}{parts.path}" == f"https://login.example/{TENANT}/v2.0/adminconsent"
    )
    assert dict(parse_qsl(parts.query, strict_parsing=True)) == {
        "client_id": CLIENT,
        "scope": "https://graph.microsoft.com/.default",
        "redirect_uri": redirect,
        "state": "st&te=/?#%",
    }
    assert parts.fragment == ""


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_no_value_escapes_its_parameter(state: str) -> None:
    query = urlsplit(consent_address("https://l", TENANT, CLIENT, "https://b/c", state)).query
    assert parse_qs(query, strict_parsing=True)["state"] == [state]
    assert query.count("&") == 3


def test_control_characters_and_hundreds_of_parameters_are_no_redirect_of_microsofts() -> None:
    assert read_once([("state", "a\r\nSet-Cookie: x=1")]) is None
    assert read_once([("sta\x00te", "a")]) is None
    assert read_once([(f"p{n}", "1") for n in range(200)]) is None
    described = [("error_description", "AADSTS65004: declined\r\nTrace ID: 1")]
    assert read_once(described) == dict(described)
