"""Two accounts side by side, in words."""

from dataclasses import replace
from datetime import timedelta

from mip.accounts import Held, Reading
from mip.comparing import Comparison, compare
from mip.labels import Label
from mip.reasons import Reason
from tests.blocks import check_message
from tests.unit.views.strategies import NOW, an_account, named
from views import comparison
from views.comparison import Two

READ = Reading(NOW, None, NOW, 3)
FIRST = an_account(id="a1", name=named("Contoso"), reading=READ)
SECOND = an_account(id="a2", name=named("Fabrikam"), reading=READ)
TWO = Two(FIRST, SECOND)


def shown(told: Comparison, page: int = 1, two: Two = TWO) -> list[str]:
    """Line by line, without the buttons."""
    message = comparison.build(two, told, page)
    check_message(message)
    texts = [
        part["text"] if isinstance(part, dict) else part
        for block in message.blocks
        for part in (block.get("text"), *block.get("elements", ()))
        if part and (block["type"] != "actions")
    ]
    return "\n".join(texts).split("\n")


def buttons(told: Comparison, page: int = 1) -> list[tuple[str, str]]:
    row = comparison.build(TWO, told, page).blocks[-1]
    return [(each["text"]["text"], each["value"]) for each in row["elements"]]


def test_the_summary_counts_each_part_and_names_the_fields() -> None:
    first = [Label("1", "A", color="#000000", priority=1), Label("2", "Mine"), Label("3", "B", priority=1)]
    second = [Label("9", "A", color="#ffffff", priority=2), Label("7", "B", priority=2), Label("8", "Theirs")]
    assert shown(compare(first, second))[:4] == [
        "*Contoso* and *Fabrikam*, label by label, matched by name:",
        "\u2022 1 only in *Contoso*",
        "\u2022 1 only in *Fabrikam*",
        "\u2022 2 in both, but different (colour 1, priority 2)",
    ]


def test_each_difference_has_both_values_and_both_guids() -> None:
    first = Label("g-1", "A", None, None, "t", "#000000", 1, True, False, ("email",), {"isAppliable": True})
    second = Label("g-9", "A", None, "d", "u", "#ffffff", 2, False, True, (), {"isAppliable": False})
    lines = shown(compare([first], [second]))
    assert lines[lines.index("_In both, but different_") : -1] == [
        "_In both, but different_",
        "*A*",
        "label group: no \u2260 yes",
        "colour: black (#000000) \u2260 white (#FFFFFF)",
        "priority: 1 \u2260 2",
        "tooltip: \u201ct\u201d \u2260 \u201cu\u201d",
        "description: not reported \u2260 \u201cd\u201d",
        "protection: off \u2260 on",
        "scope: \u201cemail\u201d \u2260 empty",
        "state: enabled \u2260 disabled",
        "`g-1`",
        "`g-9`",
    ]
    assert lines[-1] == "Of two values the first is that of *Contoso*, the second that of *Fabrikam*."


def test_labels_that_cannot_be_told_apart_are_named_with_some_guids() -> None:
    first = [Label(f"g{n}", "Same", priority=n) for n in range(4)]
    lines = shown(compare(first, [Label("h1", "SAME")]))
    assert (
        lines[1] == "\u2022 1 name that several labels have, so that nobody can tell which belongs to which"
    )
    assert lines[lines.index("_Named more than once_") + 1 :][:3] == [
        "*Same*",
        "`g0`, `g1` and 2 more",
        "`h1`",
    ]


def test_no_difference_is_said_with_the_number() -> None:
    assert shown(Comparison(same=compare([Label("1", "A")], [Label("2", "A")]).same))[0] == (
        "*Contoso* and *Fabrikam*: no difference. Both have 1 label, with the same names and the same fields."
    )


def test_each_side_says_how_old_it_is_and_what_waits() -> None:
    held = replace(FIRST, held=Held(NOW, 1, 9, "d" * 64))
    failed = replace(SECOND, reading=replace(READ, trouble=Reason.NETWORK, succeeded_at=NOW - timedelta(1)))
    (line,) = [
        line for line in shown(compare([Label("1", "A")], []), two=Two(held, failed)) if "as of" in line
    ]
    first, second = line.split(" *Fabrikam*")
    assert "2026-03-02 09:30 UTC" in first
    assert "A scan is held and waits for a decision: `/mip show ACCOUNT` tells more." in first
    assert "2026-03-01 09:30 UTC" in second
    assert second.endswith("The last attempt failed.")
    decided = replace(held, held=Held(NOW, 1, 9, "d" * 64, kept=True))
    assert "held" not in "".join(shown(compare([Label("1", "A")], []), two=Two(decided, failed)))


def test_what_one_api_alone_reports_is_said_not_to_count() -> None:
    told = compare([Label("1", "A")], [])
    beta = replace(SECOND, reading=replace(READ, source="beta"))
    assert comparison.OTHER_API in "".join(shown(told, two=Two(FIRST, beta)))
    assert comparison.OTHER_API not in "".join(shown(told))


def test_buttons_lead_to_the_neighbours_and_to_each_part_by_id() -> None:
    first = [Label(f"a{n}", f"Mine {n}") for n in range(9)] + [Label("x", "Both", priority=1)]
    second = [Label(f"b{n}", f"Theirs {n}") for n in range(9)] + [Label("y", "Both", priority=2)]
    told = compare(first, second)
    assert buttons(told, 2) == [
        ("Previous", "a1:1|a2"),
        ("Next", "a1:3|a2"),
        ("Only in Contoso", "a1:1|a2"),
        ("Only in Fabrikam", "a1:2|a2"),
        ("Different", "a1:3|a2"),
        ("Download CSV", "a1:1|a2"),
    ]
    assert buttons(compare(first[:2], [])) == [("Download CSV", "a1:1|a2")]


def test_long_values_are_cut_until_the_page_fits() -> None:
    first = [Label(f"a{n}", f"Label {n}", None, "&" * 900, "<" * 900) for n in range(8)]
    second = [Label(f"b{n}", f"Label {n}", None, ">" * 900, "&" * 900) for n in range(8)]
    few, many = shown(compare(first[:1], second[:1])), shown(compare(first, second))
    assert any(line.startswith(f"tooltip: \u201c{'&lt;' * 60}") for line in few)
    assert all(line.startswith(f"tooltip: \u201c{'&lt;' * 29}\u2026") for line in many if "tooltip:" in line)
    assert sum("tooltip:" in line for line in many) == 8
