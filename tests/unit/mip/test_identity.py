from datetime import timedelta
from typing import Any

import pytest

from mip.identity import (
    GLOBAL_ADMINISTRATOR,
    PERSONAL_ACCOUNTS,
    PRIVILEGED_ROLE_ADMINISTRATOR,
    Administrator,
    Expected,
    Refusal,
    check_microsoft,
    check_slack,
    hashed,
)
from tests.unit.mip.samples import NOW, OTHER_TENANT, TENANT

ISSUER = "https://login.microsoftonline.com/{tenantid}/v2.0"
EXPECTED = Expected(ISSUER, "client", hashed("nonce"))
ROLES = frozenset({GLOBAL_ADMINISTRATOR, PRIVILEGED_ROLE_ADMINISTRATOR})
APPLICATION_ADMINISTRATOR = "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3"
THEN = int(NOW.timestamp())

CLAIMS: dict[str, Any] = {
    "iss": ISSUER.replace("{tenantid}", TENANT),
    "aud": "client",
    "nonce": "nonce",
    "exp": THEN + 3600,
    "nbf": THEN - 300,
    "tid": TENANT,
    "oid": "person",
    "wids": [APPLICATION_ADMINISTRATOR, GLOBAL_ADMINISTRATOR],
}
ABSENT = object()


def having(**changes: Any) -> dict[str, Any]:
    return {name: value for name, value in {**CLAIMS, **changes}.items() if value is not ABSENT}


def checked(**changes: Any) -> Administrator | Refusal:
    return check_microsoft(having(**changes), EXPECTED, ROLES, NOW)


def test_an_administrator_of_the_tenant_is_known_by_tid_and_oid() -> None:
    assert checked() == Administrator(TENANT, "person")


def test_an_e_mail_address_identifies_nobody() -> None:
    named = checked(oid="stranger", email="admin@contoso.com", preferred_username="admin@contoso.com")
    assert named == Administrator(TENANT, "stranger")


@pytest.mark.parametrize(
    "changes",
    [
        {"wids": [PRIVILEGED_ROLE_ADMINISTRATOR]},
        {"wids": [None, 7, {}, [], GLOBAL_ADMINISTRATOR]},
        {"acct": 0},
        {"acct": "0"},
        {"acct": ABSENT},
        {"nbf": ABSENT},
    ],
)
def test_optional_claims_may_be_missing(changes: dict[str, Any]) -> None:
    assert checked(**changes) == Administrator(TENANT, "person")


def test_the_tenant_is_kept_in_lower_case() -> None:
    upper = TENANT.upper()
    assert checked(tid=upper, iss=ISSUER.replace("{tenantid}", upper)) == Administrator(TENANT, "person")


@pytest.mark.parametrize("claim", ["iss", "aud", "nonce", "exp", "tid", "oid"])
@pytest.mark.parametrize("value", [ABSENT, None, "", 0, [], {}, True])
def test_a_required_claim_missing_or_of_another_kind_is_refused(claim: str, value: object) -> None:
    assert checked(**{claim: value}) is Refusal.TOKEN


@pytest.mark.parametrize("claim", ["iss", "aud", "nonce", "exp", "tid"])
def test_a_required_claim_altered_is_refused(claim: str) -> None:
    assert checked(**{claim: "other"}) is Refusal.TOKEN


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"iss": ISSUER}, id="the issuer's pattern itself"),
        pytest.param({"iss": ISSUER.replace("{tenantid}", OTHER_TENANT)}, id="another tenant's issuer"),
        pytest.param({"tid": OTHER_TENANT}, id="a tid that is not the issuer's"),
        pytest.param({"iss": f"https://login.chinacloudapi.cn/{TENANT}/v2.0"}, id="another cloud's issuer"),
        pytest.param({"iss": CLAIMS["iss"] + "/"}, id="an issuer with a slash too many"),
        pytest.param(
            {"tid": "contoso.com", "iss": ISSUER.replace("{tenantid}", "contoso.com")}, id="a domain"
        ),
        pytest.param({"aud": ["client"]}, id="a list of audiences"),
        pytest.param({"nonce": hashed("nonce")}, id="the nonce's hash"),
        pytest.param({"exp": str(THEN + 3600)}, id="a time as text"),
        pytest.param({"exp": float("nan")}, id="no number"),
        pytest.param({"nbf": "now"}, id="a beginning as text"),
    ],
)
def test_a_token_made_for_something_else_is_refused(changes: dict[str, Any]) -> None:
    assert checked(**changes) is Refusal.TOKEN


