"""The table of states, written out by hand a second time: it must not change by accident."""

from itertools import product

import pytest

from mip.reasons import Reason
from mip.status import (
    BUTTONS,
    Button,
    Event,
    Facts,
    Retrieval,
    Status,
    Validation,
    after,
    buttons,
    diagram,
    reachable,
    shown,
)

V, R, S, B, E = Validation, Retrieval, Status, Button, Event

# Validation, retrieval and first_retrieved -> what people see. The first row of the design's table that fits.
SHOWN = {
    (V.PENDING, R.NEVER, False): S.AUTHORIZATION_PENDING,
    (V.PENDING, R.NEVER, True): S.AUTHORIZATION_PENDING,
    (V.PENDING, R.ON, False): S.AUTHORIZATION_PENDING,
    (V.PENDING, R.ON, True): S.AUTHORIZATION_PENDING,
    (V.PENDING, R.OFF, False): S.AUTHORIZATION_PENDING,
    (V.PENDING, R.OFF, True): S.AUTHORIZATION_PENDING,
    (V.FAILED, R.NEVER, False): S.VALIDATION_FAILED,
    (V.FAILED, R.NEVER, True): S.VALIDATION_FAILED,
    (V.FAILED, R.ON, False): S.VALIDATION_FAILED,
    (V.FAILED, R.ON, True): S.VALIDATION_FAILED,
    (V.FAILED, R.OFF, False): S.VALIDATION_FAILED,
    (V.FAILED, R.OFF, True): S.VALIDATION_FAILED,
    (V.LOST, R.NEVER, False): S.REAUTHORIZATION_REQUIRED,
    (V.LOST, R.NEVER, True): S.REAUTHORIZATION_REQUIRED,
    (V.LOST, R.ON, False): S.REAUTHORIZATION_REQUIRED,
    (V.LOST, R.ON, True): S.REAUTHORIZATION_REQUIRED,
    (V.LOST, R.OFF, False): S.TENANT_INACTIVE,
    (V.LOST, R.OFF, True): S.TENANT_INACTIVE,
    (V.OK, R.NEVER, False): S.VALIDATION_SUCCESSFUL,
    (V.OK, R.NEVER, True): S.VALIDATION_SUCCESSFUL,
    (V.OK, R.ON, False): S.RETRIEVAL_PENDING,
    (V.OK, R.ON, True): S.ACTIVE,
    (V.OK, R.OFF, False): S.TENANT_INACTIVE,
    (V.OK, R.OFF, True): S.TENANT_INACTIVE,
}

CARD = {
    S.AUTHORIZATION_PENDING: ["Authorize with Microsoft", "Edit", "Remove"],
    S.VALIDATION_FAILED: ["Reauthorize", "Edit", "Remove"],
    S.REAUTHORIZATION_REQUIRED: ["Reauthorize", "Edit", "Remove"],
    S.TENANT_INACTIVE: ["Activate", "View labels", "Edit", "Remove"],
    S.VALIDATION_SUCCESSFUL: ["Activate", "View labels", "Edit", "Remove"],
    S.RETRIEVAL_PENDING: ["Set Tenant Inactive", "Scan now", "View labels", "Edit", "Remove"],
    S.ACTIVE: ["Set Tenant Inactive", "Scan now", "View labels", "Edit", "Remove"],
}

# What each event makes of the validation; "=" leaves all facts alone, "!" stores the reason beside it.
CHECKED = {
    (V.PENDING, E.PASSED): "ok",
    (V.PENDING, E.DECLINED): "failed!",
    (V.PENDING, E.REFUSED): "failed!",
    (V.PENDING, E.MISSING): "=",
    (V.FAILED, E.PASSED): "ok",
    (V.FAILED, E.DECLINED): "failed!",
    (V.FAILED, E.REFUSED): "failed!",
    (V.FAILED, E.MISSING): "pending",
    (V.OK, E.PASSED): "=",
    (V.OK, E.DECLINED): "=",
    (V.OK, E.REFUSED): "lost!",
    (V.OK, E.MISSING): "lost!",
    (V.LOST, E.PASSED): "ok",
    (V.LOST, E.DECLINED): "=",
    (V.LOST, E.REFUSED): "lost!",
    (V.LOST, E.MISSING): "lost!",
}

