import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mip.commands import Command, Group, Verb, find_account, is_unquoted, means_all, parse
from mip.errors import NotFound
from mip.names import read_name
from mip.people import Right

NAMES = {"1": "Contoso", "2": "Contoso EU", "3": "Contoso EU West", "4": "Fabrikam"}


@pytest.mark.parametrize("text", ["", "   ", "help", "HELP", " help "])
def test_nothing_and_help_ask_for_the_help(text: str) -> None:
    assert parse(text).verb is Verb.HELP


@pytest.mark.parametrize("verb", Verb)
def test_every_verb_is_read_in_any_case(verb: Verb) -> None:
    read = parse(f" {verb.value.upper()}   Contoso  EU ")
    assert (read.verb, read.rest, read.nearest) == (verb, "Contoso  EU", None)


@pytest.mark.parametrize("text", ["show\tContoso", "show\nContoso", "show\u00a0Contoso"])
def test_any_white_space_parts_the_verb_from_the_rest(text: str) -> None:
    assert parse(text) == Command(Verb.SHOW, "Contoso", "show")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *[("lables", Verb.LABELS), ("SHWO", Verb.SHOW), ("xyzzy", None), ("\x00", None)],
        # What other programs call it, also misspelt.
        *[("delete", Verb.REMOVE), ("Held", Verb.STATUS), ("dowload", Verb.EXPORT), ("sync", Verb.SCAN)],
    ],
)
def test_an_unknown_verb_names_the_one_that_may_have_been_meant(typed: str, meant: Verb | None) -> None:
    read = parse(f"{typed} Contoso")
    assert (read.verb, read.typed, read.nearest) == (None, typed, meant)


def test_a_long_unknown_word_is_not_echoed_whole() -> None:
    assert parse("x" * 4000).typed == "x" * 40


def test_verbs_that_change_something_ask_for_the_right_to() -> None:
    reading = {verb for verb in Verb if verb.right is Right.READ}
    assert reading == {
        *(Verb.LIST, Verb.SHOW, Verb.LABELS, Verb.LABEL, Verb.DIFF, Verb.HISTORY, Verb.EXPORT),
        Verb.COMPARE,
        *(Verb.SUBSCRIPTIONS, Verb.WATCH, Verb.STATUS, Verb.HELP),
    }


def test_every_verb_stands_in_the_help() -> None:
    assert {verb.group for verb in Verb} == set(Group)
    assert all(verb.does for verb in Verb)


def test_the_only_account_may_be_left_out() -> None:
    assert find_account("", {"1": "Contoso"}) == ("1", "")


def test_the_only_account_may_be_left_out_before_what_is_no_name() -> None:
    only = {"1": "Contoso"}
    assert find_account("public", only, is_unquoted) == ("1", "public")
    assert find_account("contoso public", only, is_unquoted) == ("1", "public")
    assert find_account("7d", only, str.isalnum) == ("1", "7d")
    with pytest.raises(NotFound):
        find_account("public", only)
    with pytest.raises(NotFound):
        find_account('"public"', only, is_unquoted)


def test_among_many_accounts_what_is_no_name_is_a_name_that_is_unknown() -> None:
    with pytest.raises(NotFound) as no:
        find_account("Contosso public", NAMES, is_unquoted)
    assert (no.value.name, no.value.nearest) == ("Contosso public", "Contoso EU")


@pytest.mark.parametrize("names", [{}, {"1": "Contoso", "2": "Fabrikam"}])
def test_an_account_left_out_is_not_guessed(names: dict[str, str]) -> None:
    with pytest.raises(NotFound) as no:
        find_account("", names)
    assert (no.value.name, no.value.nearest, no.value.none_yet) == ("", None, not names)


@pytest.mark.parametrize(
    ("typed", "account", "words"),
    [
        ("contoso", "1", ""),
        ("CONTOSO now", "1", "now"),
        ("Contoso EU", "2", ""),
        ("contoso  eu west", "3", ""),
        ("Contoso EU West now", "3", "now"),
        ("Contoso EU East", "2", "East"),
        ("Contoso Europe", "1", "Europe"),
        ("\uff23ontoso", "1", ""),
        ('"Contoso" EU', "1", "EU"),
        ('"contoso eu"', "2", ""),
        ("'Contoso' 'EU West'", "1", "'EU West'"),
        ("\u201cContoso\u201d \u201cEU West\u201d", "1", "\u201cEU West\u201d"),
        ("\u201eContoso EU\u201c \u201eWest\u201c", "2", "\u201eWest\u201c"),
        ("\u201cContoso EU\u201c West", "2", "West"),
        ('"Contoso EU', "2", ""),
    ],
)
def test_the_longest_name_that_begins_the_arguments_counts_unless_quoted(
    typed: str, account: str, words: str
) -> None:
    assert find_account(typed, NAMES) == (account, words)


@pytest.mark.parametrize(
    "name", ["'s-Hertogenbosch", '"A" team', "Peter\u00b4s GmbH", "\u00bd Contoso", "50 \u00b0"]
)
def test_a_name_with_quotes_or_signs_is_found_as_it_is_shown(name: str) -> None:
    assert find_account(f"{name} now", {"1": name, "2": "Other"}) == ("1", "now")


@pytest.mark.parametrize(
    ("typed", "name", "nearest"),
    [
        ("Contosso", "Contosso", "Contoso"),
        ("FABRICAM", "FABRICAM", "Fabrikam"),
        ('"Contozo EU" x', "Contozo EU", "Contoso EU"),
        ("zzz", "zzz", None),
        ('"', "", None),
        ('""', "", None),
    ],
)
def test_an_unknown_account_names_the_nearest(typed: str, name: str, nearest: str | None) -> None:
    with pytest.raises(NotFound) as no:
        find_account(typed, NAMES)
    assert (no.value.name, no.value.nearest) == (name, nearest)


@pytest.mark.parametrize("word", ["Contosoft", "Conto"])
def test_half_a_word_is_no_name(word: str) -> None:
    with pytest.raises(NotFound):
        find_account(word, NAMES)


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=30), st.sampled_from(["", "now", "a b"]))
def test_every_name_that_can_be_given_can_be_typed(text: str, words: str) -> None:
    try:
        name = read_name(text).shown
    except ValueError:
        assume(False)
    names = {"other": "\u4ed6\u4eba\u7684", "this": name}
    assert find_account(f"{name} {words}".strip(), names) == ("this", words)


@pytest.mark.parametrize("typed", ["all", "ALL", "All"])
def test_all_means_all_accounts(typed: str) -> None:
    assert means_all(typed)


@pytest.mark.parametrize("typed", ["", '"all"', "all hands", "allianz", "Contoso all"])
def test_what_only_looks_like_all_is_a_name(typed: str) -> None:
    assert not means_all(typed)
