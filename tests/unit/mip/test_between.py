from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mip.between import between
from mip.diff import Kind, LabelChange, compare
from mip.labels import Label
from mip.restructuring import fold, unfold
from tests.unit.mip.test_diff import sets
from tests.unit.mip.test_restructuring import BEFORE, migrated

LABEL = Label("g", "Name", None, "desc", "tip", "#111", 1, True, False, ("file",))
Set = Sequence[Label]


def told(history: Sequence[Set]) -> list[tuple[LabelChange, ...]]:
    """What each scan of a history would have stored, with the tombstones of its time."""
    steps: list[tuple[LabelChange, ...]] = []
    gone: dict[str, Label] = {}
    for old, new in pairwise(history):
        steps.append(fold(compare(old, new, gone.values())))
        present = {label.guid for label in new}
        gone.update({label.guid: label for label in old if label.guid not in present})
        gone = {guid: label for guid, label in gone.items() if guid not in present}
    return steps


def plainly(changes: Sequence[LabelChange]) -> set[tuple[object, ...]]:
    """Without paths: those of ancestors that were renamed are not stored with every label below them."""
    return {_plain(change) for change in unfold(changes)}


def _plain(change: LabelChange) -> tuple[object, ...]:
    kind = Kind.ADDED if change.kind is Kind.RETURNED else change.kind
    if change.kind is Kind.MOVED:
        return (kind, change.guid, change.before_guid, change.after_guid)
    return (kind, change.guid, change.before, change.after)


@given(st.lists(sets, min_size=2, max_size=6))
def test_the_steps_together_are_the_difference_of_the_first_and_the_last_set(
    history: list[list[Label]],
) -> None:
    assert plainly(between(told(history))) == plainly(compare(history[0], history[-1]))


@given(st.lists(sets, min_size=3, max_size=6), st.integers(1, 4))
def test_a_label_that_was_gone_before_returns_as_it_had_been(history: list[list[Label]], begin: int) -> None:
    begin = min(begin, len(history) - 1)
    gone: dict[str, Label] = {}
    for labels in history[: begin + 1]:
        gone.update({label.guid: label for label in labels})
    for label in history[begin]:
        gone.pop(label.guid, None)
    steps = told(history)[begin:]
    assert plainly(between(steps)) == plainly(compare(history[begin], history[-1], gone.values()))


@given(sets, sets)
def test_there_and_back_is_no_difference(one: list[Label], other: list[Label]) -> None:
    assert between(told([one, other, one])) == ()


def test_nothing_happened_where_nothing_was_found() -> None:
    assert between([]) == between([(), ()]) == ()


def test_the_first_before_and_the_last_after_are_told_under_the_newest_name() -> None:
    middle, last = replace(LABEL, color="#222"), replace(LABEL, color="#333", name="New")
    assert between(told([[LABEL], [middle], [last]])) == (
        LabelChange(Kind.RENAMED, "g", "New", "Name", "New"),
        LabelChange(Kind.COLOR, "g", "New", "#111", "#333"),
    )


@pytest.mark.parametrize("other", [replace(LABEL, name="Else"), replace(LABEL, is_enabled=False)])
def test_there_and_back_by_name_or_switch_cancels(other: Label) -> None:
    assert between(told([[LABEL], [other], [LABEL]])) == ()


def test_what_came_and_went_is_not_told() -> None:
    assert between(told([[], [LABEL], [replace(LABEL, name="B")], []])) == ()


def test_what_went_and_came_back_another_is_told_as_what_it_is_now() -> None:
    assert between(told([[LABEL], [], [replace(LABEL, name="B")]])) == (
        LabelChange(Kind.RENAMED, "g", "B", "Name", "B"),
    )


def test_switched_off_after_it_was_not_reported_is_switched_off() -> None:
    silent, off = replace(LABEL, is_enabled=None), replace(LABEL, is_enabled=False)
    assert between(told([[LABEL], [silent], [off]])) == (
        LabelChange(Kind.DISABLED, "g", "Name", "yes", "no"),
    )


def test_a_parent_that_is_renamed_meanwhile_is_the_same_parent() -> None:
    a, b = Label("a", "A"), Label("b", "B")
    child = Label("x", "X", "a")
    renamed = replace(a, name="A2")
    steps = told([[a, b, child], [a, b, replace(child, parent="b")], [renamed, b, child]])
    assert [(c.kind, c.guid) for c in between(steps)] == [(Kind.RENAMED, "a")]


def test_two_parents_of_one_name_are_two() -> None:
    parents = [Label("a", "A"), Label("b", "A")]
    steps = told([[*parents, Label("x", "X", "a")], [*parents, Label("x", "X", "b")]])
    assert [c.kind for c in between(steps)] == [Kind.MOVED]


def test_moves_that_were_stored_without_guids_go_by_the_names_of_the_parents() -> None:
    there = LabelChange(Kind.MOVED, "x", "B / X", "A", "B")
    back = LabelChange(Kind.MOVED, "x", "A / X", "B", "A")
    assert between([[there], [back]]) == ()
    assert between([[there]]) == (there,)


def test_a_migration_to_groups_stays_one_even_when_its_group_is_renamed_later() -> None:
    steps = told([BEFORE, migrated(), [*migrated()[1:], Label("new", "Sensitive")]])
    (change,) = between(steps)
    assert (change.kind, change.guid, len(change.parts)) == (Kind.GROUPED, "c", 4)


def test_a_migration_that_came_about_in_two_scans_is_one() -> None:
    group, parent, first, second, other = migrated()
    half = [group, parent, first, BEFORE[2], other]
    assert [c.kind for c in between(told([BEFORE, half, [group, parent, first, second, other]]))] == [
        Kind.GROUPED
    ]
