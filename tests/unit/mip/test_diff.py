from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mip.diff import Kind, LabelChange, compare
from mip.labels import Label

LABEL = Label("g", "Name", None, "desc", "tip", "#111", 1, True, False, ("file",))

sets = st.dictionaries(
    st.sampled_from([f"g{number}" for number in range(6)]),
    st.tuples(
        st.text("ab", min_size=1, max_size=2),
        st.none() | st.sampled_from(["g0", "g1", "g5"]),
        st.none() | st.sampled_from(["#000", "#fff"]),
        st.none() | st.integers(0, 2),
        st.none() | st.booleans(),
        st.none() | st.lists(st.sampled_from(["file", "email"]), unique=True).map(tuple),
    ),
).map(
    lambda rows: [
        Label(guid, n, p, None, None, c, o, e, None, a) for guid, (n, p, c, o, e, a) in rows.items()
    ]
)


@given(sets)
def test_a_set_compared_with_itself_is_no_change(labels: list[Label]) -> None:
    assert compare(labels, labels) == ()
    assert compare(labels, labels[::-1]) == ()


def applied(old: list[Label], new: list[Label], changes: tuple[LabelChange, ...]) -> set[str]:
    """The GUIDs that a reader of the changes would believe in."""
    gone = {c.guid for c in changes if c.kind is Kind.REMOVED}
    come = {c.guid for c in changes if c.kind in {Kind.ADDED, Kind.RETURNED}}
    return {label.guid for label in old} - gone | come


@given(sets, sets)
def test_applying_the_changes_to_the_old_set_gives_the_new_one(old: list[Label], new: list[Label]) -> None:
    changes = compare(old, new)
    assert applied(old, new, changes) == {label.guid for label in new}
    told = {(c.guid, c.kind): c for c in changes}
    before = {label.guid: label for label in old}
    for label in new:
        if label.guid not in before:
            continue
        was = before[label.guid]
        renamed = told.get((label.guid, Kind.RENAMED))
        assert (renamed.after if renamed else was.name) == label.name
        color = told.get((label.guid, Kind.COLOR))
        assert (color.after if color else was.color) == label.color
        assert ((label.guid, Kind.MOVED) in told) == (was.parent != label.parent)
        assert ((label.guid, Kind.PRIORITY) in told) == (was.priority != label.priority)


@given(sets, sets)
def test_no_label_both_comes_and_goes_and_each_change_is_told_once(
    old: list[Label], new: list[Label]
) -> None:
    changes = compare(old, new)
    assert len({(c.guid, c.kind) for c in changes}) == len(changes)
    staying = {label.guid for label in old} & {label.guid for label in new}
    comings = {Kind.ADDED, Kind.REMOVED, Kind.RETURNED}
    assert not [c for c in changes if c.guid in staying and c.kind in comings]


@given(sets, sets)
def test_the_way_back_loses_what_the_way_there_gained(old: list[Label], new: list[Label]) -> None:
    there, back = compare(old, new), compare(new, old)
    assert {c.guid for c in there if c.kind is Kind.ADDED} == {c.guid for c in back if c.kind is Kind.REMOVED}


def test_a_guid_with_another_name_is_a_rename() -> None:
    assert compare([LABEL], [replace(LABEL, name="New")]) == (
        LabelChange(Kind.RENAMED, "g", "New", "Name", "New"),
    )


def test_another_guid_with_the_same_name_is_another_label() -> None:
    changes = compare([LABEL], [replace(LABEL, guid="h")])
    assert [(c.kind, c.guid) for c in changes] == [(Kind.ADDED, "h"), (Kind.REMOVED, "g")]


def test_a_move_names_both_parents_by_their_paths() -> None:
    old = [Label("a", "A"), Label("b", "B", "a"), Label("c", "C"), Label("x", "X", "b")]
    new = [*old[:3], Label("x", "X", "c")]
    assert compare(old, new) == (LabelChange(Kind.MOVED, "x", "C / X", "A / B", "C", "b", "c"),)


