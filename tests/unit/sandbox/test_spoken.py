"""The tour reads Slack's formatting as a person would."""

from sandbox.spoken import spoken

NAMES = {"U1": "@Olivia Owner", "C1": "#security"}


def test_ids_times_links_and_formatting_are_read_as_words() -> None:
    text = "Added by <@U1> in <#C1> <!date^1^{date}|2026-01-01 10:00 UTC>, see <https://x.example|the card>"
    assert spoken(text, NAMES) == ["Added by @Olivia Owner in #security 2026-01-01 10:00 UTC, see the card"]


def test_a_bold_line_heads_the_next_one() -> None:
    assert spoken("*Cloud*\nGlobal\n*Active*", {}) == ["Cloud: Global", "Active"]


def test_names_are_shown_as_they_are_and_code_without_its_marks() -> None:
    assert spoken("*A &lt;b&gt; &amp; c* was `x-1`.", {}) == ["A <b> & c was x-1."]
