import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microsoft.answers import Unusable, read_object
from microsoft.limits import Limits
from microsoft.pages import Catalogue
from mip.labels import Label, digest, tree
from mip.reasons import Reason

GENERAL = "4e4234dd-377b-42a3-935b-0e42f138fa23"
CHILD = "b7a21bba-8197-491f-a5d6-0d0f955397ba"
PUBLIC = "285ccb20-8260-4b1a-9e08-b5e051ffc848"
STAFF = "a20cbae4-0c05-448c-b342-cb6c618d0957"
SECRET = "8cf764ac-ef2b-4787-8ccd-0a8a65e7bafa"

V1_ITEM: dict[str, Any] = {
    "id": GENERAL,
    "name": "General",
    "description": "General data, not for public use.",
    "color": "#00AAFF",
    "priority": 10,
    "toolTip": "Apply this label to general non-public data.",
    "isEnabled": True,
    "isEndpointProtectionEnabled": True,
    "autoTooltip": "",
    "actionSource": "manual",
    "applicableTo": "email,teamwork,file",
    "sublabels": [],
}
BETA_PARENT: dict[str, Any] = {
    "id": SECRET,
    "name": "Contoso Confidential",
    "description": "",
    "color": "",
    "sensitivity": 4,
    "tooltip": "Confidential",
    "isActive": False,
    "isAppliable": False,
    "contentFormats": ["file", "email"],
    "hasProtection": False,
}


def read(*pages: Sequence[Any], limits: Limits | None = None) -> tuple[Label, ...]:
    catalogue = Catalogue(limits or Limits())
    for items in pages:
        catalogue.add({"value": list(items)})
    return catalogue.labels()


def test_the_documented_v1_item() -> None:
    (label,) = read([V1_ITEM])
    assert label == Label(
        guid=GENERAL,
        name="General",
        description="General data, not for public use.",
        tooltip="Apply this label to general non-public data.",
        color="#00aaff",
        priority=10,
        is_enabled=True,
        applicable_to=("email", "file", "teamwork"),
        extra={"isEndpointProtectionEnabled": True, "autoTooltip": "", "actionSource": "manual"},
    )


def test_the_documented_beta_item_names_its_parent() -> None:
    child = {**BETA_PARENT, "id": STAFF, "name": "Full Time Employees", "parent": BETA_PARENT}
    parent, staff = read([BETA_PARENT, {**child, "isActive": True, "isAppliable": True}])
    assert (parent.parent, staff.parent) == (None, SECRET)
    assert (staff.priority, staff.is_enabled, staff.has_protection) == (4, True, False)
    assert staff.applicable_to == ("email", "file")
    assert (staff.color, staff.tooltip, staff.extra) == (None, "Confidential", {"isAppliable": True})


def test_sublabels_stand_under_their_parent() -> None:
    labels = read([{**V1_ITEM, "sublabels": [{"id": CHILD, "name": "EU"}]}, {"id": PUBLIC, "name": "Public"}])
    assert [(label.guid, label.parent) for label in labels] == [
        (GENERAL, None),
        (CHILD, GENERAL),
        (PUBLIC, None),
    ]


def test_only_the_id_is_needed() -> None:
    assert read([{"id": GENERAL.upper()}]) == (Label(GENERAL, GENERAL),)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"displayName": "Shown", "name": "inner"}, "Shown"),
        ({"displayName": None, "name": "inner"}, "inner"),
        ({"displayName": "  ", "name": "inner"}, "inner"),
        ({"displayName": "", "name": None}, GENERAL),
        ({"name": 5}, GENERAL),
        ({"name": "n" * 600}, "n" * 512),
        ({"name": "a\x00b\ud800c"}, "ab?c"),
    ],
)
def test_the_name_is_the_first_that_can_be_shown(fields: dict[str, Any], name: str) -> None:
    assert read([{"id": GENERAL, **fields}])[0].name == name


