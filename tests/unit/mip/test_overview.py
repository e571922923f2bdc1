"""Which changes alter what somebody sees in the Home."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from mip.accounts import Account, Handover, Held, Reading
from mip.changes import Change
from mip.credentials import ClientSecret, Secret
from mip.overview import is_seen
from mip.reasons import Reason
from mip.status import Facts, Validation
from tests.unit.views.strategies import NOW, an_account, named

BEFORE = an_account(reading=Reading(NOW, None, NOW, 3))
LATER = NOW + timedelta(hours=1)


def change(before: Account | None, after: Account | None, **more: Any) -> Change:
    return Change(BEFORE.workspace, before, after, **more)


@pytest.mark.parametrize(
    "values",
    [
        {"name": named("Another")},
        {"channel": "C9"},
        {"facts": Facts(Validation.OK)},
        {"interval": timedelta(days=2)},
        {"reading": Reading(NOW, None, NOW, 4)},
        {"reading": Reading(NOW, Reason.NETWORK, NOW, 3)},
        {"held": Held(NOW, 1, 9, "d")},
        {"expires_at": LATER},
        {"has_credential": not BEFORE.has_credential},
        {"handovers": (Handover("U7", "U1", "C1", NOW, LATER),)},
    ],
)
def test_what_the_page_shows_or_its_buttons_depend_on(values: dict[str, Any]) -> None:
    assert is_seen(change(BEFORE, replace(BEFORE, **values)))


def test_an_account_comes_or_goes() -> None:
    assert is_seen(change(None, BEFORE))
    assert is_seen(change(BEFORE, None))


def test_another_credential() -> None:
    given = ClientSecret(Secret("not-a-real-secret"))
    assert is_seen(change(BEFORE, BEFORE, credential=given))


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"reading": Reading(LATER, None, LATER, 3)},
        {"next_scan_at": LATER},
        {"changed_by": "U9", "changed_at": LATER},
        {"version": 99},
    ],
)
def test_a_scan_that_found_nothing_new_is_no_reason_to_draw_it(values: dict[str, Any]) -> None:
    assert not is_seen(change(BEFORE, replace(BEFORE, **values)))
