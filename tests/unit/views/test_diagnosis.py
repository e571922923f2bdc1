"""What a validation found, as people see and hear it."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mip.accounts import Account, Cloud, Connector, Reading, Registration
from mip.checks import Check, Diagnosis, Mark
from mip.consent import Purpose
from mip.ports import Message
from mip.reasons import Reason
from mip.status import Facts, Retrieval, Validation
from tests.blocks import check_message
from tests.unit.views.strategies import CLIENT, NOW, TENANT, an_account
from views import card, consent, diagnosis, renewal, results

REQUEST = "94fb3b52-86ae-4a2d-9b1a-0d3d6a3c1f11"
CORRELATION = "8478d534-5b23-41f0-9a3c-2f6f7f0b1c22"
OK = Diagnosis(dict.fromkeys(Check, Mark.PASSED), request=REQUEST)
FORBIDDEN = Diagnosis(
    {
        Check.TENANT: Mark.PASSED,
        Check.APP: Mark.PASSED,
        Check.CREDENTIAL: Mark.PASSED,
        Check.PERMISSION: Mark.FAILED,
        Check.API: Mark.UNREACHED,
    },
    extra=("Mail.Read", "Files.Read.All"),
    request=REQUEST,
    correlation=CORRELATION,
)
CUSTOM = Registration(Connector.CUSTOM, Cloud.GLOBAL, CLIENT, TENANT)
VALID = Facts(Validation.OK)
LOST = Facts(Validation.LOST, Reason.PERMISSION_MISSING, Retrieval.ON, first_retrieved=True)
PENDING = {"reading": Reading(NOW, Reason.PERMISSION_MISSING)}
LINK = f"<https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/CallAnAPI/appId/{CLIENT}|"


def shown(message: Message) -> str:
    check_message(message)
    return "\n".join(
        json.dumps(block.get("text", block.get("elements")), ensure_ascii=False) for block in message.blocks
    )


def stuck(facts: Facts = LOST, **more: Any) -> Account:
    return an_account(facts, registration=CUSTOM, diagnosis=FORBIDDEN, **more)


def test_each_check_has_its_line_and_its_sign() -> None:
    assert diagnosis.checklist(FORBIDDEN).splitlines() == [
        "\u2713 Tenant found",
        "\u2713 App present in the tenant",
        "\u2713 Credential accepted",
        "\u2717 Permission granted: `SensitivityLabel.Read`",
        "\u2013 Label API offered in this cloud",
    ]


@pytest.mark.parametrize(
    "drawn",
    [
        card.build(stuck()),
        card.build(stuck(Facts(), **PENDING)),
        results.lost(stuck()),
        results.not_validated(stuck(Facts(), **PENDING)),
        consent.build(stuck(Facts(), **PENDING), "https://login.example/x", Purpose.APPROVE),
    ],
    ids=["card", "pending card", "lost", "not validated", "link"],
)
def test_who_sees_it_and_who_hears_it_learns_the_same(drawn: Message) -> None:
    seen = shown(drawn)
    for words in ("\u2713 Credential accepted", "\u2717 Permission granted", "\u2013 Label API"):
        assert words in seen
    for words in ("Credential accepted: yes", "Permission granted: no", "in this cloud: not reached"):
        assert words in drawn.text
    for words in (
        "More than needed: Mail.Read, Files.Read.All. You may remove them.",
        f"For Microsoft's support: request `{REQUEST}`, correlation `{CORRELATION}`",
        f"{LINK}API permissions of the app>",
    ):
        assert words in seen
        assert words in drawn.text


def test_a_success_shows_the_list_and_no_way_to_mend_it() -> None:
    drawn = results.validated(
        an_account(VALID, registration=CUSTOM, diagnosis=replace(OK, extra=("Mail.Read",)))
    )
    assert shown(drawn).count("\u2713") == 5
    assert "More than needed: Mail.Read." in drawn.text
    assert "portal" not in shown(drawn)


def test_the_card_of_an_account_that_may_do_too_much_says_only_that() -> None:
    drawn = card.build(an_account(VALID, diagnosis=replace(OK, extra=("Mail.Read",))))
    for said in (shown(drawn), drawn.text):
        assert "More than needed: Mail.Read. You may remove them." in said
        assert "Tenant found" not in said


@pytest.mark.parametrize("draw", [renewal.refused, renewal.waits])
def test_what_was_found_of_a_new_credential_is_shown(draw: Any) -> None:
    drawn = draw(stuck(), {"reason": Reason.PERMISSION_MISSING.value})
    assert "\u2717 Permission granted" in shown(drawn)
    assert "Permission granted: no" in drawn.text


def test_a_card_of_an_account_that_works_stays_short() -> None:
    drawn = card.build(an_account(VALID, diagnosis=OK))
    assert "Tenant found" not in shown(drawn)
    assert "Tenant found" not in drawn.text


@pytest.mark.parametrize("facts", [VALID, LOST, Facts()])
def test_nothing_is_listed_where_nothing_was_found_out(facts: Facts) -> None:
    for drawn in (
        card.build(an_account(facts)),
        results.lost(an_account(facts)),
        results.validated(an_account(facts)),
        results.waiting(an_account(facts)),
    ):
        assert "Tenant found" not in shown(drawn)
        assert "Tenant found" not in drawn.text


def test_a_failure_that_passes_says_what_it_was() -> None:
    drawn = results.waiting(an_account(reading=Reading(NOW, Reason.NETWORK), diagnosis=OK))
    assert Reason.NETWORK.words in drawn.text
    assert "Tenant found: yes" in drawn.text


@given(st.text(max_size=80), st.sampled_from(Reason), st.sampled_from(Cloud), st.sampled_from(Connector))
def test_no_hostile_text_gets_into_a_link(
    client: str, reason: Reason, cloud: Cloud, connector: Connector
) -> None:
    """What a row holds may be older than the rules for it."""
    account = an_account(
        replace(LOST, reason=reason),
        registration=Registration(connector, cloud, client, client),
        diagnosis=FORBIDDEN,
    )
    assert "appId/" not in diagnosis.where(account, reason)
    check_message(results.lost(account))
