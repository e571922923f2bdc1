import base64
import contextlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict

from microsoft.answers import Answer, Unusable
from microsoft.graph_answers import NotGranted, NotOffered, TokenRefused, claims_challenge, read_answer
from microsoft.refusals import check_found, check_passage, sign_in_refusal, token_refusal
from mip.errors import SignInAgain, TryLater
from mip.reasons import Reason

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
TRACE = "0000aaaa-11bb-cccc-dd22-eeeeee333333"


def refusal(error: Any, code: int | None = None) -> dict[str, Any]:
    codes = {} if code is None else {"error_codes": [code]}
    return {"error": error, "error_description": "words", "trace_id": TRACE, **codes}


def answer(status: int, body: bytes = b"{}", kind: str = "application/json", **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, CIMultiDict({"Content-Type": kind, "request-id": "r-1", **named}), body)


@pytest.mark.parametrize(
    ("error", "code", "reason"),
    [
        ("invalid_client", 7000215, Reason.SECRET_INVALID),
        ("invalid_client", 7000222, Reason.SECRET_EXPIRED),
        ("invalid_client", 7000229, Reason.APP_NOT_FOUND),
        ("invalid_client", 700027, Reason.CERTIFICATE_INVALID),
        ("invalid_client", 99999999, Reason.SECRET_INVALID),
        ("invalid_client", None, Reason.SECRET_INVALID),
        ("unauthorized_client", 700016, Reason.APP_NOT_FOUND),
        ("unauthorized_client", 7000112, Reason.APP_DISABLED),
        ("unauthorized_client", None, Reason.NO_CONSENT),
        ("invalid_grant", 65001, Reason.NO_CONSENT),
        ("invalid_grant", 53003, Reason.NO_CONSENT),
        ("invalid_resource", 650057, Reason.PERMISSION_MISSING),
        ("access_denied", 530032, Reason.BLOCKED_BY_POLICY),
        ("interaction_required", None, Reason.BLOCKED_BY_POLICY),
        ("invalid_tenant", 90002, Reason.TENANT_NOT_FOUND),
        ("invalid_tenant", 90038, Reason.WRONG_CLOUD),
    ],
)
def test_a_refused_token_names_who_can_mend_it(error: str, code: int | None, reason: Reason) -> None:
    trouble = token_refusal(refusal(error, code), by_certificate=False)
    assert isinstance(trouble, SignInAgain)
    assert (trouble.reason, trouble.code, trouble.request_id) == (reason, code, TRACE)


@pytest.mark.parametrize("code", [7000215, 7000222, 99999999, None])
def test_a_refused_certificate_is_never_called_a_secret(code: int | None) -> None:
    trouble = token_refusal(refusal("invalid_client", code), by_certificate=True)
    assert trouble.reason is Reason.CERTIFICATE_INVALID


@pytest.mark.parametrize(
    ("error", "code"),
    [
        ("server_error", 90033),
        ("invalid_request", 7000215),
        ("invalid_request", 900144),
        ("invalid_scope", 70011),
        ("something_new", 700016),
        (None, 7000215),
        (["invalid_client"], 7000215),
        ({}, None),
    ],
)
def test_a_number_alone_never_costs_an_account_its_connection(error: Any, code: int | None) -> None:
    trouble = token_refusal(refusal(error, code), by_certificate=False)
    assert isinstance(trouble, TryLater)
    assert trouble.reason is Reason.PROVIDER_ERROR


def test_a_busy_token_endpoint_is_throttling() -> None:
    assert token_refusal(refusal("temporarily_unavailable"), by_certificate=False).reason is Reason.THROTTLED


def test_the_number_may_stand_in_the_description_only() -> None:
    body = {"error": "invalid_client", "error_description": "AADSTS7000222: expired\r\nTrace ID: x"}
    assert token_refusal(body, by_certificate=False).reason is Reason.SECRET_EXPIRED


def test_a_trace_that_is_none_is_not_shown() -> None:
    body = {**refusal("invalid_client"), "trace_id": "<b>x</b>"}
    assert token_refusal(body, by_certificate=False).request_id == ""


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.sampled_from(["invalid_client"]),
    lambda inner: st.lists(inner, max_size=3),
)
BODIES = st.dictionaries(st.sampled_from(["error", "error_codes", "error_description", "trace_id"]), JSON)


@given(BODIES, st.booleans())
def test_every_body_is_one_of_the_two_troubles(body: dict[str, Any], by_certificate: bool) -> None:
    for read in (token_refusal, sign_in_refusal):
        assert isinstance(read(body, by_certificate=by_certificate), SignInAgain | TryLater)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        ("access_denied", Reason.CONSENT_DECLINED),
        ("consent_required", Reason.CONSENT_DECLINED),
        ("invalid_client", Reason.SECRET_INVALID),
        ("invalid_grant", Reason.PROVIDER_ERROR),
    ],
)
def test_a_refused_sign_in(error: str, reason: Reason) -> None:
    trouble = sign_in_refusal({"error": error}, by_certificate=False)
    assert isinstance(trouble, SignInAgain)
    assert trouble.reason is reason


