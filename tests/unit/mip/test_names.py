import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mip.names import MAX_GRAPHEMES, graphemes, read_name, skeleton

EMPTY = "Give the account a name."
CONTROL = "The name has invisible or control characters. Type it again."
LONG = "The name is too long: at most 60 characters."
ACCENTS = "The name has too many accents on one letter."
ALPHABETS = "The name mixes alphabets. Use one."
RESERVED = "That word has a meaning in commands. Choose another name."

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"

accepted = st.text(st.characters(codec="utf-8"), min_size=1, max_size=70)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        pytest.param("", EMPTY, id="empty"),
        pytest.param("   ", EMPTY, id="spaces"),
        pytest.param("\u00a0\u3000", EMPTY, id="other spaces"),
        pytest.param("\ufe0f", EMPTY, id="only a variation selector"),
        pytest.param("\u3164", EMPTY, id="only a Hangul filler"),
        pytest.param("\u2800", EMPTY, id="only a blank Braille cell"),
        pytest.param("a" * 61, LONG, id="61 letters"),
        pytest.param("a" * 240, LONG, id="240 bytes of letters"),
        pytest.param("a" * 10_000, LONG, id="10,000 letters"),
        pytest.param(FAMILY * 10, LONG, id="few graphemes of very many bytes"),
        pytest.param("C\u043entoso", ALPHABETS, id="Cyrillic o among Latin"),
        pytest.param("Cont\u03bfso", ALPHABETS, id="Greek omicron among Latin"),
        pytest.param("\uff23\u043e", ALPHABETS, id="Cyrillic beside fullwidth Latin"),
        pytest.param("Con\u200btoso", CONTROL, id="zero-width space"),
        pytest.param("Con\u00adtoso", CONTROL, id="soft hyphen"),
        pytest.param("Con\u202etoso", CONTROL, id="right-to-left override"),
        pytest.param("Con\u200dtoso", CONTROL, id="joiner between letters"),
        pytest.param("\U0001f468\u200d", CONTROL, id="joiner that joins nothing"),
        pytest.param("\u200d\U0001f468", CONTROL, id="joiner before an emoji"),
        pytest.param("Con\ud800toso", CONTROL, id="lone surrogate"),
        pytest.param("Con\x00toso", CONTROL, id="NUL"),
        pytest.param("Contoso\x00", CONTROL, id="NUL at the end"),
        pytest.param("Con\ttoso", CONTROL, id="TAB"),
        pytest.param("Con\ntoso", CONTROL, id="newline"),
        pytest.param("Con\ue000toso", CONTROL, id="private use"),
        pytest.param("Con\u0378toso", CONTROL, id="unassigned"),
        pytest.param("a" + "\u0301" * 200, LONG, id="200 accents"),
        pytest.param("a" + "\u0301" * 4, ACCENTS, id="four accents"),
        pytest.param("a" + "\u20dd" * 4, ACCENTS, id="four circles around a letter"),
        pytest.param("all", RESERVED, id="all"),
        pytest.param("HELP", RESERVED, id="help in capitals"),
        pytest.param("\uff41ll", RESERVED, id="all with a fullwidth letter"),
        pytest.param("--force", RESERVED, id="an option"),
        pytest.param("\uff0d\uff0dforce", RESERVED, id="a fullwidth option"),
    ],
)
def test_refuses_with_the_sentence_for_the_field(typed: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        read_name(typed)


@pytest.mark.parametrize(
    ("typed", "shown", "compared"),
    [
        pytest.param(FAMILY, FAMILY, FAMILY.replace("\u200d", ""), id="one emoji family"),
        pytest.param("\u2764\ufe0f\u200d\U0001f525", None, "\u2764\U0001f525", id="heart on fire"),
        pytest.param("a" * 60, None, "a" * 60, id="60 letters"),
        pytest.param("\U0001f600" * 60, None, "\U0001f600" * 60, id="60 emoji of four bytes"),
        pytest.param("a" + "\u0323\u0301\u0302", "\u1ea1\u0301\u0302", None, id="three accents"),
        pytest.param("\u041a\u043e\u043d\u0442\u043e\u0441\u043e", None, None, id="all Cyrillic"),
        pytest.param("\u0391\u03b8\u03ae\u03bd\u03b1", None, None, id="all Greek"),
        pytest.param("  Contoso   EU\u00a0West ", "Contoso EU West", "contoso eu west", id="spaces"),
        pytest.param("\tContoso\n", "Contoso", "contoso", id="white space around it, as pasted"),
        pytest.param("Cafe\u0301", "Caf\u00e9", "caf\u00e9", id="composed"),
        pytest.param("all-hands", "all-hands", "all-hands", id="more than a reserved word"),
    ],
)
def test_accepts_what_people_call_their_tenants(typed: str, shown: str | None, compared: str | None) -> None:
    name = read_name(typed)
    assert name.shown == (shown or typed)
    assert name.skeleton == (compared or skeleton(name.shown))


@pytest.mark.parametrize(
    "twin",
    ["contoso", "CONTOSO", "\uff23ontoso", "Contoso\ufe0f", "Con\ufe00toso", "Cont\u034foso", " Contoso "],
)
def test_twins_to_the_eye_share_a_skeleton(twin: str) -> None:
    assert read_name(twin).skeleton == read_name("Contoso").skeleton


def test_different_names_have_different_skeletons() -> None:
    names = ["Contoso", "Contoso EU", "ContosoEU", "Cont\u00f6so", "Fabrikam"]
    assert len({read_name(name).skeleton for name in names}) == len(names)


@given(st.text("abc \u00e9\u00df\u0130\u01c5\ufb01\uff21\u2460\u00bd\u00c5", min_size=1, max_size=20))
def test_case_width_and_compatibility_make_no_new_name(text: str) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
    assert skeleton(text) == skeleton(text.upper()) == skeleton(text.casefold()) == skeleton(wide)


@given(accepted)
def test_a_skeleton_is_its_own_skeleton(text: str) -> None:
    assert skeleton(skeleton(text)) == skeleton(text)


@given(accepted)
def test_whatever_is_accepted_is_read_back_as_itself(text: str) -> None:
    try:
        name = read_name(text)
    except ValueError:
        assume(False)
    assert read_name(name.shown) == name
    assert name.skeleton
    assert name.shown.encode().decode() == name.shown
    assert graphemes(name.shown) <= MAX_GRAPHEMES


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("abc", 3),
        ("e\u0301", 1),
        (FAMILY, 1),
        (FAMILY + "a", 2),
        ("\U0001f44d\U0001f3fb", 1),
        ("\U0001f44d\U0001f3ff", 1),
        ("\u2764\ufe0f", 1),
        ("\u0915\u094d\u0937", 2),
    ],
)
def test_graphemes_are_what_a_person_counts(text: str, count: int) -> None:
    assert graphemes(text) == count
