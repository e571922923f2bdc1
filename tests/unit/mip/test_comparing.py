"""Two label sets side by side: nothing is lost, nothing is told twice, and it does not matter who comes first."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from mip.comparing import Comparison, Difference, Pair, Repeated, compare
from mip.diff import Kind
from mip.labels import Label, path

NAMES = ["A", "a", "\uff21", "B", "A / B", " B ", ""]


def labels(guids: str) -> st.SearchStrategy[list[Label]]:
    row = st.builds(
        Label,
        guid=st.sampled_from([f"{guids}{n}" for n in range(7)]),
        name=st.sampled_from(NAMES),
        parent=st.none() | st.sampled_from([f"{guids}{n}" for n in range(9)]),
        color=st.none() | st.sampled_from(["#000000", "#ffffff"]),
        priority=st.none() | st.integers(0, 2),
        is_enabled=st.none() | st.booleans(),
        applicable_to=st.none() | st.sampled_from([(), ("email",), ("email", "file")]),
        extra=st.sampled_from([{}, {"isAppliable": True}, {"isAppliable": False}, {"isAppliable": "no"}]),
    )
    return st.lists(row, unique_by=lambda label: label.guid)


here, there = labels("a"), labels("b")


def mirrored(told: Comparison) -> Comparison:
    def turned(pair: Pair) -> Pair:
        swapped = tuple(Difference(each.kind, each.second, each.first) for each in pair.differences)
        return Pair(pair.second, pair.first, swapped)

    return Comparison(
        told.only_second,
        told.only_first,
        tuple(map(turned, told.different)),
        tuple(Repeated(each.second, each.first) for each in told.repeated),
        tuple(map(turned, told.same)),
    )


@given(here, there, st.booleans())
def test_who_comes_first_does_not_matter(a: list[Label], b: list[Label], same_source: bool) -> None:
    there_and_back = compare(b, a, same_source=same_source)
    assert mirrored(compare(a, b, same_source=same_source)) == there_and_back


@given(here)
def test_the_same_labels_in_two_tenants_are_no_difference(a: list[Label]) -> None:
    """Every GUID is another one over there."""
    other = [replace(each, guid=f"x{each.guid}", parent=each.parent and f"x{each.parent}") for each in a]
    told = compare(a, other[::-1])
    assert replace(told, same=()) == Comparison()
    assert len(told.same) == len(a)


@given(here, there)
def test_every_label_is_told_exactly_once(a: list[Label], b: list[Label]) -> None:
    told = compare(a, b)
    pairs = [*told.different, *told.same]
    first = [*told.only_first, *(pair.first for pair in pairs), *(p for r in told.repeated for p in r.first)]
    second = [
        *(*told.only_second, *(pair.second for pair in pairs)),
        *(placed for each in told.repeated for placed in each.second),
    ]
    assert sorted(placed.label.guid for placed in first) == sorted(label.guid for label in a)
    assert sorted(placed.label.guid for placed in second) == sorted(label.guid for label in b)
    by_guid = {label.guid: label for label in a}
    assert all(placed.path == path(placed.label, by_guid) for placed in first)


@given(here, there)
def test_what_is_told_to_differ_differs_and_the_rest_does_not(a: list[Label], b: list[Label]) -> None:
    told = compare(a, b)
    for pair in told.different:
        assert {d.kind for d in pair.differences} <= set(Kind)
        assert all(d.first != d.second for d in pair.differences)
    for pair in told.same:
        same = replace(pair.first.label, guid="", parent=None, extra={})
        assert same == replace(pair.second.label, guid="", parent=None, extra={})


def test_the_name_path_decides_whatever_case_width_and_guid() -> None:
    a = [Label("1", "Confidential"), Label("2", "HR", "1"), Label("3", "HR")]
    b = [Label("9", "CONFIDENTIAL"), Label("8", "\uff28\uff32", "9"), Label("7", "Legal")]
    told = compare(a, b)
    assert [placed.path for placed in told.only_first] == ["HR"]
    assert [placed.path for placed in told.only_second] == ["Legal"]
    assert [(p.first.path, p.second.path) for p in told.different] == [
        ("Confidential", "CONFIDENTIAL"),
        ("Confidential / HR", "CONFIDENTIAL / \uff28\uff32"),
    ]
    assert told.kinds == {Kind.RENAMED: 2}


def test_a_sign_of_the_path_within_a_name_is_no_parent() -> None:
    a = [Label("1", "A / B")]
    b = [Label("9", "A"), Label("8", "B", "9")]
    told = compare(a, b)
    assert (len(told.only_first), len(told.only_second), told.different) == (1, 2, ())


def test_each_field_is_told_with_both_values() -> None:
    a = Label("1", "A", None, "d", "t", "#000000", 1, True, True, ("file",), {"isAppliable": True})
    b = Label("9", "a", None, "e", "u", "#ffffff", 2, False, False, (), {"isAppliable": False})
    (pair,) = compare([a], [b]).different
    assert {d.kind: (d.first, d.second) for d in pair.differences} == {
        Kind.RENAMED: ("A", "a"),
        Kind.GROUPED: ("no", "yes"),
        Kind.ENABLED: ("yes", "no"),
        Kind.COLOR: ("#000000", "#ffffff"),
        Kind.PRIORITY: ("1", "2"),
        Kind.TOOLTIP: ("t", "u"),
        Kind.DESCRIPTION: ("d", "e"),
        Kind.PROTECTION: ("yes", "no"),
        Kind.SCOPE: ("file", ""),
    }


def test_what_another_api_does_not_report_is_no_difference() -> None:
    a, b = [Label("1", "A", color="#000000")], [Label("9", "A", priority=1)]
    assert compare(a, b, same_source=False).different == ()
    assert len(compare(a, b).different) == 1


def test_labels_of_one_path_are_told_together_unless_they_are_the_same_on_both_sides() -> None:
    a = [Label("1", "A", color="#000000"), Label("2", "A", color="#ffffff")]
    same = [Label("8", "a", color="#ffffff"), Label("9", "A", color="#000000")]
    told = compare(a, [Label("9", "A", color="#000000")])
    assert [(len(each.first), len(each.second)) for each in told.repeated] == [(2, 1)]
    assert len(compare(a, same).repeated) == 1
    assert len(compare(a, [replace(same[0], name="A"), same[1]]).same) == 2
    assert len(compare(a, []).only_first) == 2


def test_a_circle_of_parents_ends() -> None:
    a = [Label("1", "A", "2"), Label("2", "B", "1")]
    b = [Label("8", "A", "9"), Label("9", "B", "8")]
    assert len(compare(a, b).same) == 2
