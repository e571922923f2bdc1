"""One form, one change: and what another interval does to the next scan."""

from datetime import timedelta
from typing import Any

import pytest

from mip.accounts import Account, Reading
from mip.changes import Action, Change, Task
from mip.editing import Wanted, edited
from mip.intervals import read_interval, rescheduled
from mip.names import read_name
from mip.reasons import Reason
from mip.status import Retrieval
from tests.unit.mip.samples import ACTIVE, ADMIN, HOUR, INACTIVE, NOW, account

LATER = NOW + timedelta(minutes=30)
READ = Reading(NOW, None, NOW, 7, "d" * 64)


def working(**more: Any) -> Account:
    return account(ACTIVE, **{"reading": READ, "next_scan_at": NOW + HOUR, **more})


def saved(before: Account, **wanted: Any) -> Change | None:
    form: dict[str, Any] = {"name": before.name, "channel": before.channel, **wanted}
    return edited(before, Wanted(**form), ADMIN, NOW, LATER)


def test_a_form_sent_unchanged_is_no_change() -> None:
    assert saved(working()) is None
    assert saved(working(), interval=HOUR, active=True) is None


def test_everything_in_the_form_is_one_change() -> None:
    change = saved(working(), name=read_name("New"), channel="C9", interval=2 * HOUR, active=False)

    assert change is not None
    assert change.after is not None
    assert (change.after.name.shown, change.after.channel, change.after.interval) == ("New", "C9", 2 * HOUR)
    assert change.after.facts.retrieval is Retrieval.OFF
    assert [entry.action for entry in change.audit] == [
        Action.ACCOUNT_EDITED,
        Action.ACCOUNT_RESCHEDULED,
        Action.ACCOUNT_DEACTIVATED,
    ]
    assert (change.replan, change.after.next_scan_at) == ((), None)


def test_switching_to_active_validates_and_keeps_the_rest() -> None:
    change = saved(account(INACTIVE, reading=READ), name=read_name("New"), active=True)

    assert change is not None
    assert change.after is not None
    assert change.after.name.shown == "New"
    (work,) = change.work
    assert (work.task, work.activate) == (Task.VALIDATE, True)
    assert len({told.key for told in change.deliveries}) == len(change.deliveries)


@pytest.mark.parametrize("interval", [timedelta(minutes=45), 4 * HOUR])
def test_the_next_scan_is_one_interval_after_the_last_attempt(interval: timedelta) -> None:
    changed, (moved,) = rescheduled(working(), interval, LATER)

    assert moved.due_at == changed.next_scan_at == NOW + interval


def test_what_is_overdue_by_the_new_interval_is_due_now() -> None:
    _, (moved,) = rescheduled(working(), timedelta(minutes=15), LATER)

    assert moved.due_at == LATER


def test_a_retry_stays_as_soon_as_it_was() -> None:
    troubled = working(reading=Reading(NOW, Reason.NETWORK), next_scan_at=NOW + timedelta(minutes=31))
    _, (moved,) = rescheduled(troubled, timedelta(days=7), LATER)

    assert moved.due_at == NOW + timedelta(minutes=31)


def test_an_account_that_is_not_scanned_plans_nothing() -> None:
    changed, moved = rescheduled(account(INACTIVE), HOUR * 8, LATER)

    assert (changed.interval, moved) == (HOUR * 8, ())


@pytest.mark.parametrize("typed", ["", "0", "899", "604801", "1h", "-900", "9" * 40, "\u0663" * 4])
def test_an_interval_out_of_bounds_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="Choose one"):
        read_interval(typed)
