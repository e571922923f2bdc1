from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from mip.accounts import Account, Held, Reading
from mip.changes import SYSTEM, Action, Change, Delivery, Lease, Task, Tell, Work, numbered
from mip.diff import Kind
from mip.errors import SignInAgain, TryLater
from mip.labels import Label, digest
from mip.managing import deactivate, settle_hold
from mip.outcomes import Known, Moment, scanned
from mip.reasons import ACCESS_MISSING, CREDENTIAL_REFUSED, Reason
from mip.retrieval import Found
from mip.schedule import next_scan
from mip.status import Facts, Retrieval, Status, Validation, shown
from tests.unit.mip.samples import (
    ACTIVE,
    ADMIN,
    FIRST_DUE,
    LOST,
    NOW,
    account,
    changed,
    found,
    known,
    labels,
    lease,
    moment,
    told,
)

ASKED: dict[str, Any] = {"asked_by": "U1", "asked_in": "CHERE"}
FORTY, TWENTY_FIVE = labels(40), labels(25)
LATER = TryLater(Reason.THROTTLED, request_id="R9")
MINUTE = timedelta(minutes=1)


def having(
    present: tuple[Label, ...], facts: Facts = ACTIVE, *, custom: bool = False, **changes: Any
) -> Account:
    reading = Reading(NOW, None, NOW, len(present), digest(present), "v1.0")
    return replace(account(facts, custom=custom), reading=reading, **changes)


def scan(**asked: Any) -> Lease:
    return lease(Task.SCAN, **asked)


def news(change: Change) -> list[Delivery]:
    return [delivery for delivery in change.deliveries if delivery.tell is not Tell.CARD]


def test_the_first_labels_after_an_activation_are_told_and_make_it_active() -> None:
    change = scanned(account(FIRST_DUE), scan(), found(*labels(2)), known(), moment())
    assert shown(changed(change).facts) is Status.ACTIVE
    assert told(change) == [Tell.CARD, Tell.FIRST_LABELS]
    assert change.labels == labels(2)
    assert (news(change)[0].channel, news(change)[0].user) == ("CNEWS", "")
    assert news(change)[0].details == {"scan": "S1", "since": ""}


def test_the_labels_are_told_again_after_each_activation_though_none_changed() -> None:
    change = scanned(
        having(labels(2), FIRST_DUE), scan(**ASKED), found(*labels(2)), known(*labels(2)), moment()
    )
    assert told(change) == [Tell.CARD, Tell.FIRST_LABELS]
    assert (change.labels, change.audit) == (None, ())


def test_no_labels_at_all_are_a_success_with_none() -> None:
    change = scanned(account(FIRST_DUE), scan(), found(), known(), moment())
    assert shown(changed(change).facts) is Status.ACTIVE
    assert (change.labels, changed(change).reading.labels, changed(change).held) == ((), 0, None)
    again = scanned(changed(change), scan(), found(), known(), moment("S2"))
    assert (told(again), again.labels) == ([Tell.CARD], None)


def test_changes_are_stored_recorded_audited_and_told_in_one_message() -> None:
    change = scanned(having(labels(2)), scan(**ASKED), found(*labels(3)), known(*labels(2)), moment())
    assert told(change) == [Tell.CARD, Tell.CHANGES]
    assert change.labels == labels(3)
    assert [(e.action, e.actor, e.details["changes"]) for e in change.audit] == [
        (Action.SCAN_CHANGED, "U1", "1")
    ]
    assert change.scan is not None
    assert (change.scan.id, change.scan.outcome, change.scan.labels) == ("S1", "changed", 3)
    assert (change.scan.request_id, [c.kind for c in change.scan.changes]) == ("R1", [Kind.ADDED])
    assert changed(change).reading == Reading(
        moment().calendar, None, moment().calendar, 3, digest(labels(3)), "v1.0"
    )
    assert news(change)[0].details["since"] == NOW.isoformat()


def test_an_unchanged_scan_writes_one_history_row_and_no_labels_and_tells_nobody() -> None:
    change = scanned(having(labels(2)), scan(), found(*labels(2)), known(*labels(2)), moment())
    assert (told(change), change.labels, change.audit) == ([Tell.CARD], None, ())
    assert change.scan is not None
    assert (change.scan.outcome, change.scan.changes, change.scan.labels) == ("unchanged", (), 2)


