"""Approving in an admin's place: what each step writes, tells, and plans."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mip.accounts import Account, Renewal
from mip.changes import Action, Change, Lease, Task, Tell, Work
from mip.handing_over import LASTS, decline, hand_over, open_request, overdue, settled, take_back
from mip.people import Person
from mip.status import Facts, Validation
from tests.unit.mip.samples import account as an_account

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
OLIVIA = Person("T0SANDBOX1", "U0OWNER001")
MIA, ADAM = "U0MEMBER01", "U0ADMIN001"


def handed(account: Account, user: str = MIA, at: datetime = NOW) -> Account:
    change = hand_over(account, user, OLIVIA, "C1", at)
    assert change.after is not None
    return change.after


def told(change: Change) -> list[tuple[Tell, str, str]]:
    return [(each.tell, each.channel, each.user) for each in change.deliveries if each.tell is not Tell.CARD]


def test_whoever_is_asked_hears_it_in_their_own_messages_and_has_a_week() -> None:
    change = hand_over(an_account(), MIA, OLIVIA, "C1", NOW)

    assert told(change) == [(Tell.APPROVAL_ASKED, MIA, "")]
    assert change.work == (Work(an_account().id, Task.HANDOVER, NOW + LASTS),)
    assert [(entry.action, entry.details) for entry in change.audit] == [
        (Action.HANDOVER_ASKED, {"user": MIA})
    ]


def test_asking_again_renews_and_does_not_double() -> None:
    again = handed(handed(an_account()), at=NOW + timedelta(days=3))

    assert [each.until for each in again.handovers] == [NOW + timedelta(days=3) + LASTS]


def test_the_next_one_to_run_out_is_what_is_planned() -> None:
    first = handed(an_account())
    change = hand_over(first, ADAM, OLIVIA, "C1", NOW + timedelta(days=1))

    assert [work.due_at for work in change.work] == [NOW + LASTS]


def test_what_ran_out_is_told_to_both_and_the_others_go_on() -> None:
    account = handed(handed(an_account()), ADAM, NOW + timedelta(days=1))
    lease = Lease(Work(account.id, Task.HANDOVER, NOW + LASTS), "token")
    change = overdue(account, lease, NOW + LASTS)

    assert told(change) == [(Tell.APPROVAL_OVER, MIA, ""), (Tell.APPROVAL_UNANSWERED, "C1", OLIVIA.user)]
    assert change.after is not None
    assert [each.person for each in change.after.handovers] == [ADAM]
    assert [work.due_at for work in change.work] == [NOW + timedelta(days=1) + LASTS]


@pytest.mark.parametrize("left", [0, 1])
def test_a_request_is_open_until_its_very_end(left: int) -> None:
    account = handed(an_account())
    found = open_request(account, MIA, NOW + LASTS - timedelta(seconds=left))

    assert (found is not None) is bool(left)


def test_where_there_is_nothing_to_approve_no_request_is_open() -> None:
    account = handed(an_account())
    connected = account.with_facts(Facts(Validation.OK))
    renewing = replace(connected, renewal=Renewal("c", NOW, OLIVIA.user, "C1"))

    assert open_request(connected, MIA, NOW) is None
    assert open_request(renewing, MIA, NOW) is not None


def test_what_leaves_nothing_to_approve_ends_all_requests_and_tells_both_sides() -> None:
    account = handed(handed(an_account()), ADAM)
    change = Change(account.workspace, account, account.with_facts(Facts(Validation.OK)))
    ended = settled(change)

    assert ended.after is not None
    assert ended.after.handovers == ()
    assert ended.cancel == (Task.HANDOVER,)
    assert sorted(told(ended)) == sorted(
        [
            (Tell.APPROVAL_DONE, MIA, ""),
            (Tell.APPROVAL_DONE, ADAM, ""),
            *2 * [(Tell.APPROVAL_DONE, "C1", OLIVIA.user)],
        ]
    )
    assert settled(replace(change, after=account)) == replace(change, after=account)


def test_taking_back_tells_the_person_and_declining_the_admin() -> None:
    account = handed(an_account())
    (asked,) = account.handovers

    assert told(take_back(account, asked, Person("T", ADAM))) == [(Tell.APPROVAL_TAKEN_BACK, MIA, "")]
    assert told(decline(account, asked)) == [(Tell.APPROVAL_DECLINED, "C1", OLIVIA.user)]
    for change in (take_back(account, asked, Person("T", ADAM)), decline(account, asked)):
        assert (change.work, change.cancel) == ((), (Task.HANDOVER,))