# Switching: only a connected account is switched on, only a running one is switched off or retrieves.
SWITCHED = {
    (E.ACTIVATED, V.OK, R.NEVER): (R.ON, False),
    (E.ACTIVATED, V.OK, R.OFF): (R.ON, False),
    (E.DEACTIVATED, None, R.ON): (R.OFF, None),
    (E.RETRIEVED, None, R.ON): (R.ON, True),
}

EVERY_FACTS = [
    Facts(v, Reason.THROTTLED if v in {V.FAILED, V.LOST} else None, r, first)
    for v, r, first in product(V, R, (False, True))
]


def expected(facts: Facts, event: Event) -> Facts:
    if event in {E.ACTIVATED, E.DEACTIVATED, E.RETRIEVED}:
        row = SWITCHED.get((event, facts.validation, facts.retrieval)) or SWITCHED.get(
            (event, None, facts.retrieval)
        )
        if row is None:
            return facts
        retrieval, first = row
        kept = facts.first_retrieved if first is None else first
        return Facts(facts.validation, facts.reason, retrieval, kept)
    word = CHECKED[facts.validation, event]
    if word == "=":
        return facts
    reason = Reason.APP_DISABLED if word.endswith("!") else None
    return Facts(V(word.rstrip("!")), reason, facts.retrieval, facts.first_retrieved)


@pytest.mark.parametrize(("facts", "event"), list(product(EVERY_FACTS, Event)))
def test_every_event_does_to_every_state_what_the_table_says(facts: Facts, event: Event) -> None:
    assert after(facts, event, Reason.APP_DISABLED) == expected(facts, event)


@pytest.mark.parametrize("facts", EVERY_FACTS)
def test_every_state_is_shown_as_the_first_row_that_fits(facts: Facts) -> None:
    assert shown(facts) is SHOWN[facts.validation, facts.retrieval, facts.first_retrieved]


@pytest.mark.parametrize("facts", EVERY_FACTS)
def test_every_state_offers_exactly_its_buttons_in_order(facts: Facts) -> None:
    status = SHOWN[facts.validation, facts.retrieval, facts.first_retrieved]
    assert [button.value for button in buttons(facts)] == CARD[status]


def test_every_status_has_its_row_of_buttons() -> None:
    assert set(BUTTONS) == set(Status)


@pytest.mark.parametrize("event", [E.PASSED, E.MISSING])
def test_a_reason_does_not_outlive_its_state(event: Event) -> None:
    failed = Facts(V.FAILED, Reason.SECRET_INVALID)
    assert after(failed, event, Reason.NO_CONSENT).reason is None


def test_a_reauthorised_account_is_in_the_retrieval_state_it_had() -> None:
    for retrieval, first in product(R, (False, True)):
        was = Facts(V.OK, None, retrieval, first)
        assert after(after(was, E.REFUSED, Reason.SECRET_EXPIRED), E.PASSED) == was


def test_retrieval_is_pending_again_after_each_activation() -> None:
    running = Facts(V.OK, None, R.ON, first_retrieved=True)
    assert shown(after(after(running, E.DEACTIVATED), E.ACTIVATED)) is S.RETRIEVAL_PENDING


def test_only_states_that_make_sense_can_be_reached() -> None:
    assert {(f.validation, f.retrieval, f.first_retrieved) for f in reachable()} == {
        (V.PENDING, R.NEVER, False),
        (V.FAILED, R.NEVER, False),
        *product((V.OK, V.LOST), (R.NEVER,), (False,)),
        *product((V.OK, V.LOST), (R.ON, R.OFF), (False, True)),
    }


def test_every_status_can_be_reached() -> None:
    assert {shown(facts) for facts in reachable()} == set(Status)


def test_the_diagram_draws_every_step_between_two_statuses_and_no_other() -> None:
    drawn = {line.strip() for line in diagram().splitlines() if "-->" in line}
    steps = {
        f"{shown(facts).name.lower()} --> {shown(after(facts, event)).name.lower()}: {event.value}"
        for facts, event in product(reachable(), Event)
        if shown(facts) is not shown(after(facts, event))
    }
    assert drawn == steps | {"[*] --> authorization_pending: added"}
    assert diagram().startswith("stateDiagram-v2\n")
    assert '    state "Reauthorization Required" as reauthorization_required' in diagram()


def test_the_diagram_is_the_same_every_time() -> None:
    assert diagram() == diagram()
    assert len(diagram().splitlines()) == len(set(diagram().splitlines()))
