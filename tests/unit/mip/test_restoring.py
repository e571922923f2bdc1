"""What comes back with a removed account, and what has to be proven anew."""

from datetime import timedelta

import pytest

from mip.accounts import Account, Card, Handover, Reading, Renewal
from mip.changes import Action, Change, Task, Tell
from mip.reasons import Reason
from mip.restoring import Removed, restored
from mip.schedule import WEEKLY
from mip.status import Facts, Retrieval, Status, Validation, shown
from tests.unit.mip.samples import ACTIVE, ADMIN, FAILED, INACTIVE, LOST, NOW, PENDING, account

READ = Reading(NOW, None, NOW, 7, "d" * 64, "v1.0")
LATER = NOW + timedelta(days=3)


def brought_back(kept: Account) -> tuple[Change, Account]:
    change = restored(Removed(kept, "UREMOVER", NOW), ADMIN, "CHERE", NOW, LATER)
    assert change.after is not None
    return change, change.after


def test_it_is_kept_for_thirty_days() -> None:
    assert Removed(account(), "U1", NOW).until == NOW + timedelta(days=30)


@pytest.mark.parametrize("facts", [ACTIVE, INACTIVE, LOST])
def test_a_custom_account_is_lost_and_keeps_its_retrieval_state(facts: Facts) -> None:
    change, after = brought_back(account(facts, custom=True, has_credential=True, reading=READ))

    assert (after.facts.validation, after.facts.reason) == (Validation.LOST, Reason.CREDENTIAL_WIPED)
    assert after.facts.retrieval is facts.retrieval
    assert not after.has_credential
    assert [work.task for work in change.work] == [Task.CHECK]
    assert "Reauthorize" in Reason.CREDENTIAL_WIPED.next_step


def test_one_of_our_own_app_is_asked_about_at_once() -> None:
    """Its approval may still stand."""
    change, after = brought_back(account(ACTIVE, reading=READ))

    assert (after.facts.validation, after.facts.reason) == (Validation.LOST, Reason.RESTORED)
    (asked,) = [work for work in change.work if work.task is Task.VALIDATE]
    assert (asked.due_at, asked.asked_by, asked.asked_in) == (NOW, ADMIN.user, "CHERE")


@pytest.mark.parametrize("facts", [PENDING, FAILED])
@pytest.mark.parametrize("custom", [True, False])
def test_one_that_never_worked_is_pending_again_with_its_link(facts: Facts, *, custom: bool) -> None:
    change, after = brought_back(account(facts, custom=custom))

    assert shown(after.facts) is Status.AUTHORIZATION_PENDING
    (link,) = [told for told in change.deliveries if told.tell is Tell.LINK]
    assert (link.user, link.channel) == (ADMIN.user, "CHERE")
    assert Task.VALIDATE not in {work.task for work in change.work}


def test_settings_stay_and_what_could_act_does_not() -> None:
    kept = account(
        ACTIVE,
        custom=True,
        reading=READ,
        interval=timedelta(days=2),
        card=Card("COLD", "1.2"),
        has_credential=True,
        by_certificate=True,
        expires_at=NOW,
        renewal=Renewal("c", NOW, "U1", "C1"),
        handovers=(Handover("U2", "U1", "C1", NOW, LATER),),
        next_scan_at=NOW,
    )
    change, after = brought_back(kept)

    assert (after.interval, after.channel, after.name, after.added_by) == (
        timedelta(days=2),
        kept.channel,
        kept.name,
        kept.added_by,
    )
    assert (after.reading.labels, after.reading.digest) == (7, "d" * 64)
    assert (after.card, after.renewal, after.handovers, after.next_scan_at) == (None, None, (), None)
    assert (after.by_certificate, after.expires_at) == (False, None)
    assert after.changed_by == ADMIN.user
    assert change.restores


def test_it_is_on_record_and_what_remained_of_the_card_is_told() -> None:
    change, _ = brought_back(account(ACTIVE, card=Card("COLD", "1.2")))

    assert [(entry.actor, entry.action) for entry in change.audit] == [(ADMIN.user, Action.ACCOUNT_RESTORED)]
    (remains,) = [told for told in change.deliveries if told.tell is Tell.RESTORED]
    assert (remains.channel, remains.details["ts"], remains.details["by"]) == ("COLD", "1.2", ADMIN.user)
    assert Tell.CARD in {told.tell for told in change.deliveries}


def test_whether_it_works_is_looked_at_within_days() -> None:
    change, _ = brought_back(account(ACTIVE, custom=True, reading=READ))

    (check,) = [work for work in change.work if work.task is Task.CHECK]
    assert LATER < check.due_at < LATER + WEEKLY
    assert change.after is not None
    assert change.after.facts.retrieval is Retrieval.ON
