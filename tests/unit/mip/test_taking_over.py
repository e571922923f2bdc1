"""Whoever added an account has left: who is asked, and what taking over changes."""

from dataclasses import replace

from mip.changes import SYSTEM, Action, Tell
from mip.taking_over import adder_left, left_by, take_over
from tests.unit.mip.samples import ADMIN, NOW, told
from tests.unit.mip.samples import account as an_account


def test_the_named_admins_are_asked_but_not_the_one_who_left() -> None:
    account = an_account()
    change = adder_left(account, {"U3", account.added_by, "U2"}, NOW)

    asked = [each.channel for each in change.deliveries if each.tell is Tell.ADDER_LEFT]
    assert asked == ["U2", "U3"]
    assert [(entry.actor, entry.action) for entry in change.audit] == [(SYSTEM, Action.ADDER_LEFT)]


def test_where_nobody_is_named_the_channel_is_asked() -> None:
    account = an_account()
    change = adder_left(account, {account.added_by}, NOW)

    assert [each.channel for each in change.deliveries if each.tell is Tell.ADDER_LEFT] == [account.channel]


def test_several_accounts_of_one_person_are_one_message_to_each() -> None:
    keys = {
        each.key
        for name in ("a1", "a2")
        for each in adder_left(replace(an_account(), id=name), {"U2"}, NOW).deliveries
        if each.tell is Tell.ADDER_LEFT
    }

    assert len(keys) == 1


def test_noticing_changes_nothing_but_the_note() -> None:
    account = an_account()
    change = adder_left(account, (), NOW)

    assert change.after == replace(account, adder_gone_at=NOW)
    assert (change.work, change.cancel) == ((), ())


def test_whoever_takes_over_is_the_adder_from_then_on() -> None:
    gone = replace(an_account(), adder_gone_at=NOW)
    change = take_over(gone, ADMIN, NOW)

    assert change.after is not None
    assert (change.after.added_by, change.after.adder_gone_at) == (ADMIN.user, None)
    assert change.audit[0].details["user"] == gone.added_by
    assert told(change) == [Tell.CARD]
    assert left_by([gone, change.after], gone.added_by) == [gone]
