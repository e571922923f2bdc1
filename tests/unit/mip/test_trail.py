from datetime import timedelta

import pytest

from mip.changes import Action
from mip.trail import SUBJECTS, Unreadable, Wanted, read_note, read_wanted
from tests.unit.mip.samples import NOW

NAMES = {"A1": "Contoso Prod", "A2": "Fabrikam"}


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("", Wanted()),
        ("contoso prod", Wanted("A1")),
        ('"Fabrikam" scan', Wanted("A2", action="scan")),
        ("scan fabrikam", Wanted("A2", action="scan")),
        ("SCAN.Asked", Wanted(action="scan.asked")),
        ("<@U1|olivia owner> 7d", Wanted(person="U1", days=7)),
        ("bot 30D account", Wanted(person="system", days=30, action="account")),
        ("<@W2>   Contoso Prod   hold  1d", Wanted("A1", "W2", "hold", 1)),
        ("scan hold", Wanted(action="hold")),
    ],
)
def test_filters_stand_in_any_order(typed: str, wanted: Wanted) -> None:
    assert read_wanted(typed, NAMES) == wanted


@pytest.mark.parametrize(
    ("typed", "unknown", "nearest"),
    [
        ("Contoso Prd", "Contoso Prd", "Contoso Prod"),
        ("scan Contoso Prd 7d", "Contoso Prd", "Contoso Prod"),
        ("acount", "acount", "account"),
        ("0d", "0d", None),
        ("99999d", "99999d", None),
        ("<@B1>", "<@B1>", None),
        ("scan.", "scan.", "scan"),
    ],
)
def test_what_is_neither_is_named_with_what_may_have_been_meant(
    typed: str, unknown: str, nearest: str | None
) -> None:
    with pytest.raises(Unreadable) as caught:
        read_wanted(typed, NAMES)
    assert (caught.value.typed, caught.value.nearest) == (unknown, nearest)


def test_a_single_account_is_not_meant_by_saying_nothing() -> None:
    assert read_wanted(" ", {"A1": "Contoso"}) == Wanted()


def test_an_account_named_like_a_filter_is_the_account() -> None:
    assert read_wanted("scan", {"A1": "Scan"}) == Wanted("A1")


def test_an_unknown_word_before_an_account_is_the_one_that_is_named() -> None:
    with pytest.raises(Unreadable) as caught:
        read_wanted("zzz 7d Fabrikam", NAMES)
    assert caught.value.typed == "zzz"
    with pytest.raises(Unreadable) as caught:
        read_wanted('"Contoso Prod" Fabrikam-', NAMES)
    assert caught.value.nearest == "Fabrikam"


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted(),
        Wanted("A1"),
        Wanted("A1", "U0OWNER001", "connect.other_person", 365, 10**12),
        Wanted("", "system"),
    ],
)
def test_what_a_button_notes_is_read_again_and_fits(wanted: Wanted) -> None:
    assert read_note(wanted.account, wanted.note()) == wanted
    assert len(wanted.note()) <= 80


@pytest.mark.parametrize(
    "note", ["---", "x---0", "-nothing--0", "--0-0", "---0-", "-scan.\n--0", "U1-scan-7d-0"]
)
def test_a_note_that_we_did_not_write_is_refused(note: str) -> None:
    with pytest.raises(ValueError, match="not a note of ours"):
        read_note("", note)
    assert read_note("A1", "") == Wanted("A1")


def test_days_count_back_from_now() -> None:
    assert Wanted(days=7).since(NOW) == NOW - timedelta(days=7)
    assert Wanted().since(NOW) is None


def test_every_action_has_a_subject_that_can_be_asked_for() -> None:
    assert {action.partition(".")[0] for action in Action} == set(SUBJECTS)
    assert all(read_wanted(action, {}) == Wanted(action=action.value) for action in Action)
