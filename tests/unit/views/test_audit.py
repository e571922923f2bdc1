from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mip.changes import Action
from mip.trail import Recorded, Unreadable, Wanted, read_note
from tests.blocks import check_message
from tests.unit.mip.samples import NOW
from views import audit, reference
from views.audit_words import sentence

NAMES = {"A1": "Contoso Prod"}
WIDEST = Wanted("a" * 32, "U" + "0" * 30, "connect.other_person", 9999, 10**18 - 1)


def recorded(action: str = Action.ACCOUNT_DEACTIVATED, **changes: Any) -> Recorded:
    return replace(Recorded(1, NOW, "U0OWNER001", action, "A1", {}), **changes)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (recorded(), "<@U0OWNER001> set *Contoso Prod* inactive."),
        (
            recorded(Action.SCAN_CHANGED, actor="system", details={"changes": "2"}),
            "The bot scanned *Contoso Prod*: 2 changes.",
        ),
        (
            recorded(Action.ACCOUNT_EDITED, details={"name": "Contoso Prod", "was": "Contoso"}),
            "<@U0OWNER001> edited *Contoso Prod*, which was named *Contoso*.",
        ),
        (
            recorded(Action.ACCOUNT_EDITED, details={"name": "Same", "was": "Same"}),
            "<@U0OWNER001> edited *Contoso Prod*.",
        ),
        (
            recorded(Action.VALIDATION_FAILED, details={"reason": "no_consent"}),
            "<@U0OWNER001> validated *Contoso Prod*: it does not work (Consent is missing or was withdrawn).",
        ),
        (
            recorded(Action.LINK_REFUSED, actor="system", details={"reason": "other browser"}),
            "The bot refused a link for *Contoso Prod* (other browser).",
        ),
        (
            recorded(Action.DENIED, account="", actor="U2", details={"doing": "scan"}),
            "<@U2> was refused `scan`.",
        ),
        (
            recorded(Action.ADMIN_ADDED, account="", details={"user": "U3"}),
            "<@U0OWNER001> named <@U3> as an admin.",
        ),
        (
            recorded(Action.ACCOUNT_REMOVED, account="A9", details={"name": "Old"}),
            "<@U0OWNER001> removed *Old*.",
        ),
        (recorded(account="A9"), "<@U0OWNER001> set an account inactive."),
        (
            recorded(Action.SUSPENDED, account="", details={"why": "token_revoked"}),
            "<@U0OWNER001> noticed that Slack refuses the token of this workspace (token_revoked).",
        ),
        (recorded("moon.landed"), "<@U0OWNER001> did `moon.landed` to *Contoso Prod*."),
        (recorded("moon.landed", account=""), "<@U0OWNER001> did `moon.landed`."),
    ],
)
def test_a_row_is_a_sentence(row: Recorded, words: str) -> None:
    assert sentence(row, NAMES) == words


def test_every_action_has_words_of_its_own() -> None:
    told = [sentence(recorded(action), NAMES) for action in Action]
    assert [words for words in told if "> did `" in words] == []
    assert len(set(told)) == len(Action)


@pytest.mark.parametrize(
    ("page", "buttons"),
    [(1, ["audit_next"]), (2, ["audit_previous", "audit_next"]), (3, ["audit_previous"])],
)
def test_pages_lead_to_their_neighbours_and_keep_the_filters(page: int, buttons: list[str]) -> None:
    shown = audit.build(WIDEST, [recorded()], 25, NAMES, page)
    check_message(shown)
    found = [each for block in shown.blocks for each in block.get("elements", [])]
    turns = [each for each in found if each["action_id"] in {"audit_previous", "audit_next"}]
    assert [each["action_id"] for each in turns] == buttons
    for each in turns:
        about = reference.read(each["value"])
        assert read_note(about.account, about.detail) == WIDEST
        assert len(each["value"]) <= 200
    assert f"Page {page} of 3." in shown.text


def test_the_filters_are_said() -> None:
    shown = audit.build(Wanted("A1", "system", "scan", 1), [recorded()], 1, NAMES)
    assert shown.text.startswith("1 record of `scan` about *Contoso Prod* by the bot in the last 1 day.\n"), (
        "one page has no number"
    )
    assert "<!date^" in shown.text
    assert audit.build(Wanted(), [], 0, {}).text.startswith("Nothing is recorded. Possible are")
    assert "about that account by <@U1>" in audit.build(Wanted("A9", "U1"), [], 0, {}).text


def test_what_is_not_understood_is_answered_with_what_is_possible() -> None:
    told = audit.unreadable(Unreadable("Contso", "Contoso & Co")).text
    assert told.startswith(
        "`Contso` is no account and no filter. Did you mean Contoso &amp; Co? Possible are"
    )
    assert "Did you mean" not in audit.unreadable(Unreadable("zzz")).text


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.sampled_from([*Action, "moon.landed"]))
def test_no_stored_word_forges_or_breaks_anything(text: str, action: str) -> None:
    details = dict.fromkeys(("name", "was", "reason", "doing", "user", "changes", "lost", "found"), text)
    rows = [recorded(action, details=details, actor=text)] * audit.SIZE
    shown = audit.build(WIDEST, rows, 25, {"A1": text or "x"}, 2)
    check_message(shown)
    assert "<!here>" not in sentence(
        recorded(action, details={**details, "name": "<!here>"}), {"A1": "<!here>"}
    )
