import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mip.errors import NotFound
from mip.names import read_name
from mip.two_accounts import NotTwo, find_two

NAMES = {"1": "Contoso", "2": "Contoso Prod", "3": "Fabrikam Test", "4": "Prod Test"}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ('"Contoso Prod" "Fabrikam Test"', ("2", "3")),
        ("\u201cContoso Prod\u201d \u201cFabrikam Test\u201d", ("2", "3")),
        ("Contoso Prod Fabrikam Test", ("2", "3")),
        ("contoso   FABRIKAM test", ("1", "3")),
        ('"Contoso" Fabrikam Test', ("1", "3")),
        ('Fabrikam Test "contoso prod"', ("3", "2")),
        ("Contoso Prod and Fabrikam Test", ("2", "3")),
        ('"Contoso Prod" with "Prod Test"', ("2", "4")),
        ("Fabrikam Test vs. Contoso", ("3", "1")),
        ("Contoso Prod Test", ("1", "4")),
        ("Contoso Contoso Prod", ("1", "2")),
        ("Contoso Contoso", ("1", "1")),
        ('"Fabrikam Test" "Contoso" today', ("3", "1")),
    ],
)
def test_two_names_are_found_with_quotes_or_without(typed: str, meant: tuple[str, str]) -> None:
    assert find_two(typed, NAMES) == meant


def test_words_that_can_be_read_in_two_ways_are_asked_about() -> None:
    names = {"1": "A", "2": "A B", "3": "B C", "4": "C"}
    with pytest.raises(NotTwo) as no:
        find_two("A B C", names)
    assert set(no.value.readings) == {("2", "4"), ("1", "3")}
    assert find_two('"A B" C', names) == ("2", "4")
    assert find_two('A "B C"', names) == ("1", "3")


@pytest.mark.parametrize(
    ("typed", "name", "nearest"),
    [
        ('"Contoso Prod" "Fabricam Test"', "Fabricam Test", "Fabrikam Test"),
        ("Contoso Prod Fabricam Test", "Fabricam Test", "Fabrikam Test"),
        ("Contoso Prod with Fabricam Test", "Fabricam Test", "Fabrikam Test"),
        ('"Fabricam Test" "Contoso Prod"', "Fabricam Test", "Fabrikam Test"),
        ("Fabricam Test Contoso", "Fabricam Test", "Fabrikam Test"),
        ("Fabricam Test and Contoso", "Fabricam Test", "Fabrikam Test"),
        ('"Contoso Prod" "Contoso Prd"', "Contoso Prd", "Contoso"),
        ("zzz", "zzz", None),
    ],
)
def test_the_name_that_is_unknown_is_told_with_the_nearest(
    typed: str, name: str, nearest: str | None
) -> None:
    with pytest.raises(NotFound) as no:
        find_two(typed, NAMES)
    assert (no.value.name, no.value.nearest) == (name, nearest)


@pytest.mark.parametrize(("typed", "first"), [("", ""), ("Contoso Prod", "2"), ('"Contoso"', "1")])
def test_a_missing_name_is_asked_for(typed: str, first: str) -> None:
    with pytest.raises(NotTwo) as no:
        find_two(typed, NAMES)
    assert (no.value.first, no.value.readings) == (first, ())


@pytest.mark.parametrize("typed", ["", "Alpha"])
def test_where_there_is_one_account_there_is_nothing_to_compare_with(typed: str) -> None:
    with pytest.raises(NotTwo) as no:
        find_two(typed, {"1": "Alpha"})
    assert no.value.first == "1"


@pytest.mark.parametrize(("typed", "meant"), [("", ("1", "2")), ("beta", ("2", "1")), ("Alpha", ("1", "2"))])
def test_where_there_are_two_they_may_be_left_out(typed: str, meant: tuple[str, str]) -> None:
    assert find_two(typed, {"2": "Beta", "1": "Alpha"}) == meant


def test_without_accounts_there_is_none() -> None:
    with pytest.raises(NotFound) as no:
        find_two("", {})
    assert no.value.none_yet


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=20), min_size=2, max_size=2))
def test_every_two_names_that_can_be_given_can_be_typed(texts: list[str]) -> None:
    try:
        first, second = (read_name(text) for text in texts)
    except ValueError:
        assume(False)
    assume(first.skeleton != second.skeleton)
    names = {"1": first.shown, "2": second.shown, "3": "\u4ed6\u4eba\u7684"}
    try:
        readings: tuple[tuple[str, str], ...] = (find_two(f"{first.shown} {second.shown}", names),)
    except NotTwo as no:
        readings = no.readings
    assert ("1", "2") in readings
