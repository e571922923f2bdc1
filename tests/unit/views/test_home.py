"""What each reader sees in the App Home."""

import json
from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from mip.accounts import Account, Connector, Reading, Registration
from mip.people import Right
from mip.ports import View
from mip.reasons import Reason
from mip.status import Facts, Retrieval, Validation
from tests.blocks import check_view
from tests.unit.views.strategies import NOW, an_account, named
from views import actions, home

ON = Facts(Validation.OK, None, Retrieval.ON, first_retrieved=True)
LOST = Facts(Validation.LOST, Reason.SECRET_EXPIRED, Retrieval.ON, first_retrieved=True)
READ = Reading(attempted_at=NOW, succeeded_at=NOW, labels=42)
MANAGER, MEMBER = frozenset(Right), frozenset({Right.READ})
FINE = an_account(ON, name=named("Fine"), reading=READ)


def seen(accounts: list[Account], may: Collection[Right] = MANAGER) -> View:
    view = home.build(accounts, may, NOW)
    check_view(view)
    assert view["type"] == "home"
    return view


def text(view: View) -> str:
    return json.dumps(view["blocks"], ensure_ascii=False)


def pressed(view: View) -> list[dict[str, Any]]:
    rows = [block["elements"] for block in view["blocks"] if block["type"] == "actions"]
    beside = [block["accessory"] for block in view["blocks"] if "accessory" in block]
    return [each for row in rows for each in row] + beside


def labels(view: View) -> list[str]:
    return [each["text"]["text"] for each in pressed(view)]


def test_whoever_has_no_right_is_told_whom_to_ask_and_sees_nothing() -> None:
    view = seen([FINE], frozenset())
    assert "Ask a workspace owner or admin" in text(view)
    assert "Fine" not in text(view)
    assert labels(view) == []


@pytest.mark.parametrize(
    ("may", "words", "offered"),
    [(MANAGER, "connects a Microsoft tenant", ["Add MIP account"]), (MEMBER, "owner or admin can add", [])],
)
def test_without_accounts_the_first_step_is_named(
    may: Collection[Right], words: str, offered: list[str]
) -> None:
    view = seen([], may)
    assert words in text(view)
    assert labels(view) == offered


def test_what_needs_somebody_comes_first_and_only_there() -> None:
    soon = replace(
        FINE, id="soon", name=named("Soon"), has_credential=True, expires_at=NOW + timedelta(days=12)
    )
    broken = an_account(LOST, id="broken", name=named("Broken"), reading=READ)
    shown = text(seen([FINE, soon, broken]))
    assert [shown.count(f"*{name}*") for name in ("Broken", "Soon", "Fine")] == [1, 1, 1]
    assert shown.index("What needs attention") < shown.index("*Broken*") < shown.index("*Soon*")
    assert shown.index("*Soon*") < shown.index("All is well with") < shown.index("*Fine*")
    assert "client secret expires in 12 days" in shown
    assert "2 accounts need attention." in shown
    assert shown.count("42 labels \u00b7 last success") == 3
    assert "Client secret, expires 2026-03-14" in shown


@pytest.mark.parametrize(
    ("account", "button"),
    [
        (an_account(), "Authorize with Microsoft"),
        (an_account(LOST), "Reauthorize"),
        (an_account(Facts(Validation.OK)), "Activate"),
        (FINE, "Scan now"),
        (replace(FINE, has_credential=True, expires_at=NOW + timedelta(days=3)), "Renew now"),
    ],
)
def test_a_manager_has_the_one_button_that_leads_on_and_a_member_none(account: Account, button: str) -> None:
    assert labels(seen([account])) == ["Add MIP account", button]
    assert labels(seen([account], MEMBER)) == []


def test_buttons_carry_what_the_cards_do() -> None:
    add, scan = pressed(seen([FINE]))
    assert (add["action_id"], scan["action_id"], scan["value"]) == (actions.HOME_ADD, actions.SCAN, "acc-1:7")


def test_more_accounts_than_slack_takes_are_counted() -> None:
    many = [replace(FINE, id=f"a{n}", name=named(f"Account {n:03}")) for n in range(120)]
    broken = an_account(LOST, id="broken", name=named("Broken"))
    view = seen([*many, broken])
    assert len(view["blocks"]) <= 100
    assert "and 31 more" in text(view)
    assert "*Broken*" in text(view)
    registration = Registration(Connector.MIP_BOT)
    waiting = [replace(each, facts=Facts(), registration=registration) for each in many]
    assert "and 30 more" in text(seen(waiting))