@pytest.mark.parametrize(("was", "is_"), [(None, "a"), ("a", None), ("gone", "a")])
def test_a_move_from_or_to_the_top_has_no_parent_there(was: str | None, is_: str | None) -> None:
    old, new = Label("x", "X", was), Label("x", "X", is_)
    (change,) = compare([Label("a", "A"), old], [Label("a", "A"), new])
    assert (change.before, change.after) == ("A" if was == "a" else None, "A" if is_ == "a" else None)


def test_a_priority_swap_is_two_changes_of_priority() -> None:
    old = [Label("a", "A", priority=1), Label("b", "B", priority=2)]
    new = [Label("a", "A", priority=2), Label("b", "B", priority=1)]
    assert [(c.kind, c.name, c.before, c.after) for c in compare(old, new)] == [
        (Kind.PRIORITY, "A", "1", "2"),
        (Kind.PRIORITY, "B", "2", "1"),
    ]


@pytest.mark.parametrize(
    ("other", "kind", "before", "after"),
    [
        (replace(LABEL, color=None), Kind.COLOR, "#111", None),
        (replace(LABEL, priority=None), Kind.PRIORITY, "1", None),
        (replace(LABEL, tooltip="new"), Kind.TOOLTIP, "tip", "new"),
        (replace(LABEL, description=""), Kind.DESCRIPTION, "desc", ""),
        (replace(LABEL, has_protection=True), Kind.PROTECTION, "no", "yes"),
        (replace(LABEL, applicable_to=("file", "email")), Kind.SCOPE, "file", "file, email"),
        (replace(LABEL, is_enabled=False), Kind.DISABLED, "yes", "no"),
    ],
)
def test_each_field_has_its_own_kind_of_change(
    other: Label, kind: Kind, before: str | None, after: str | None
) -> None:
    assert compare([LABEL], [other]) == (LabelChange(kind, "g", "Name", before, after),)


def test_a_label_switched_on_again_is_enabled() -> None:
    (change,) = compare([replace(LABEL, is_enabled=False)], [LABEL])
    assert (change.kind, change.before, change.after) == (Kind.ENABLED, "no", "yes")


def test_a_label_that_was_gone_returns_instead_of_being_added() -> None:
    new = [Label("a", "A"), Label("b", "B")]
    assert [(c.kind, c.guid) for c in compare([], new, [Label("b", "B")])] == [
        (Kind.ADDED, "a"),
        (Kind.RETURNED, "b"),
    ]


def test_a_label_that_returns_another_than_it_was_tells_both() -> None:
    was = replace(LABEL, name="Old", parent="p")
    changes = compare([], [LABEL], [was, Label("p", "Parent")])
    assert [(c.kind, c.before, c.after) for c in changes] == [
        (Kind.RETURNED, None, None),
        (Kind.RENAMED, "Old", "Name"),
        (Kind.MOVED, "Parent", None),
    ]


def test_a_label_that_is_gone_is_named_by_its_last_path() -> None:
    old = [Label("a", "A"), Label("b", "B", "a")]
    assert compare(old, [Label("a", "Renamed")])[0] == LabelChange(Kind.REMOVED, "b", "A / B")


def test_changes_are_told_by_kind_then_name() -> None:
    old = [Label("r", "R"), Label("z", "Z"), Label("y", "Y")]
    new = [Label("z", "Z2"), Label("y", "Y2"), Label("n", "N")]
    assert [(c.kind, c.name) for c in compare(old, new)] == [
        (Kind.ADDED, "N"),
        (Kind.REMOVED, "R"),
        (Kind.RENAMED, "Y2"),
        (Kind.RENAMED, "Z2"),
    ]


def test_a_field_that_another_api_version_does_not_report_is_no_change() -> None:
    told = Label("g1", "General", color="#ff0000", priority=1)
    silent = Label("g1", "General")
    assert {change.kind for change in compare([told], [silent])} == {Kind.COLOR, Kind.PRIORITY}
    assert compare([told], [silent], same_source=False) == ()
    assert compare([silent], [told], same_source=False) == ()
    (renamed,) = compare([told], [Label("g1", "Other")], same_source=False)
    assert renamed.kind is Kind.RENAMED
