"""What is said of asking one thing for hundreds of accounts."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from mip.doing import Doing, Fate, Outcome, Run, decide
from mip.status import Facts, Retrieval, Validation
from tests.blocks import check_message
from tests.unit.views import strategies as some
from views import actions, for_all

FACTS = [Facts(validation, retrieval=retrieval) for validation in Validation for retrieval in Retrieval]
LONGEST = "\U0001f600" * 60


def outcomes(doing: Doing, fates: Sequence[Fate], number: int, name: str = "Contoso") -> tuple[Outcome, ...]:
    return tuple(
        outcome(doing, fates[n % len(fates)], FACTS[n % len(FACTS)], f"{name} {n}") for n in range(number)
    )


def outcome(doing: Doing, fate: Fate, facts: Facts, name: str) -> Outcome:
    """What depends on the status is decided by it."""
    account = some.an_account(facts, name=some.named(name))
    if fate in {Fate.NOT_NOW, Fate.SO_ALREADY}:
        return decide(doing, account, (), some.NOW)
    return Outcome(account, doing, fate, timedelta(seconds=3) if fate is Fate.TOO_SOON else None)


@pytest.mark.parametrize("doing", Doing)
@pytest.mark.parametrize("name", ["Contoso", LONGEST, "&" * 60])
def test_five_hundred_accounts_of_any_fate_fit_into_one_message(doing: Doing, name: str) -> None:
    run = Run(doing, outcomes(doing, list(Fate), 500, name), 1, "acc-1", timedelta(seconds=30))
    check_message(for_all.done(run))


def test_a_hundred_accounts_of_usual_names_all_have_their_line() -> None:
    run = Run(Doing.SCAN, outcomes(Doing.SCAN, list(Fate), 100, "Customer of the western region"), 0, "acc-1")
    shown = "\n".join(
        block["text"]["text"] for block in for_all.done(run).blocks if block["type"] == "section"
    )
    assert [n for n in range(100) if f"\u2022 Customer of the western region {n}\n" not in f"{shown}\n"] == []


def test_what_is_so_already_was_not_refused() -> None:
    so = outcomes(Doing.DEACTIVATE, [Fate.SO_ALREADY], 12)
    already = tuple(each for each in so if each.fate is Fate.SO_ALREADY)
    text = for_all.done(Run(Doing.DEACTIVATE, already, 0, "acc-1")).text
    assert text.startswith(f"Set Tenant Inactive: no account; {len(already)} were so already.\n")


@pytest.mark.parametrize("name", some.HOSTILE)
def test_no_name_breaks_what_is_said(name: str) -> None:
    run = Run(Doing.SCAN, outcomes(Doing.SCAN, list(Fate), 14, name), 0, "acc-1")
    check_message(for_all.done(run))


def test_those_it_was_not_done_for_stand_first_and_each_has_a_line() -> None:
    begun = outcomes(Doing.SCAN, [Fate.DONE], 2, "Begun")
    running = outcomes(Doing.SCAN, [Fate.RUNNING], 1, "Running")
    gone = outcomes(Doing.SCAN, [Fate.GONE], 1, "Gone")
    said = for_all.done(Run(Doing.SCAN, (*begun, *running, *gone), 0, "acc-1"))
    assert said.text.startswith("Scan asked for 2 accounts. 2 were not:")
    lines = ["Removed by somebody else", "Gone 0", "Being worked on already", "Running 0", "Retrieving"]
    lines += ["Begun 0", "Begun 1"]
    assert sorted(lines, key=said.text.index) == lines
    assert not [block for block in said.blocks if block["type"] == "actions"]


@pytest.mark.parametrize(
    ("doing", "facts", "next_step"),
    [
        (Doing.SCAN, Facts(), "/mip authorize ACCOUNT"),
        (Doing.ACTIVATE, Facts(Validation.FAILED), "*Reauthorize*"),
        (Doing.SCAN, Facts(Validation.LOST, retrieval=Retrieval.ON), "*Reauthorize*"),
        (Doing.SCAN, Facts(Validation.OK, retrieval=Retrieval.OFF), "/mip activate ACCOUNT"),
        (Doing.SCAN, Facts(Validation.OK), "/mip activate ACCOUNT"),
        (Doing.DEACTIVATE, Facts(Validation.OK), "nothing to stop"),
        (Doing.DEACTIVATE, Facts(Validation.LOST, retrieval=Retrieval.ON), "once its access works again"),
    ],
)
def test_each_refusal_says_the_next_step(doing: Doing, facts: Facts, next_step: str) -> None:
    refused = Outcome(some.an_account(facts), doing, Fate.NOT_NOW)
    assert next_step in for_all.done(Run(doing, (refused,), 0, "acc-1")).text


def test_where_accounts_are_left_a_button_goes_on_behind_the_last_one() -> None:
    said = for_all.done(Run(Doing.VALIDATE, outcomes(Doing.VALIDATE, [Fate.DONE], 100), 400, "acc-100"))
    assert "400 accounts are left." in said.text
    (button,) = said.blocks[-1]["elements"]
    assert (button["action_id"], button["value"]) == (actions.GO_ON, "acc-100:0|validate")


def test_where_no_more_may_be_asked_for_it_says_how_long() -> None:
    run = Run(
        Doing.SCAN, outcomes(Doing.SCAN, [Fate.DONE], 12), 3, "acc-12", timedelta(seconds=33, milliseconds=1)
    )
    assert "12 done, go on in 34 s" in for_all.done(run).text


def test_before_all_are_set_inactive_it_says_how_many() -> None:
    asked = for_all.sure(12)
    assert "This sets 12 accounts to Tenant Inactive" in asked.text
    assert asked.blocks[-1]["elements"][0]["text"]["text"] == "Set all Tenant Inactive"
    check_message(asked)
    assert len(for_all.sure(0).blocks) == 1
