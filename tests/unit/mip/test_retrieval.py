from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mip.accounts import Held
from mip.diff import Kind
from mip.labels import digest
from mip.retrieval import Finding, Found, is_believed, is_mass_loss, weigh
from tests.unit.mip.samples import NOW, labels

MINUTE = timedelta(minutes=1)
FINDING = Finding("d", (), 15, held=True)
HELD = Held(NOW, 25, 15, "d")


@pytest.mark.parametrize(
    ("stored", "found", "lost", "held"),
    [
        pytest.param(40, 0, 40, True, id="everything gone"),
        pytest.param(1, 0, 1, True, id="the only label gone"),
        pytest.param(3, 0, 3, True, id="three of three gone"),
        pytest.param(40, 25, 15, True, id="40 to 25"),
        pytest.param(40, 38, 2, False, id="40 to 38"),
        pytest.param(0, 0, 0, False, id="no labels, then as before"),
        pytest.param(0, 40, 0, False, id="the first labels"),
        pytest.param(4, 1, 3, False, id="three of four: not more than three"),
        pytest.param(5, 1, 4, True, id="four of five: more than three"),
        pytest.param(10, 7, 3, False, id="exactly three and 30 %"),
        pytest.param(10, 6, 4, True, id="four of ten"),
        pytest.param(40, 28, 12, False, id="exactly 30 %"),
        pytest.param(40, 27, 13, True, id="one more than 30 %"),
        pytest.param(40, 40, 40, True, id="as many as before, but others"),
    ],
)
def test_a_set_that_lost_much_is_held(stored: int, found: int, lost: int, held: bool) -> None:
    assert is_mass_loss(stored, found, lost) is held


@given(st.integers(1, 500), st.data())
def test_up_to_three_losses_are_always_believed_while_something_is_left(
    stored: int, data: st.DataObject
) -> None:
    lost = data.draw(st.integers(0, min(3, stored - 1)))
    assert not is_mass_loss(stored, stored - lost, lost)


def test_weighing_counts_what_vanishes_not_how_many_are_left() -> None:
    finding = weigh(labels(40), Found(labels(40, begin=13)), ())
    assert (finding.lost, finding.held) == (13, True)
    assert finding.digest == digest(labels(40, begin=13))
    grown = weigh(labels(10), Found(labels(20, begin=3)), ())
    assert (grown.lost, grown.held) == (3, False)
    assert {change.kind for change in finding.changes} == {Kind.ADDED, Kind.REMOVED}


def test_weighing_knows_which_labels_return() -> None:
    (change,) = weigh(labels(3), Found(labels(4)), labels(1, 3)).changes
    assert change.kind is Kind.RETURNED


def test_a_harmless_finding_is_believed_whatever_is_held() -> None:
    finding = replace(FINDING, held=False)
    assert is_believed(finding, None, NOW)
    assert is_believed(finding, replace(HELD, kept=True), NOW)


@pytest.mark.parametrize(
    ("held", "minutes", "believed"),
    [
        pytest.param(None, 0, False, id="never seen before"),
        pytest.param(HELD, 0, False, id="seen again at once"),
        pytest.param(HELD, 29.99, False, id="seen again too early"),
        pytest.param(HELD, 30, True, id="seen again after half an hour"),
        pytest.param(replace(HELD, digest="e"), 60, False, id="another loss than the one waiting"),
        pytest.param(replace(HELD, accepted=True), 0, True, id="an admin wants it"),
        pytest.param(replace(HELD, accepted=True, digest="e"), 0, False, id="an admin wanted another one"),
        pytest.param(replace(HELD, kept=True), 60, False, id="an admin does not want it"),
    ],
)
def test_a_loss_is_believed_when_an_admin_says_so_or_half_an_hour_agrees(
    held: Held | None, minutes: float, believed: bool
) -> None:
    assert is_believed(FINDING, held, NOW + minutes * MINUTE) is believed