def test_an_unchanged_scan_that_somebody_asked_for_tells_only_them() -> None:
    change = scanned(having(labels(2)), scan(**ASKED), found(*labels(2)), known(*labels(2)), moment())
    assert [(d.tell, d.user, d.channel) for d in news(change)] == [(Tell.UNCHANGED, "U1", "CHERE")]


def test_the_next_scan_is_due_an_interval_on_and_nobody_has_asked_for_it() -> None:
    change = scanned(
        having(labels(2)), scan(attempt=3, **ASKED), found(*labels(2)), known(*labels(2)), moment()
    )
    due = next_scan("A1", account().interval, moment().calendar)
    assert change.work == (Work("A1", Task.SCAN, due),)
    assert changed(change).next_scan_at == due


def test_a_scan_that_was_kept_waiting_comes_again_where_there_is_room_unless_somebody_asked_for_it() -> None:
    late = moment().calendar - account().interval
    for asked in ({}, ASKED):
        lease = scan(due_at=late, **asked)
        change = scanned(having(labels(2)), lease, found(*labels(2)), known(*labels(2)), moment())
        was_due = None if asked else late
        expected = next_scan("A1", account().interval, moment().calendar, was_due)
        assert changed(change).next_scan_at == expected


def test_a_vanished_label_that_comes_back_has_returned() -> None:
    before = Known(labels(2), labels(1, 2))
    change = scanned(having(labels(2)), scan(), found(*labels(3)), before, moment())
    assert change.scan is not None
    assert [c.kind for c in change.scan.changes] == [Kind.RETURNED]


@pytest.mark.parametrize("present", [(), TWENTY_FIVE])
def test_a_set_that_lost_too_much_is_held_and_an_admin_is_asked(present: tuple[Label, ...]) -> None:
    change = scanned(having(FORTY), scan(**ASKED), Found(present), known(*FORTY), moment())
    lost = 40 - len(present)
    after = changed(change)
    assert after.held == Held(moment().calendar, len(present), lost, digest(present))
    assert (change.labels, after.reading.labels, after.reading.succeeded_at) == (None, 40, NOW)
    assert after.reading.attempted_at == moment().calendar
    assert [(d.tell, d.user) for d in news(change)] == [(Tell.HELD, "")]
    assert [(e.action, e.actor, dict(e.details)) for e in change.audit] == [
        (Action.SCAN_HELD, SYSTEM, {"lost": str(lost), "found": str(len(present))})
    ]
    assert change.scan is not None
    assert (change.scan.outcome, change.scan.labels, change.scan.request_id) == ("held", len(present), "")
    assert [c.kind for c in change.scan.changes] == [Kind.REMOVED] * lost
    assert change.work == (Work("A1", Task.SCAN, after.next_scan_at or NOW),)


def test_a_small_loss_is_taken_at_once() -> None:
    change = scanned(having(FORTY), scan(), found(*labels(38)), known(*FORTY), moment())
    assert (changed(change).held, change.labels) == (None, labels(38))


def held(present: tuple[Label, ...] = TWENTY_FIVE) -> Account:
    return changed(scanned(having(FORTY), scan(), Found(present), known(*FORTY), moment()))


def seen_again(
    subject: Account, minutes: float, present: tuple[Label, ...] = TWENTY_FIVE, **asked: Any
) -> Change:
    at = moment("S2", hours=minutes / 60)
    return scanned(subject, scan(**asked), found(*present), known(*FORTY), at)


def test_what_is_held_already_is_not_told_or_audited_again() -> None:
    change = seen_again(held(), 10)
    assert (told(change), change.audit, change.labels) == ([Tell.CARD], (), None)
    assert changed(change).held == held().held


def test_a_held_scan_has_an_answer_so_no_trouble_is_left_standing() -> None:
    reading = replace(held().reading, trouble=Reason.NETWORK)
    change = seen_again(replace(held(), reading=reading), 10)
    assert changed(change).reading.trouble is None
    assert change.scan is not None
    assert change.scan.request_id == "R1"


def test_what_is_held_already_is_told_to_the_one_who_asked() -> None:
    assert [(d.tell, d.user) for d in news(seen_again(held(), 10, **ASKED))] == [(Tell.UNCHANGED, "U1")]


def test_another_loss_than_the_one_held_is_asked_about_anew() -> None:
    change = seen_again(held(), 45, labels(20))
    assert [d.tell for d in news(change)] == [Tell.HELD]
    now_held = changed(change).held
    assert now_held is not None
    assert (now_held.lost, now_held.since) == (20, moment(hours=0.75).calendar)