@pytest.mark.parametrize("status", [408, 425, 500, 502, 503, 504, 509, 599])
def test_a_broken_server_passes(status: int) -> None:
    with pytest.raises(TryLater) as caught:
        check_passage(answer(status, b"<html>"), NOW)
    assert (caught.value.reason, caught.value.request_id) == (Reason.PROVIDER_DOWN, "r-1")
    assert not isinstance(caught.value, Unusable)


@pytest.mark.parametrize("status", [429, 503])
def test_throttling_says_how_long(status: int) -> None:
    with pytest.raises(TryLater) as caught:
        check_passage(answer(status, Retry_After="9"), NOW)
    assert (caught.value.reason, caught.value.after) == (Reason.THROTTLED, timedelta(seconds=9))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_asked_again(status: int) -> None:
    with pytest.raises(Unusable) as caught:
        check_passage(answer(status, Location="https://evil.example/"), NOW)
    assert caught.value.again == 0


@pytest.mark.parametrize("status", [400, 404])
def test_a_tenant_that_is_not_there(status: int) -> None:
    body = b'{"error": "invalid_tenant", "error_codes": [90002]}'
    with pytest.raises(SignInAgain) as caught:
        check_found(answer(status, body), NOW)
    assert (caught.value.reason, caught.value.code) == (Reason.TENANT_NOT_FOUND, 90002)


def test_a_forbidden_discovery_says_nothing_of_the_tenant() -> None:
    with pytest.raises(Unusable):
        check_found(answer(403), NOW)


def test_a_page_is_a_page() -> None:
    assert read_answer(answer(200, b'{"value": []}'), NOW) == {"value": []}


@pytest.mark.parametrize(
    "body",
    [
        b'{"error": {"code": "itemNotFound"}}',
        b'{"error": {"code": "notFound", "innerError": {"code": "itemNotFound"}}}',
    ],
)
def test_no_label_at_all_is_a_success(body: bytes) -> None:
    assert read_answer(answer(404, body), NOW) is None


@pytest.mark.parametrize(
    ("status", "body", "kind", "trouble"),
    [
        (401, b"", "text/plain", TokenRefused),
        (403, b'{"error": {"code": "InsufficientGraphPermissions"}}', "application/json", NotGranted),
        (403, b"<html>no</html>", "text/html", NotGranted),
        (400, b'{"error": {"code": "BadRequest"}}', "application/json", NotOffered),
        (404, b"", "text/html", NotOffered),
        (404, b'{"error": {"code": "TenantDeploymentNotFound"}}', "application/json", NotOffered),
        (404, b'{"error": "itemNotFound"}', "application/json", NotOffered),
        (410, b"", "text/html", Unusable),
        (204, b"", "text/html", Unusable),
        (200, b"<html>", "text/html", Unusable),
        (302, b"", "text/html", Unusable),
        (500, b'{"error": {"code": "HostNotFound"}}', "application/json", TryLater),
    ],
)
def test_the_status_decides(status: int, body: bytes, kind: str, trouble: type[Exception]) -> None:
    with pytest.raises(trouble):
        read_answer(answer(status, body, kind), NOW)


def challenge(claims: str) -> CIMultiDict[str]:
    return CIMultiDict(
        {"www-authenticate": f'Bearer realm="", error="insufficient_claims", claims="{claims}"'}
    )


CLAIMS = '{"access_token":{"nbf":{"essential":true,"value":"1604106651"}}}'


def test_demanded_claims_are_decoded() -> None:
    standard = base64.b64encode(CLAIMS.encode()).decode()
    assert claims_challenge(challenge(standard)) == CLAIMS
    assert claims_challenge(challenge(standard.rstrip("="))) == CLAIMS


@pytest.mark.parametrize("claims", ["%%%", "", "a", "W10=", "bm8ganNvbg==", "/////w=="])
def test_claims_that_cannot_be_read_demand_nothing(claims: str) -> None:
    assert claims_challenge(challenge(claims)) == ""


@given(st.integers(100, 599), st.binary(max_size=60), st.text(max_size=30), st.text(max_size=30))
def test_every_answer_is_a_page_or_one_of_the_two_troubles(
    status: int, body: bytes, kind: str, authenticate: str
) -> None:
    headers = CIMultiDict({"Content-Type": kind, "WWW-Authenticate": authenticate})
    with contextlib.suppress(SignInAgain, TryLater):
        read_answer(Answer(status, headers, body), NOW)