@pytest.mark.parametrize("color", ["red", "", "#12345", "#1234567", "#00000g", 5, None, "url(x)"])
def test_a_color_that_is_none_is_not_reported(color: Any) -> None:
    assert read([{"id": GENERAL, "color": color}])[0].color is None


@pytest.mark.parametrize(
    ("value", "priority"), [(10.0, 10), (True, None), ("3", None), (1.5, None), (2**40, None), (-1, -1)]
)
def test_a_priority_is_a_whole_number(value: Any, priority: int | None) -> None:
    assert read([{"id": GENERAL, "priority": value}])[0].priority == priority


def test_texts_are_clipped() -> None:
    (label,) = read([{"id": GENERAL, "description": "d" * 4000, "toolTip": "t" * 4000}])
    assert (len(label.description or ""), len(label.tooltip or "")) == (3000, 3000)


def test_the_order_of_flags_is_no_change() -> None:
    one, other = ({"id": GENERAL, "applicableTo": flags} for flags in ("email, file", "file,email"))
    assert read([one]) == read([other])


def test_unknown_fields_are_kept_as_they_came() -> None:
    new = {"answer": [1, {"deep": "x"}], "big": 10**30, "@odata.type": "#x", "gone": None}
    assert read([{"id": GENERAL, **new}])[0].extra == {"answer": [1, {"deep": "x"}], "big": str(10**30)}


def test_an_unknown_field_without_bottom_is_refused() -> None:
    deep: Any = "x"
    for _ in range(200):
        deep = [deep]
    with pytest.raises(Unusable):
        read([{"id": GENERAL, "future": deep}])


BAD: list[Any] = [
    1,
    None,
    "x",
    [],
    {},
    {"id": None},
    {"id": 5},
    {"id": ""},
    {"id": " "},
    {"id": "a\nb"},
    {"id": "i" * 200},
]
ODD_TREES = [
    {"id": GENERAL, "sublabels": "x"},
    {"id": GENERAL, "sublabels": {"id": CHILD}},
    {"id": GENERAL, "sublabels": [None]},
    {"id": GENERAL, "parent": "x"},
    {"id": GENERAL, "parent": {"name": "no id"}},
]


@pytest.mark.parametrize("bad", [*BAD, *ODD_TREES])
def test_one_bad_item_refuses_the_whole_read(bad: Any) -> None:
    catalogue = Catalogue(Limits())
    with pytest.raises(Unusable) as caught:
        catalogue.add({"value": [{"id": PUBLIC}, bad]})
    assert "value[1]" in caught.value.detail


@pytest.mark.parametrize(
    "page", [{}, {"value": None}, {"value": "x"}, {"value": {}}, {"values": []}, {"value": 0}]
)
def test_a_page_without_a_list_is_refused(page: dict[str, Any]) -> None:
    with pytest.raises(Unusable):
        Catalogue(Limits()).add(page)


def test_the_same_label_on_two_pages_counts_once() -> None:
    assert len(read([V1_ITEM], [V1_ITEM])) == 1


def test_one_label_with_two_names_is_refused() -> None:
    with pytest.raises(Unusable):
        read([V1_ITEM], [{**V1_ITEM, "name": "Other"}])


@pytest.mark.parametrize("order", [1, -1])
def test_a_child_listed_inline_and_at_the_top_counts_once_under_its_parent(order: int) -> None:
    child = {"id": CHILD, "name": "EU", "locale": "en"}
    labels = read([{**V1_ITEM, "sublabels": [child]}, {**child, "isScopedToUser": False}][::order])
    assert {label.guid: label.parent for label in labels} == {GENERAL: None, CHILD: GENERAL}


def test_a_label_with_two_parents_is_refused() -> None:
    child = [{"id": CHILD}]
    with pytest.raises(Unusable):
        read([{"id": GENERAL, "sublabels": child}, {"id": PUBLIC, "sublabels": child}])


def test_a_missing_parent_is_still_named() -> None:
    (label,) = read([{"id": CHILD, "parent": {"id": SECRET}}])
    assert label.parent == SECRET


