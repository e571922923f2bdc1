from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mip.names import graphemes, skeleton
from tests.unit.views import strategies as some
from views import text

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


def test_only_three_characters_are_escaped_and_none_twice() -> None:
    assert text.escape("<!channel> & &lt;") == "&lt;!channel&gt; &amp; &amp;lt;"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("<!channel>", "&lt;!channel&gt;"),
        ("&lt;!channel&gt;", "&amp;lt;!channel&amp;gt;"),
        ("*b* _i_ ~s~ `c`", "\uff0ab\uff0a \uff3fi\uff3f \uff5es\uff5e \uff40c\uff40"),
        ("contoso_prod", "contoso_prod"),
        ("__b__", "\uff3f\uff3fb\uff3f\uff3f"),
        (":boom:", "\uff1aboom:"),
        ("Confidential: internal", "Confidential: internal"),
        ("line\n>quote\r\nend", "line &gt;quote end"),
        ("\u202egnp.exe", "gnp.exe"),
        ("a\ud800b", "ab"),
        ("\u200b", "(no name)"),
        ("\u200d", "(no name)"),
        ("", "(no name)"),
    ],
)
def test_a_name_in_mrkdwn_forges_nothing(name: str, shown: str) -> None:
    assert text.safe(name) == shown


@given(some.names)
def test_a_name_copied_from_a_message_is_still_the_same_name(name: str) -> None:
    shown = text.safe(name, 5000).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")

    assert skeleton(shown) == skeleton(text.line(name))


@given(some.names, st.integers(1, 200))
@example("0 \u200d0", 2)
def test_clipping_keeps_the_limit_and_no_grapheme_is_torn(name: str, most: int) -> None:
    whole = text.line(name)
    clipped = text.clip(whole, most)

    assert len(clipped.encode("utf-16-le")) // 2 <= most
    if clipped != whole:
        kept = clipped.removesuffix("\u2026")
        assert not kept or graphemes(whole[: len(kept) + 1]) == graphemes(kept) + 1


def test_a_family_is_kept_or_dropped_whole() -> None:
    assert text.clip(FAMILY * 2, 12) == FAMILY + "\u2026"
    assert text.clip(FAMILY * 2, 8) == "\u2026"


def test_plain_text_keeps_what_was_typed() -> None:
    assert text.plain("*b* <!channel> :boom:") == "*b* <!channel> :boom:"


def test_names_stand_out() -> None:
    assert text.bold("A&B") == "*A&amp;B*"
    assert text.quoted("A") == "\u201cA\u201d"
    assert text.code("A`B") == "`A\uff40B`"


def test_a_moment_is_local_to_the_reader_and_utc_elsewhere() -> None:
    at = datetime(2026, 3, 2, 11, 30, tzinfo=timezone(timedelta(hours=2)))

    assert text.moment(at) == "<!date^1772443800^{date_short_pretty} at {time}|2026-03-02 09:30 UTC>"
    assert text.utc(datetime(2026, 3, 2, 9, 30, tzinfo=UTC)) == "2026-03-02 09:30 UTC"


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, "1 minute"), (15, "15 minutes"), (60, "1 hour"), (90, "90 minutes"), (7 * 1440, "7 days")],
)
def test_spans_are_said_in_the_largest_unit_that_fits(minutes: int, said: str) -> None:
    assert text.span(timedelta(minutes=minutes)) == said


def test_only_real_ids_become_mentions() -> None:
    assert text.person("U1ABC") == "<@U1ABC>"
    assert text.person("system") == "the bot"
    assert text.person("U1>x<!here") == "the bot"
    assert text.place("C1ABC") == "<#C1ABC>"
    assert text.place("C1|x") == "a channel we cannot see"


def test_a_list_says_how_much_it_leaves_out() -> None:
    lines = [f"line {n}" for n in range(25)]

    assert text.listed(lines).endswith("line 19\nand 5 more")
    assert text.listed(lines[:2]) == "line 0\nline 1"
    assert text.listed(["x" * 30, "y" * 30], room=40) == "x" * 30 + "\nand 1 more"
