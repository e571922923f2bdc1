"""What each reader sees in the App Home."""

import json
from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from mip.accounts import Account, Connector, Held, Reading, Registration
from mip.overview import Overview, Watched
from mip.people import Right
from mip.ports import View
from mip.reasons import Reason
from mip.settings import Settings
from mip.status import Facts, Retrieval, Validation
from tests.blocks import check_view
from tests.unit.views.strategies import NOW, an_account, named
from views import actions, home

ON = Facts(Validation.OK, None, Retrieval.ON, first_retrieved=True)
LOST = Facts(Validation.LOST, Reason.SECRET_EXPIRED, Retrieval.ON, first_retrieved=True)
READ = Reading(attempted_at=NOW, succeeded_at=NOW, labels=42)
MANAGER, MEMBER = frozenset(Right), frozenset({Right.READ})
FINE = an_account(ON, name=named("Fine"), reading=READ)
HOUR = timedelta(hours=1)


def seen(accounts: list[Account], may: Collection[Right] = MANAGER, **more: Any) -> View:
    view = home.build(Overview(accounts, **more), may, NOW, HOUR)
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


def test_whoever_has_no_right_is_told_whom_to_ask() -> None:
    view = home.for_nobody(["U1", "U2"])
    check_view(view)
    assert "Ask: <@U1>, <@U2>." in text(view)
    assert labels(view) == []
    assert "Ask: a workspace owner or admin." in text(home.for_nobody([]))


@pytest.mark.parametrize(
    ("may", "words", "offered"),
    [
        (MANAGER, "Press *Add MIP account*", ["Add MIP account", "Change settings"]),
        (MEMBER, "Workspace owners and admins add and change accounts", []),
    ],
)
def test_without_accounts_it_says_what_this_is_and_the_first_step(
    may: Collection[Right], words: str, offered: list[str]
) -> None:
    view = seen([], may)
    assert "watches the sensitivity labels" in text(view)
    assert "no files, no mail, no people" in text(view)
    assert words in text(view)
    assert "/mip help" in text(view)
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
    ("account", "offered"),
    [
        (an_account(), ["Authorize with Microsoft", "Edit", "Show"]),
        (an_account(LOST), ["Reauthorize", "Edit", "Show"]),
        (an_account(Facts(Validation.OK)), ["Activate", "View labels", "Edit", "Show"]),
        (FINE, ["Scan now", "View labels", "Edit", "Show"]),
        (replace(FINE, held=Held(NOW, 1, 9, "d" * 64)), ["Apply", "Keep", "View labels", "Edit", "Show"]),
        (
            replace(FINE, has_credential=True, expires_at=NOW + timedelta(days=3)),
            ["Renew now", "View labels", "Edit", "Show"],
        ),
    ],
)
def test_a_manager_has_the_one_button_that_leads_on_and_a_member_only_looks(
    account: Account, offered: list[str]
) -> None:
    assert labels(seen([account])) == ["Add MIP account", *offered, "Change settings"]
    assert labels(seen([account], MEMBER)) == [each for each in offered if each in {"View labels", "Show"}]


def test_what_was_decided_about_a_hold_is_not_asked_again() -> None:
    decided = replace(FINE, held=Held(NOW, 1, 9, "d" * 64, kept=True))
    assert "Scan now" in labels(seen([decided]))
    assert "Apply" not in labels(seen([decided]))


def test_buttons_carry_what_the_cards_do() -> None:
    add, scan, *_, show, change = pressed(seen([FINE]))
    assert (add["action_id"], scan["action_id"], scan["value"]) == (actions.HOME_ADD, actions.SCAN, "acc-1:7")
    assert (show["action_id"], show["value"]) == (actions.HOME_SHOW, "acc-1:7")
    assert change["action_id"] == actions.SETTINGS


def test_who_was_asked_to_approve_is_named_beside_the_account() -> None:
    assert "Waiting for <@U7>, <@U8> to approve." in text(seen([an_account()], asked={"acc-1": ["U7", "U8"]}))


def test_the_next_scan_is_told_in_the_readers_own_zone() -> None:
    stamp = int((NOW + HOUR).timestamp())
    assert f"next scan <!date^{stamp}^" in text(seen([replace(FINE, next_scan_at=NOW + HOUR)]))


def test_paused_channels_are_one_line_that_says_where_to_look() -> None:
    shown = text(seen([FINE], paused=[f"C{number}" for number in range(12)]))
    assert shown.count("Paused, because Slack refuses the channel:") == 1
    assert "<#C0>" in shown
    assert "and 2 more. See `/mip subscriptions`" in shown
    assert shown.index("What needs attention") < shown.index("Paused") < shown.index("All is well with")


def test_settings_are_for_those_who_may_change_them() -> None:
    chosen = Settings("C5", 6 * HOUR, frozenset({"U2"}))
    shown = text(seen([FINE], settings=chosen))
    assert "*Default notification channel*\\n<#C5>" in shown
    assert "*Default scan interval*\\n6 hours" in shown
    assert "Workspace owners and admins, <@U2>" in shown
    assert "1 hour (this bot's own)" in text(seen([FINE]))
    shown = text(seen([FINE], MEMBER, settings=chosen))
    assert "Default notification channel" not in shown
    assert "owners and admins, and <@U2> add and change accounts: ask them" in shown


def test_up_to_twenty_watched_labels_are_named_by_path_and_account() -> None:
    one = Watched("Contoso", "Confidential / Anyone", is_gone=True)
    shown = text(seen([FINE], MEMBER, watched=[one]))
    assert "What I watch" in shown
    assert "\u2022 Confidential / Anyone (removed in Microsoft), Contoso" in shown
    assert "and 5 more" in text(seen([FINE], watched=[one] * 25))
    assert "What I watch" not in text(seen([FINE]))


def test_more_accounts_than_slack_takes_are_counted() -> None:
    many = [replace(FINE, id=f"a{n}", name=named(f"Account {n:04}")) for n in range(999)]
    broken = an_account(LOST, id="broken", name=named("Broken"))
    view = seen([*many, broken], watched=[Watched("A", "B")], paused=["C1"])
    assert len(view["blocks"]) <= 100
    assert "and 960 more: `/mip list`" in text(view)
    assert "*Broken*" in text(view)
    registration = Registration(Connector.MIP_BOT)
    waiting = [replace(each, facts=Facts(), registration=registration) for each in many]
    assert "and 959 more" in text(seen(waiting))