def test_a_second_scan_that_agrees_after_half_an_hour_is_applied() -> None:
    change = seen_again(held(), 30)
    assert (changed(change).held, change.labels) == (None, TWENTY_FIVE)
    assert told(change) == [Tell.CARD, Tell.CHANGES]
    assert change.scan is not None
    assert len(change.scan.changes) == 15


def test_labels_that_come_back_clear_the_hold_in_silence() -> None:
    change = seen_again(held(), 10, FORTY)
    assert (changed(change).held, told(change), change.labels) == (None, [Tell.CARD], None)


def test_apply_scans_at_once_and_takes_the_same_finding() -> None:
    pressed = settle_hold(held(), ADMIN, NOW, apply=True)
    assert pressed.work == (Work("A1", Task.SCAN, NOW, asked_by="UADMIN", asked_in="CNEWS"),)
    change = seen_again(changed(pressed), 1, asked_by="UADMIN", asked_in="CNEWS")
    assert (changed(change).held, change.labels) == (None, TWENTY_FIVE)
    assert [e.actor for e in change.audit] == ["UADMIN"]


def test_apply_does_not_take_another_finding() -> None:
    change = seen_again(changed(settle_hold(held(), ADMIN, NOW, apply=True)), 1, labels(5))
    now_held = changed(change).held
    assert change.labels is None
    assert now_held is not None
    assert not now_held.accepted


def test_keep_is_not_told_again_however_long_microsoft_repeats_it() -> None:
    pressed = settle_hold(held(), ADMIN, NOW, apply=False)
    assert pressed.work == ()
    subject = changed(pressed)
    for hours in (1, 2, 48):
        change = seen_again(subject, hours * 60)
        assert (told(change), change.labels, change.audit) == ([Tell.CARD], None, ())
        subject = changed(change)


def test_apply_on_an_account_that_is_off_waits_until_it_is_on() -> None:
    off = changed(deactivate(held(), ADMIN, NOW, NOW))
    pressed = settle_hold(off, ADMIN, NOW, apply=True)
    assert pressed.work == ()
    on = replace(changed(pressed), facts=FIRST_DUE)
    assert seen_again(on, 1).labels == TWENTY_FIVE


def test_an_outage_keeps_labels_and_status_and_comes_back_after_a_minute() -> None:
    change = scanned(having(FORTY), scan(), LATER, known(*FORTY), moment())
    after = changed(change)
    assert (after.facts, change.labels, change.audit) == (ACTIVE, None, ())
    assert (after.reading.trouble, after.reading.labels) == (Reason.THROTTLED, 40)
    assert (after.reading.attempted_at, after.reading.succeeded_at) == (moment().calendar, NOW)
    assert change.work == (Work("A1", Task.SCAN, moment().calendar + MINUTE, attempt=2),)
    assert after.next_scan_at == moment().calendar + MINUTE
    assert told(change) == [Tell.CARD]
    assert change.scan is not None
    assert (change.scan.outcome, change.scan.request_id) == ("throttled", "R9")


def test_after_a_retry_after_the_next_scan_is_due() -> None:
    answer = TryLater(Reason.THROTTLED, after=7 * MINUTE)
    (work,) = scanned(having(FORTY), scan(), answer, known(*FORTY), moment()).work
    assert 7 * MINUTE <= work.due_at - moment().calendar < 13 * MINUTE


def test_whoever_asked_hears_until_when_microsoft_wants_to_be_left_alone() -> None:
    for after, until in ((7 * MINUTE, (moment().calendar + 7 * MINUTE).isoformat()), (None, None)):
        answer = TryLater(Reason.THROTTLED, after=after)
        change = scanned(having(FORTY), scan(**ASKED), answer, known(*FORTY), moment())
        assert [each.details.get("until") for each in news(change)] == [until]


def test_an_outage_is_told_to_the_one_who_asked_and_once_to_the_channel_and_so_is_its_end() -> None:
    subject, work, heard = having(FORTY), scan(**ASKED), []
    for number in range(1, 8):
        change = scanned(subject, work, LATER, known(*FORTY), moment(f"S{number}"))
        subject, work = changed(change), Lease(change.work[0], "token")
        heard += [(d.tell, d.user) for d in news(change)]
    heard += [(d.tell, d.user) for d in news(scanned(subject, work, Found(FORTY), known(*FORTY), moment()))]
    assert heard == [(Tell.SCAN_FAILED, "U1"), (Tell.SCAN_FAILED, ""), (Tell.RECOVERED, "")]