def test_a_circle_is_cut_the_same_way_in_whatever_order_it_comes() -> None:
    items = [
        {"id": STAFF, "parent": {"id": PUBLIC}},
        {"id": PUBLIC, "parent": {"id": SECRET}},
        {"id": SECRET, "parent": {"id": STAFF}},
        {"id": CHILD, "parent": {"id": STAFF}},
        {"id": GENERAL, "parent": {"id": GENERAL}},
    ]
    parents = {PUBLIC: None, SECRET: STAFF, STAFF: PUBLIC, CHILD: STAFF, GENERAL: None}
    for shift in range(len(items)):
        labels = read(items[shift:] + items[:shift])
        assert {label.guid: label.parent for label in labels} == parents
        assert not any(branch.orphan for branch in tree(labels))


def test_fifty_levels_are_walked_without_recursion() -> None:
    item: dict[str, Any] = {"id": "leaf"}
    for level in range(49):
        item = {"id": f"level{level}", "sublabels": [item]}
    labels = read([item])
    assert max(branch.depth for branch in tree(labels)) == 49
    assert digest(labels)


def test_too_many_labels_are_refused_by_name() -> None:
    many = [{"id": str(n)} for n in range(11)]
    assert len(read(many[:10], limits=Limits(labels=10))) == 10
    with pytest.raises(Unusable) as caught:
        read(many, limits=Limits(labels=10))
    assert caught.value.reason is Reason.TOO_MANY_LABELS


def test_too_many_pages_are_refused() -> None:
    with pytest.raises(Unusable):
        read([], [], [], limits=Limits(pages=2))


# What the published OpenAPI description allows for a label; everything may be null and may be missing.
WORDS = st.none() | st.text(max_size=30)
SHAPE: dict[str, st.SearchStrategy[Any]] = {
    "actionSource": st.sampled_from(
        ["manual", "automatic", "recommended", "none", "unknownFutureValue", None]
    ),
    "hasProtection": st.none() | st.booleans(),
    "isDefault": st.none() | st.booleans(),
    "isEndpointProtectionEnabled": st.none() | st.booleans(),
    "isScopedToUser": st.none() | st.booleans(),
    "isEnabled": st.none() | st.booleans(),
    "priority": st.none() | st.integers(-(2**31), 2**31 - 1) | st.floats(-1e9, 1e9, allow_nan=False),
    "rights": st.none() | st.fixed_dictionaries({}, optional={"value": st.sampled_from(["edit", "view"])}),
    "@odata.type": st.just("#microsoft.graph.sensitivityLabel"),
    **dict.fromkeys(
        ("autoTooltip", "description", "displayName", "locale", "name", "toolTip", "color"), WORDS
    ),
}
ONE = st.fixed_dictionaries({"id": st.uuids().map(str)}, optional=SHAPE)
TREES = st.recursive(
    ONE, lambda inner: st.builds(lambda it, sub: {**it, "sublabels": sub}, ONE, st.lists(inner, max_size=3))
)


@settings(max_examples=60, deadline=None)
@given(st.lists(TREES, max_size=4))
def test_whatever_the_schema_allows_is_read_whole(items: list[dict[str, Any]]) -> None:
    sent = json.dumps(items).encode()
    labels = read(read_object(b'{"value": ' + sent + b"}")["value"])
    assert len(labels) == sent.count(b'"id": ')
    assert all(label.name and label.guid for label in labels)
    assert len(list(tree(labels))) == len(labels)
    assert digest(labels) == digest(read(json.loads(sent)))


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "name", "sublabels", "parent", "priority", "applicableTo", "color", "x"]),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)


@settings(deadline=None)
@given(st.lists(JUNK, max_size=4))
def test_no_page_raises_anything_but_unusable(items: list[Any]) -> None:
    try:
        labels = read(items)
    except Unusable:
        return
    assert digest(labels)
