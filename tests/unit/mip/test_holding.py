"""What the messages about a held scan say afterwards."""

from dataclasses import replace
from typing import Any

import pytest

from mip.accounts import Account, Held, Reading
from mip.changes import Action, Change, Delivery, Tell
from mip.holding import Decided, Fate, decided, fate_of, read_decided, redrawn
from mip.managing import remove, settle_hold
from tests.unit.mip.samples import ACTIVE, ADMIN, HOUR, NOW, account

HELD = Held(NOW, 3, 9, "found")
LATER = NOW + HOUR


def holding(held: Held | None = HELD, **more: Any) -> Account:
    return account(ACTIVE, held=held, reading=Reading(succeeded_at=NOW, labels=12, digest="known"), **more)


def scanned(digest: str, held: Held | None = None, before: Held | None = HELD) -> Change:
    was = holding(before)
    return Change("T1", was, replace(was, held=held, reading=replace(was.reading, digest=digest)))


ACCEPTED = replace(HELD, accepted=True, answered_by="UADMIN", answered_at=NOW)
KEPT = replace(HELD, kept=True, answered_by="UADMIN", answered_at=NOW)


@pytest.mark.parametrize(
    ("change", "fate"),
    [
        (settle_hold(holding(), ADMIN, LATER, apply=True), Fate.APPLIED),
        (settle_hold(holding(), ADMIN, LATER, apply=False), Fate.KEPT),
        (scanned("found"), Fate.TAKEN),
        (scanned("found", before=ACCEPTED), Fate.TAKEN),
        (scanned("known"), Fate.RETURNED),
        (scanned("known", replace(HELD, digest="other")), Fate.REPLACED),
        (remove(holding(), ADMIN, LATER), Fate.REMOVED),
        # Nothing was decided.
        (scanned("known", HELD), None),
        (scanned("known", ACCEPTED, ACCEPTED), None),
        (scanned("known", HELD, None), None),
        # It says already that the known labels were kept, and by whom.
        (scanned("found", before=KEPT), None),
        (remove(holding(KEPT), ADMIN, LATER), None),
        (Change("T1", None, holding()), None),
        (replace(scanned("known"), restores=True), None),
    ],
)
def test_what_ends_a_question_and_what_leaves_it_open(change: Change, fate: Fate | None) -> None:
    found = decided(change, LATER)
    assert fate_of(change) is fate
    assert (found and found.fate) == fate


def test_it_knows_who_decided_when_and_on_what() -> None:
    kept = decided(settle_hold(holding(), ADMIN, LATER, apply=False), LATER)
    held = replace(HELD, kept=True, answered_by="UADMIN", answered_at=LATER)
    assert kept == Decided("A1", "Contoso", 12, held, Fate.KEPT, LATER)
    taken = decided(scanned("found", before=ACCEPTED), LATER)
    assert taken is not None
    assert (taken.held.answered_by, taken.held.answered_at, taken.at) == ("UADMIN", NOW, LATER)
    gone = decided(remove(holding(), ADMIN, LATER), LATER)
    assert gone is not None
    assert (gone.by, gone.at) == ("UADMIN", LATER)


def test_what_is_written_for_the_message_is_read_again_and_is_of_its_place() -> None:
    told = Delivery(Tell.HELD, "T1", "A1", "CNEWS", "held:A1:S1")
    decision = decided(settle_hold(holding(), ADMIN, LATER, apply=True), LATER)
    assert decision is not None
    over = redrawn(told, decision)
    assert (over.tell, over.place, over.user) == (Tell.HELD_OVER, told.place, "")
    assert read_decided(over) == replace(decision, held=replace(decision.held, digest=""))


def test_the_trail_names_who_removed_it() -> None:
    assert remove(holding(), ADMIN, LATER).audit[0].action is Action.ACCOUNT_REMOVED