def test_a_hiccup_that_was_not_told_is_not_told_to_be_over() -> None:
    change = scanned(having(FORTY), scan(attempt=3), Found(FORTY), known(*FORTY), moment())
    assert told(change) == [Tell.CARD]


@pytest.mark.parametrize("reason", Reason)
def test_a_refused_scan_loses_the_account_keeps_its_labels_and_stops_scanning(reason: Reason) -> None:
    refused = SignInAgain(reason, request_id="R7")
    before = having(FORTY, custom=True, next_scan_at=NOW)
    change = scanned(before, scan(), refused, known(*FORTY), moment())
    after = changed(change)
    assert after.facts == Facts(Validation.LOST, reason, Retrieval.ON, first_retrieved=True)
    assert shown(after.facts) is Status.REAUTHORIZATION_REQUIRED
    assert (change.labels, after.reading.labels, after.reading.trouble) == (None, 40, reason)
    assert (after.reading.attempted_at, after.reading.succeeded_at) == (moment().calendar, NOW)
    assert (change.work, change.cancel, after.next_scan_at) == ((), (Task.SCAN,), None)
    assert told(change) == [Tell.CARD, Tell.LOST]
    assert [(e.action, e.details["reason"]) for e in change.audit] == [(Action.VALIDATION_FAILED, reason)]
    assert change.scan is not None
    assert (change.scan.outcome, change.scan.request_id) == (reason.value, "R7")


@pytest.mark.parametrize("reason", [*sorted(ACCESS_MISSING), Reason.SECRET_EXPIRED])
def test_a_lost_account_is_told_once(reason: Reason) -> None:
    change = scanned(account(LOST, custom=True), scan(), SignInAgain(reason), known(), moment())
    assert told(change) == [Tell.CARD]
    assert changed(change).facts.reason is reason


@pytest.mark.parametrize("reason", [*sorted(CREDENTIAL_REFUSED), Reason.CREDENTIAL_MISSING])
def test_what_only_the_operator_can_mend_takes_no_account_its_status_and_is_told_in_no_channel(
    reason: Reason,
) -> None:
    for attempt in range(1, 12):
        change = scanned(having(FORTY), scan(attempt=attempt), SignInAgain(reason), known(*FORTY), moment())
        after = changed(change)
        assert after.facts == ACTIVE
        assert after.reading.trouble is Reason.OWN_CREDENTIAL
        assert told(change) == [Tell.CARD]
        assert change.work != ()
    mended = scanned(after, scan(attempt=11), Found(FORTY), known(*FORTY), moment())
    assert told(mended) == [Tell.CARD]


def test_whoever_asked_for_the_scan_hears_that_it_is_our_side() -> None:
    asked = scan(**ASKED)
    change = scanned(having(FORTY), asked, SignInAgain(Reason.SECRET_EXPIRED), known(*FORTY), moment())
    assert [(each.tell, each.user) for each in news(change)] == [(Tell.SCAN_FAILED, "U1")]


def test_every_end_of_a_scan_gives_its_lease_back_and_its_duration() -> None:
    at = Moment(NOW, NOW, "S1", seconds=1.5)
    for answer in (found(*FORTY), found(), LATER, SignInAgain(Reason.NO_CONSENT)):
        change = scanned(having(FORTY), scan(), answer, known(*FORTY), at)
        assert change.lease == scan()
        assert change.scan is not None
        assert change.scan.seconds == 1.5


def test_a_scan_alone_does_not_put_open_forms_out_of_date() -> None:
    subject = having(FORTY)
    for answer in (found(*labels(41)), found(), LATER):
        after = changed(scanned(subject, scan(), answer, known(*FORTY), moment()))
        assert numbered(subject, after).version == subject.version


@pytest.mark.parametrize("answer", [found(*FORTY), found(*labels(1)), LATER])
def test_whoever_asked_for_many_at_once_gets_no_message_for_each(answer: Found | TryLater) -> None:
    asked = scan(asked_by="U1", asked_in="")
    change = scanned(having(FORTY), asked, answer, known(*FORTY), moment())
    assert [each for each in change.deliveries if each.user] == []
