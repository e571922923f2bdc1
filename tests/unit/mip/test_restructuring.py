from dataclasses import replace

from hypothesis import given

from mip.diff import Kind, LabelChange, compare
from mip.labels import Label
from mip.restructuring import fold, unfold
from tests.unit.mip.test_diff import sets

BEFORE = [
    Label("c", "Confidential", priority=1),
    Label("c1", "All Employees", "c"),
    Label("c2", "Finance", "c"),
    Label("p", "Public"),
]


def migrated(group: str = "new", name: str = "Confidential") -> list[Label]:
    parent, first, second, other = BEFORE
    return [
        Label(group, name),
        replace(parent, parent=group),
        replace(first, parent=group),
        replace(second, parent=group),
        other,
    ]


def test_a_migration_to_label_groups_is_one_change_with_the_same_guids() -> None:
    (change,) = fold(compare(BEFORE, migrated()))
    assert (change.kind, change.guid, change.name) == (
        Kind.GROUPED,
        "c",
        "Confidential / Confidential",
    )
    assert (change.before, change.after, change.after_guid) == (None, "Confidential", "new")
    assert [(part.kind, part.guid) for part in change.parts] == [
        (Kind.ADDED, "new"),
        (Kind.MOVED, "c"),
        (Kind.MOVED, "c1"),
        (Kind.MOVED, "c2"),
    ]


def test_what_else_changed_in_the_migration_is_told_beside_it() -> None:
    after = [replace(label, priority=7) if label.guid == "c" else label for label in migrated()]
    after[3] = replace(after[3], name="Money")
    assert [(c.kind, c.guid) for c in fold(compare(BEFORE, after))] == [
        (Kind.GROUPED, "c"),
        (Kind.RENAMED, "c2"),
        (Kind.PRIORITY, "c"),
    ]


def test_a_former_parent_that_was_renamed_on_the_way_is_still_recognised() -> None:
    after = [replace(label, name="General") if label.guid == "c" else label for label in migrated()]
    assert [c.kind for c in fold(compare(BEFORE, after))] == [Kind.GROUPED, Kind.RENAMED]


def test_a_label_that_moves_below_a_new_one_of_another_name_has_moved() -> None:
    kinds = {c.kind for c in fold(compare(BEFORE, migrated(name="Secret")))}
    assert kinds == {Kind.ADDED, Kind.MOVED}


def test_a_new_parent_of_the_same_name_that_takes_no_sub_labels_is_no_migration() -> None:
    after = [Label("new", "Public"), *BEFORE[:3], replace(BEFORE[3], parent="new")]
    assert [c.kind for c in fold(compare(BEFORE, after))] == [Kind.ADDED, Kind.MOVED]


def test_names_that_hold_the_separator_are_recognised() -> None:
    before = [Label("a", "A / B"), Label("x", "X", "a")]
    after = [Label("n", "A / B"), Label("a", "A / B", "n"), Label("x", "X", "n")]
    assert [c.kind for c in fold(compare(before, after))] == [Kind.GROUPED]


def test_each_parent_has_its_own_group() -> None:
    before = [*BEFORE, Label("s", "Secret"), Label("s1", "Board", "s")]
    after = [*migrated(), Label("new2", "Secret"), Label("s", "Secret", "new2"), Label("s1", "Board", "new2")]
    changes = fold(compare(before, after))
    assert [(c.kind, c.guid) for c in changes] == [(Kind.GROUPED, "c"), (Kind.GROUPED, "s")]


@given(sets, sets)
def test_nothing_is_lost_when_changes_are_put_together(old: list[Label], new: list[Label]) -> None:
    changes = compare(old, new)
    assert unfold(fold(changes)) == changes
    assert fold(fold(changes)) == fold(changes)
    assert all(isinstance(each, LabelChange) for each in fold(changes))


def test_a_label_that_was_its_own_parent_came_along_once() -> None:
    before = [Label("a", "A", "a")]
    changes = compare(before, [Label("n", "A"), Label("a", "A", "n")])
    assert unfold(fold(changes)) == changes
