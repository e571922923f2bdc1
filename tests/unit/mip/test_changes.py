from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from mip.accounts import Card, Connector, Held, Reading, Registration
from mip.changes import Action, Tell, card, numbered
from mip.names import read_name
from tests.unit.mip.samples import ACTIVE, NOW, TENANT, account


@pytest.mark.parametrize(
    "changes",
    [
        {"name": read_name("Fabrikam")},
        {"channel": "COTHER"},
        {"registration": Registration(Connector.CUSTOM, tenant=TENANT)},
        {"facts": ACTIVE},
        {"interval": timedelta(hours=2)},
        {"credential_version": 1},
    ],
)
def test_what_a_card_or_form_depends_on_moves_the_version(changes: dict[str, Any]) -> None:
    before = account(version=7)
    assert numbered(before, replace(before, **changes)).version == 8


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"reading": Reading(attempted_at=NOW)},
        {"next_scan_at": NOW},
        {"changed_at": NOW, "changed_by": "U1"},
        {"card": Card("C", "1")},
        {"held": Held(NOW, 0, 40, "d")},
    ],
)
def test_timestamps_and_readings_alone_do_not(changes: dict[str, Any]) -> None:
    before = account(version=7)
    assert numbered(before, replace(before, **changes)) == replace(before, **changes)


def test_a_new_account_has_the_version_it_came_with() -> None:
    assert numbered(None, account()).version == 1


def test_any_number_of_cards_in_the_queue_are_one() -> None:
    assert card(account()).key == card(account(ACTIVE, channel="COTHER")).key
    assert card(account()).key != card(account(id="A2")).key
    assert (card(account()).tell, card(account()).channel, card(account()).user) == (Tell.CARD, "CNEWS", "")


def test_audited_actions_read_as_subject_and_action() -> None:
    assert all(action.value.count(".") == 1 and action.value.islower() for action in Action)
