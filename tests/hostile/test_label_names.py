"""Whatever a label is called, it is text: in the tree, its own view, what a menu suggests, and a file. And ten thousand
of them stay within Slack's limits and a listener's time."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mip.changes import Change
from mip.diff import Kind, LabelChange
from mip.label_search import Hit, bounded, find, matching, suggested
from mip.labels import Kept, Label, mark
from sandbox.slack_workspace import TEAM
from tests.blocks import check_message
from tests.house.everything import NAME, an_account
from tests.journeys.stories import journey
from tests.unit.views import strategies as some
from views import found_labels, label, labels, labels_file, reference
from views.label import Known
from views.labels import Chosen

NOW = datetime(2026, 3, 1, tzinfo=UTC)
NAMES = (
    *some.HOSTILE,
    "<!channel> <@U0MEMBER01> <https://evil.example|Sign in>",
    "*b* _i_ ~s~ `c` ```fence``` :boom:",
    "\u202egpj.exe\u200f",
    "&" * 512,
    "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 100,
)
MANY = 10_000


def a_label(name: str, number: int = 1) -> Label:
    extra = {name[:60]: [name, {"isAppliable": False}]}
    return Label(f"{name[:100]}{number}", name, None, name * 6, name * 6, "#ff0000", extra=extra)


@pytest.mark.parametrize("name", NAMES)
def test_any_name_is_text_in_tree_view_and_list(name: str) -> None:
    account = some.an_account()
    top = a_label(name)
    below = [replace(a_label(name, n), parent=top.guid) for n in range(2, 30)]
    gone = [Kept(a_label(name, n), NOW, NOW, NOW) for n in range(40, 52)]
    for page in (1, 3, 99):
        check_message(labels.build(account, Chosen([top, *below], gone), page))
    check_message(labels.build(account, Chosen([top], (), bounded(name))))
    story = [(NOW, LabelChange(Kind.DESCRIPTION, top.guid, name, name, name))] * 10
    known = Known(gone[0], {each.guid: each for each in (top, *below)}, story, ["U1", "<!here>"] * 6)
    check_message(label.build(account, known))
    check_message(label.build(account, replace(known, kept=Kept(top, NOW, NOW))))
    hits = [Hit("a" * 32, each.guid, f"{name} / {name}") for each in below]
    check_message(found_labels.build(hits, {"a" * 32: name}, bounded(name) or "x"))
    check_message(found_labels.nothing(bounded(name) or "x", name))


@pytest.mark.parametrize("name", NAMES)
def test_any_name_is_suggested_within_slacks_limits(name: str) -> None:
    offered = found_labels.suggestions([Hit("a" * 64, a_label(name, n).guid, name) for n in range(200)])
    assert len(offered) == 100
    for each in offered:
        assert 0 < len(each["text"]["text"].encode("utf-16-le")) // 2 <= 75
        assert each["text"]["type"] == "plain_text"
        assert len(each["value"]) <= 150


@pytest.mark.parametrize("name", NAMES)
def test_words_travel_through_a_button_unchanged(name: str) -> None:
    words = bounded(name)
    written = reference.write("a" * 32, 12345, reference.write_words(words))
    assert len(written) <= 200
    assert reference.read_words(reference.read(written).detail) == words


@pytest.mark.parametrize(
    "name", ["=cmd|calc", "+1", "-2", "@SUM", "\t=1", "\r=1", "\0=1", 'a"b,c\n=d', *NAMES]
)
def test_no_name_runs_in_a_spreadsheet(name: str) -> None:
    kept = [Kept(a_label(name, n), NOW, NOW) for n in range(3)]
    file = labels_file.as_csv(labels_file.rows(kept, None), head=True)
    rows = list(csv.DictReader(io.StringIO(file.decode("utf-8-sig"), newline="")))
    assert len(rows) == 3
    assert all(cell[:1] not in {"=", "+", "-", "@", "\t", "\r"} for row in rows for cell in row.values())


def test_a_file_of_twenty_thousand_labels_is_whole_and_named_safely() -> None:
    kept = [Kept(a_label("=cmd|calc", n), NOW, NOW, NOW if n % 2 else None) for n in range(20_000)]
    file = labels_file.as_csv(labels_file.rows(kept, NOW), head=True)
    rows = list(csv.DictReader(io.StringIO(file.decode("utf-8-sig"), newline="")))
    assert len(rows) == 20_000
    assert {row["name"] for row in rows} == {"'=cmd|calc"}
    assert sum(bool(row["vanished"]) for row in rows) == 10_000
    assert labels_file.name("../../x.csv", NOW, "csv") == "labels-x-csv-2026-03-01.csv"
    assert (
        labels_file.name("\u041c\u043e\u0441\u043a\u0432\u0430", NOW, "json")
        == "labels-account-2026-03-01.json"
    )


def test_words_are_found_whatever_their_case_width_and_place() -> None:
    top = Label("AAAA-1", "Confidential")
    below = Label("bbbb-2", "Int\u00e9rne", "AAAA-1", tooltip="For \uff21ll")
    for words in ("confidential INT\u00c9RNE", "aLL", "bbbb", "Confidential / int"):
        assert below.guid in matching([top, below], words), words
    assert matching([top, below], "nothing") == frozenset()
    assert [hit.guid for hit in find({"a": [top, below]}, "BBBB-2")] == ["bbbb-2"]
    assert [hit.guid for hit in find({"a": [top, below]}, "confidential")] == ["AAAA-1"]
    assert len(suggested("a", [top, below], "confidential")) == 2


@pytest.mark.alone
@pytest.mark.asyncio
async def test_ten_thousand_labels_are_turned_searched_and_suggested_in_time(tmp_path: Path) -> None:
    """A listener that takes longer than its two seconds answers that it is busy, and is logged as an error."""
    async with journey(tmp_path) as w:
        account = await an_account(w)
        stored = w.bot.shared.storage
        many = tuple(
            Label(f"g{n}", f"Label {n}", f"g{n - n % 100}" if n % 100 else None, tooltip="Use it")
            for n in range(MANY)
        )
        await stored.ledger.commit(Change(TEAM, account, account, labels=many))
        mia = w.person("mia")
        assert "Page 1 of 1000" in (await mia.command("labels")).text
        narrowed = await mia.command(f"labels {NAME} Label 9999")
        assert "1 of 10000 labels with" in narrowed.text
        offered = await mia.suggested("find_label", "label", containing="1 of 10000")
        assert len(offered) == 100
        await mia.pick("find_label", offered[-1], containing="1 of 10000")
        assert "a sub-label of *Contoso Prod*" in (await mia.wait_for("*History*")).text
        assert "Label 4242" in (await mia.command("label Label 4242")).text
        assert "of *Contoso Prod*" in (await mia.command("label Label")).text
        assert "No label has" in (await mia.command("label zzzz")).text
        kept = await stored.labels.marked(account.id, mark("g77"))
        assert kept is not None
        assert kept.label.name == "Label 77"


def test_a_long_name_is_whole_in_the_labels_own_view() -> None:
    named = replace(a_label("x"), name=f"{'y' * 500} the end")
    shown = label.build(some.an_account(), Known(Kept(named, NOW, NOW), {named.guid: named}, (), ()))
    check_message(shown)
    assert f"*Path*\n{named.name}" in str(shown.blocks).replace("\\n", "\n")
