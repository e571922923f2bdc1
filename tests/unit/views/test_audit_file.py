import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mip.changes import Action
from mip.trail import Recorded
from tests.blocks import check_message
from tests.unit.mip.samples import NOW
from views import audit_file

ROW = Recorded(7, NOW, "U1", Action.ACCOUNT_ADDED, "A1", {"name": "Contoso"}, "p", "h")
RUNS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\0=1", "\uff1d1")


def read(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def file(*rows: Recorded, **names: str) -> bytes:
    return audit_file.head() + audit_file.lines(rows, names)


def changed(**changes: Any) -> Recorded:
    return replace(ROW, **changes)


def test_a_row_has_all_that_its_hash_covers() -> None:
    assert read(file(ROW, A1="Contoso Prod")) == [
        {
            "number": "7",
            "time": "2026-03-02T09:00:00.000000+00:00",
            "actor": "U1",
            "action": "account.added",
            "account": "A1",
            "account_name": "Contoso Prod",
            "details": '{"name": "Contoso"}',
            "prev_hash": "p",
            "hash": "h",
        }
    ]


def test_it_begins_with_a_mark_and_ends_its_lines_as_the_standard_says() -> None:
    content = file(changed(details={"name": 'Say "hi",\n\u00e9'}))
    assert content.startswith(b"\xef\xbb\xbfnumber,")
    assert content.endswith(b"p,h\r\n")
    (row,) = read(content)
    assert row["account_name"] == 'Say "hi",\n\u00e9'


def test_accounts_that_nobody_knows_are_named_by_the_row_or_not_at_all() -> None:
    assert [row["account_name"] for row in read(file(ROW, changed(details={})))] == ["Contoso", ""]


@pytest.mark.parametrize("runs", RUNS)
def test_no_cell_runs_in_a_spreadsheet(runs: str) -> None:
    (row,) = read(file(changed(actor=runs, action=runs, account="A2", prev_hash=runs), A2=runs))
    shown = [row[column] for column in ("actor", "action", "account_name", "prev_hash")]
    assert shown == [f"'{runs}".replace("\0", "")] * 4


@given(st.text())
def test_whatever_is_stored_makes_one_row_of_nine_cells(text: str) -> None:
    content = file(changed(details={text: text, "name": text}))
    _, row = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert len(row) == 9
    assert b"\0" not in content


def test_a_lone_surrogate_does_not_break_the_file() -> None:
    (row,) = read(file(changed(actor="U\ud800")))
    assert row["actor"] == "U?"


def test_its_name_is_ascii_and_the_day_is_that_of_utc() -> None:
    tokyo = datetime(2026, 3, 3, 1, 0, tzinfo=timezone(timedelta(hours=9)))
    assert audit_file.name(tokyo) == "audit-2026-03-02.csv"
    assert audit_file.name(datetime(2026, 3, 3, tzinfo=UTC)) == "audit-2026-03-03.csv"


def test_it_says_when_it_was_cut_and_when_it_may_repeat() -> None:
    whole, cut = audit_file.words(3, 3), audit_file.words(100_000, 100_007, repeat=True)
    assert whole.text == "The audit trail you asked for: 3 records."
    assert "the newest of 100007: a file holds at most 100000." in cut.text
    assert "(may repeat)" in cut.text
    for each in (whole, cut, audit_file.nothing(), audit_file.on_its_way(1)):
        check_message(each)
