from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mip.labels import DEEPEST, Branch, Label, digest, path, tree

guids = st.sampled_from([f"g{number}" for number in range(8)])
hostile = st.lists(
    st.builds(
        Label,
        guid=guids,
        name=st.text("ab", max_size=2),
        parent=st.none() | guids | st.just("elsewhere") | st.just(""),
        priority=st.none() | st.integers(-2, 2),
    ),
    max_size=12,
)


def drawn(labels: Sequence[Label]) -> list[tuple[str, int, bool]]:
    return [(branch.label.guid, branch.depth, branch.orphan) for branch in tree(labels)]


def test_parents_come_before_children_each_level_by_priority_then_name() -> None:
    labels = [
        Label("c2", "Zebra", "p1", priority=1),
        Label("p2", "Public", priority=0),
        Label("c1", "apple", "p1", priority=1),
        Label("p1", "Secret", priority=9),
        Label("c0", "No priority", "p1"),
    ]
    assert drawn(labels) == [
        ("p2", 0, False),
        ("p1", 0, False),
        ("c1", 1, False),
        ("c2", 1, False),
        ("c0", 1, False),
    ]


def test_priority_counts_before_the_name() -> None:
    assert [row[0] for row in drawn([Label("a", "A", priority=2), Label("z", "Z", priority=1)])] == ["z", "a"]


def test_priority_zero_comes_before_priority_not_reported() -> None:
    assert drawn([Label("a", "A"), Label("b", "B", priority=0)])[0][0] == "b"


def test_a_label_whose_parent_is_missing_stands_marked_at_the_top_with_its_children() -> None:
    labels = [Label("x", "X", "gone"), Label("y", "Y", "x"), Label("z", "Z")]
    assert drawn(labels) == [("x", 0, True), ("y", 1, False), ("z", 0, False)]


@pytest.mark.parametrize(
    "labels",
    [
        pytest.param([Label("a", "A", "a")], id="its own parent"),
        pytest.param([Label("a", "A", "b"), Label("b", "B", "a")], id="each other's"),
        pytest.param(
            [Label("a", "A", "c"), Label("b", "B", "a"), Label("c", "C", "b")], id="three in a ring"
        ),
    ],
)
def test_a_cycle_is_cut_and_marked(labels: list[Label]) -> None:
    assert drawn(labels) == [(label.guid, 0, True) for label in labels]


def test_what_hangs_from_a_cycle_is_shown_too() -> None:
    labels = [Label("a", "A", "b"), Label("b", "B", "a"), Label("z", "Z", "a"), Label("ok", "0")]
    assert [row[0] for row in drawn(labels)] == ["ok", "a", "b", "z"]


def test_a_tree_five_thousand_deep_is_walked_without_recursion() -> None:
    chain = [Label("g0", "L0"), *(Label(f"g{n}", f"L{n}", f"g{n - 1}") for n in range(1, 5000))]
    assert drawn(chain[::-1]) == [(f"g{n}", n, False) for n in range(5000)]
    assert path(chain[-1], {label.guid: label for label in chain}).count(" / ") == DEEPEST - 1


def test_a_label_reported_twice_is_shown_once() -> None:
    assert drawn([Label("a", "A"), Label("a", "A")]) == [("a", 0, False)]


@given(hostile)
def test_every_label_is_shown_exactly_once_whatever_the_parents_say(labels: list[Label]) -> None:
    branches = list(tree(labels))
    assert sorted(b.label.guid for b in branches) == sorted({label.guid for label in labels})
    above: list[Branch] = []
    for branch in branches:
        del above[branch.depth :]
        assert len(above) == branch.depth
        if branch.depth:
            assert above[-1].label.guid == branch.label.parent
        above.append(branch)


@given(hostile)
def test_a_path_ends_with_the_label_and_never_runs_in_circles(labels: list[Label]) -> None:
    by_guid = {label.guid: label for label in labels}
    for label in by_guid.values():
        steps = path(label, by_guid).split(" / ")
        assert steps[-1] == label.name
        assert len(steps) <= len(by_guid)


def test_a_path_names_the_parents_from_the_top() -> None:
    labels = {"a": Label("a", "Top"), "b": Label("b", "Mid", "a"), "c": Label("c", "Low", "b")}
    assert path(labels["c"], labels) == "Top / Mid / Low"
    assert path(Label("x", "X", "gone"), labels) == "X"


FULL = Label("g", "Name", "p", "desc", "tip", "#fff", 1, True, True, ("file", "email"), {"isDefault": True})


@given(st.permutations([FULL, *(Label(f"g{n}", "L") for n in range(5))]))
def test_the_digest_does_not_depend_on_the_order(labels: list[Label]) -> None:
    assert digest(labels) == digest(sorted(labels, key=lambda label: label.guid))


@pytest.mark.parametrize(
    "other",
    [
        replace(FULL, guid="h"),
        replace(FULL, name="Other"),
        replace(FULL, parent=None),
        replace(FULL, description=None),
        replace(FULL, tooltip=""),
        replace(FULL, color="#000"),
        replace(FULL, priority=2),
        replace(FULL, is_enabled=False),
        replace(FULL, has_protection=None),
        replace(FULL, applicable_to=("file",)),
        replace(FULL, extra={"isDefault": False}),
    ],
)
def test_the_digest_changes_with_every_field(other: Label) -> None:
    assert digest([other]) != digest([FULL])


def test_the_digest_of_no_labels_is_not_empty() -> None:
    assert len(digest([])) == 64
