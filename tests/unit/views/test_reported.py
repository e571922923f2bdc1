"""Whatever else Microsoft reports of a label, as lines a person can read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.views.strategies import HOSTILE
from views.reported import ROOM, lines

EXTRA = {
    "isAppliable": False,
    "autoTooltip": "",
    "contentFormats": ["file", "email"],
    "rights": [{"value": "VIEW", "users": ["a@b.example", "c@d.example"]}, {"value": "EDIT"}],
    "owner": {"id": 7, "mail": None},
    "nothing": [],
}


def test_each_name_has_a_line_and_what_has_parts_is_short() -> None:
    assert lines(EXTRA).splitlines() == [
        "\u2022 autoTooltip: empty",
        "\u2022 contentFormats: file, email",
        "\u2022 isAppliable: no",
        "\u2022 nothing: empty",
        "\u2022 owner: id 7, mail not reported",
        "\u2022 rights: (users (a@b.example, c@d.example), value VIEW), (value EDIT)",
    ]


@pytest.mark.parametrize("extra", [{"long": "x" * 300}, {f"n{n}": n for n in range(40)}])
def test_what_does_not_fit_says_where_all_of_it_is(extra: dict[str, object]) -> None:
    assert lines(extra).endswith("`/mip export ACCOUNT json` has all of it.")


@pytest.mark.parametrize("text", HOSTILE)
def test_no_name_or_value_is_more_than_text(text: str) -> None:
    drawn = lines({text: text, "deep": [{text: [text]}]})
    assert "<!" not in drawn
    assert "<@" not in drawn
    assert "<http" not in drawn


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=200),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=40), inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(st.text(max_size=400) | st.just("&" * 400), values, min_size=1, max_size=40))
def test_any_value_fits(extra: dict[str, object]) -> None:
    drawn = lines(extra)
    assert drawn.strip()
    assert len(drawn) <= ROOM + 100
