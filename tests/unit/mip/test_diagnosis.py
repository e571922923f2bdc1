"""What an answer proves of each check: a tick is never more than Microsoft said."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mip.checks import Check, Diagnosis, Mark, read_diagnosis, support_id
from mip.diagnosis import STOPPED_AT, diagnose, extra
from mip.errors import SignInAgain, TryLater
from mip.progress import Progress, Reached
from mip.reasons import Reason
from mip.retrieval import Found
from mip.validation import Answer

REQUEST = "94fb3b52-86ae-4a2d-9b1a-0d3d6a3c1f11"
CORRELATION = "8478d534-5b23-41f0-9a3c-2f6f7f0b1c22"
SIGNS = {Mark.PASSED: "+", Mark.FAILED: "x", Mark.UNREACHED: "-"}


def refused(reason: Reason, reached: Reached = Reached.NOTHING, **progress: Any) -> SignInAgain:
    trouble = SignInAgain(reason, request_id=REQUEST, correlation_id=CORRELATION)
    trouble.progress = Progress(reached, **progress)
    return trouble


def later(reason: Reason, reached: Reached) -> TryLater:
    trouble = TryLater(reason)
    trouble.progress = Progress(reached)
    return trouble


def found(source: str = "v1.0", *roles: str) -> Found:
    return Found((), source, REQUEST, CORRELATION, Progress(Reached.PAGE, source, roles))


def marks(answer: Answer) -> str:
    """One sign per check: tenant, app, credential, permission, API."""
    return "".join(SIGNS[diagnose(answer).of(check)] for check in Check)


def test_every_reason_has_its_place_in_the_table() -> None:
    assert set(STOPPED_AT) == set(Reason)


@pytest.mark.parametrize(
    ("answer", "seen"),
    [
        (found(), "+++++"),
        (found("beta"), "+++++"),
        # Discovery knew the tenant, and the token endpoint said no.
        (refused(Reason.SECRET_INVALID, Reached.TENANT), "+-x--"),
        (refused(Reason.SECRET_EXPIRED, Reached.TENANT), "+-x--"),
        (refused(Reason.CERTIFICATE_INVALID, Reached.TENANT), "+-x--"),
        (refused(Reason.APP_NOT_FOUND, Reached.TENANT), "+x---"),
        (refused(Reason.APP_DISABLED, Reached.TENANT), "+x---"),
        (refused(Reason.NO_CONSENT, Reached.TENANT), "+--x-"),
        (refused(Reason.BLOCKED_BY_POLICY, Reached.TENANT), "+-x--"),
        (refused(Reason.TENANT_NOT_FOUND), "x----"),
        (refused(Reason.WRONG_CLOUD), "x----"),
        (refused(Reason.TENANT_NOT_FOUND, Reached.TENANT), "x----"),
        # A token was given, and the label API said no.
        (refused(Reason.PERMISSION_MISSING, Reached.TOKEN), "+++x-"),
        (refused(Reason.NO_CONSENT, Reached.TOKEN), "+++x-"),
        (refused(Reason.CLOUD_UNSUPPORTED, Reached.TOKEN), "+++-x"),
        # Nobody was asked.
        (refused(Reason.NO_CONSENT), "---x-"),
        (refused(Reason.CREDENTIAL_MISSING), "--x--"),
        (refused(Reason.CREDENTIAL_UNREADABLE), "--x--"),
        # What passes ticks nothing that it did not reach.
        (later(Reason.NETWORK, Reached.NOTHING), "-----"),
        (later(Reason.NETWORK, Reached.TENANT), "+----"),
        (later(Reason.THROTTLED, Reached.TOKEN), "+++--"),
        (later(Reason.PROVIDER_ERROR, Reached.PAGE), "+++++"),
    ],
)
def test_each_answer_ticks_what_it_proves_and_crosses_what_it_refuses(answer: Answer, seen: str) -> None:
    assert marks(answer) == seen


@given(st.sampled_from(Reason), st.sampled_from(Reached))
def test_a_refusal_is_never_ticked_and_ends_at_one_cross(reason: Reason, reached: Reached) -> None:
    seen = marks(refused(reason, reached))
    assert seen.count("x") == (STOPPED_AT[reason] is not None)
    assert (
        seen.count("+") <= {Reached.NOTHING: 0, Reached.TENANT: 1, Reached.TOKEN: 3, Reached.PAGE: 5}[reached]
    )


@pytest.mark.parametrize(
    ("source", "permission"),
    [("v1.0", "SensitivityLabel.Read"), ("beta", "InformationProtectionPolicy.Read.All")],
)
def test_the_permission_is_the_one_that_was_used(source: str, permission: str) -> None:
    assert diagnose(found(source)).permission == permission


def test_what_support_asks_for_is_carried() -> None:
    seen = diagnose(refused(Reason.PERMISSION_MISSING, Reached.TOKEN))
    assert (seen.request, seen.correlation) == (REQUEST, CORRELATION)


@pytest.mark.parametrize(
    "value",
    [
        "<!channel>",
        "<https://evil.example|x>",
        "abc",
        "a" * 65,
        "zz" * 18,
        "12345678\n",
        " 12345678",
        "-" * 36,
        "",
        None,
        7,
    ],
)
def test_what_is_no_id_is_dropped(value: Any) -> None:
    assert support_id(value) == ""


@pytest.mark.parametrize("value", [REQUEST, REQUEST.upper(), REQUEST.replace("-", ""), "0123abcd"])
def test_a_guid_or_its_hex_is_an_id(value: str) -> None:
    assert support_id(value) == value


READ, ALL, POLICY = (
    "SensitivityLabel.Read",
    "SensitivityLabels.Read.All",
    "InformationProtectionPolicy.Read.All",
)


@pytest.mark.parametrize(
    ("source", "granted", "too_many"),
    [
        ("v1.0", (READ,), ()),
        ("v1.0", (READ, "Mail.Read"), ("Mail.Read",)),
        ("v1.0", (READ, ALL, POLICY), (ALL, POLICY)),
        # Without it nothing would be read.
        ("v1.0", (ALL,), ()),
        ("beta", (POLICY,), ()),
        ("beta", (POLICY, "Mail.Read"), ("Mail.Read",)),
        ("v1.0", (), ()),
        ("v1.0", (READ, "<!channel>", "a b", "x" * 200), ()),
    ],
)
def test_only_what_could_be_taken_away_is_more_than_needed(
    source: str, granted: tuple[str, ...], too_many: tuple[str, ...]
) -> None:
    assert diagnose(found(source, *granted)).extra == too_many


def test_a_thousand_permissions_are_cut() -> None:
    assert len(extra(tuple(f"Mail.Read{n}" for n in range(1000)), READ)) == 20


def test_what_is_stored_comes_back() -> None:
    for answer in (found("beta", POLICY, "Mail.Read"), refused(Reason.SECRET_EXPIRED, Reached.TENANT)):
        assert read_diagnosis(diagnose(answer).as_json()) == diagnose(answer)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9), lambda i: st.lists(i, max_size=3)
)


@given(
    st.dictionaries(st.sampled_from(["marks", "permission", "extra", "request", "correlation", "x"]), JSON)
    | JSON
)
def test_whatever_stands_in_the_row_is_read(stored: Any) -> None:
    seen = read_diagnosis(stored)
    assert seen is None or isinstance(seen, Diagnosis)


def test_a_mark_of_another_version_is_one_not_reached() -> None:
    seen = read_diagnosis({"marks": {"tenant": "splendid", "app": "passed", "weather": "failed"}})
    assert seen is not None
    assert [seen.of(check) for check in Check] == [Mark.UNREACHED, Mark.PASSED, *[Mark.UNREACHED] * 3]