@pytest.mark.parametrize(
    ("changes", "counts"),
    [
        ({"exp": THEN - 59}, True),
        ({"exp": THEN - 60}, False),
        ({"nbf": THEN + 60}, True),
        ({"nbf": THEN + 61}, False),
    ],
)
def test_clocks_may_differ_by_a_minute(changes: dict[str, Any], counts: bool) -> None:
    assert isinstance(checked(**changes), Administrator) is counts


def test_half_a_second_late_is_late() -> None:
    late = check_microsoft(having(exp=THEN - 59), EXPECTED, ROLES, NOW + timedelta(seconds=1))
    assert late is Refusal.TOKEN


@pytest.mark.parametrize("acct", [1, "1", 2, None, "guest", [], {}])
def test_a_guest_is_refused(acct: object) -> None:
    assert checked(acct=acct) is Refusal.GUEST


@pytest.mark.parametrize(
    "wids",
    [ABSENT, None, [], [APPLICATION_ADMINISTRATOR], GLOBAL_ADMINISTRATOR, {GLOBAL_ADMINISTRATOR: 1}, [None]],
)
def test_a_member_without_an_allowed_role_is_refused(wids: object) -> None:
    assert checked(wids=wids) is Refusal.ROLE


def test_the_allowed_roles_are_the_operators() -> None:
    roles = frozenset({APPLICATION_ADMINISTRATOR})
    only = having(wids=[GLOBAL_ADMINISTRATOR])
    assert check_microsoft(only, EXPECTED, roles, NOW) is Refusal.ROLE
    assert isinstance(check_microsoft(CLAIMS, EXPECTED, roles, NOW), Administrator)


@pytest.mark.parametrize("tid", [PERSONAL_ACCOUNTS, PERSONAL_ACCOUNTS.upper()])
def test_a_personal_account_is_refused_whatever_its_roles(tid: str) -> None:
    assert checked(tid=tid, iss=ISSUER.replace("{tenantid}", tid)) is Refusal.PERSONAL


SLACK = Expected("https://slack.com", "slack client", hashed("n"))
SLACK_CLAIMS: dict[str, Any] = {
    "iss": "https://slack.com",
    "aud": "slack client",
    "nonce": "n",
    "exp": THEN + 300,
    "https://slack.com/team_id": "T1",
    "https://slack.com/user_id": "U1",
}


def test_the_person_who_began_may_go_on() -> None:
    assert check_slack(SLACK_CLAIMS, SLACK, "T1", "U1", NOW) is None


@pytest.mark.parametrize("claim", ["iss", "aud", "nonce", "exp"])
@pytest.mark.parametrize("value", [ABSENT, None, "", "other", 0, []])
def test_a_slack_token_with_a_claim_missing_or_altered_is_refused(claim: str, value: object) -> None:
    claims = {name: v for name, v in {**SLACK_CLAIMS, claim: value}.items() if v is not ABSENT}
    assert check_slack(claims, SLACK, "T1", "U1", NOW) is Refusal.TOKEN


@pytest.mark.parametrize("claim", ["https://slack.com/team_id", "https://slack.com/user_id"])
@pytest.mark.parametrize("value", [ABSENT, None, "", "X1", ["T1"], ["U1"]])
def test_another_person_or_workspace_is_refused(claim: str, value: object) -> None:
    claims = {name: v for name, v in {**SLACK_CLAIMS, claim: value}.items() if v is not ABSENT}
    assert check_slack(claims, SLACK, "T1", "U1", NOW) is Refusal.PERSON


def test_claims_in_the_wrong_place_name_nobody() -> None:
    claims = {**SLACK_CLAIMS, "sub": "U2", "https://slack.com/user_id": "U2"}
    assert check_slack(claims, SLACK, "T1", "U1", NOW) is Refusal.PERSON


def test_tickets_are_kept_as_hashes() -> None:
    assert hashed("ticket") == hashed("ticket") != hashed("Ticket")
    assert len(hashed("ticket")) == 64
    assert "ticket" not in hashed("ticket")
