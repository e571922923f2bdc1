"""What may be asked of one account, or of all of them, and when."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

import pytest

from mip.accounts import Connector, Reading, Registration
from mip.changes import Task
from mip.doing import Doing, Fate, decide, joins
from mip.status import Facts
from tests.unit.mip.samples import (
    ACTIVE,
    FAILED,
    FIRST_DUE,
    INACTIVE,
    LOST,
    NOW,
    PENDING,
    TENANT,
    VALIDATED,
    account,
)

FATES = [
    (PENDING, (Fate.NOT_NOW, Fate.DONE, Fate.NOT_NOW, Fate.NOT_NOW)),
    (FAILED, (Fate.NOT_NOW, Fate.DONE, Fate.NOT_NOW, Fate.NOT_NOW)),
    (LOST, (Fate.NOT_NOW, Fate.DONE, Fate.NOT_NOW, Fate.NOT_NOW)),
    (VALIDATED, (Fate.NOT_NOW, Fate.DONE, Fate.DONE, Fate.NOT_NOW)),
    (INACTIVE, (Fate.NOT_NOW, Fate.DONE, Fate.DONE, Fate.SO_ALREADY)),
    (FIRST_DUE, (Fate.DONE, Fate.DONE, Fate.SO_ALREADY, Fate.DONE)),
    (ACTIVE, (Fate.DONE, Fate.DONE, Fate.SO_ALREADY, Fate.DONE)),
]


@pytest.mark.parametrize(("facts", "fates"), FATES)
def test_every_status_has_a_fate_for_everything(facts: Facts, fates: Collection[Fate]) -> None:
    assert tuple(decide(doing, account(facts), (), NOW).fate for doing in Doing) == fates


@pytest.mark.parametrize(
    ("doing", "facts", "task"),
    [
        (Doing.SCAN, ACTIVE, Task.SCAN),
        (Doing.VALIDATE, ACTIVE, Task.VALIDATE),
        (Doing.ACTIVATE, INACTIVE, Task.VALIDATE),
    ],
)
def test_what_runs_already_is_joined(doing: Doing, facts: Facts, task: Task) -> None:
    assert decide(doing, account(facts), [task], NOW).fate is Fate.RUNNING


def test_setting_inactive_waits_for_nothing() -> None:
    assert decide(Doing.DEACTIVATE, account(ACTIVE), list(Task), NOW).fate is Fate.DONE


def test_what_runs_is_looked_up_for_what_joins_it_only() -> None:
    assert [doing for doing in Doing if not joins(doing)] == [Doing.DEACTIVATE]


def test_a_scan_that_just_ended_is_waited_for() -> None:
    ended = replace(account(ACTIVE), reading=Reading(attempted_at=NOW - timedelta(seconds=4)))
    outcome = decide(Doing.SCAN, ended, (), NOW)
    assert (outcome.fate, outcome.wait) == (Fate.TOO_SOON, timedelta(seconds=6))
    assert decide(Doing.VALIDATE, ended, (), NOW).fate is Fate.DONE


@pytest.mark.parametrize("custom", [True, False])
def test_what_waits_for_its_link_is_not_called_failed_by_asking(custom: bool) -> None:
    waits = account(PENDING, custom=custom, registration=registration(custom, ""))
    assert decide(Doing.VALIDATE, waits, (), NOW).fate is Fate.NOT_NOW
    ready = replace(waits, has_credential=True, registration=registration(custom, TENANT))
    assert decide(Doing.VALIDATE, ready, (), NOW).fate is Fate.DONE
    failed = replace(waits, facts=FAILED)
    assert decide(Doing.VALIDATE, failed, (), NOW).fate is Fate.DONE


def registration(custom: bool, tenant: str) -> Registration:
    return Registration(Connector.CUSTOM if custom else Connector.MIP_BOT, tenant=tenant)
