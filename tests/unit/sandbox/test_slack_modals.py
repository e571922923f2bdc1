"""The stack of modals before a person."""

from typing import Any

import pytest

from sandbox.slack_cast import OWNER, first_workspace
from sandbox.slack_modals import Modals
from sandbox.slack_tickets import Trigger
from sandbox.slack_workspace import Refused

Json = dict[str, Any]
TRIGGER = Trigger(OWNER, "C0SECURITY", None, 0.0)


def view(*block_ids: str, **more: Any) -> Json:
    field = {"type": "plain_text_input", "action_id": "a"}
    blocks = [{"type": "input", "block_id": each, "element": field} for each in block_ids]
    return {"type": "modal", "blocks": blocks, **more}


@pytest.fixture
def modals() -> Modals:
    return Modals(first_workspace(lambda: 1_000.0))


def test_an_update_with_an_old_hash_conflicts(modals: Modals) -> None:
    shown = modals.open(TRIGGER, view("b"))
    seen = shown.hash
    modals.change(shown, view("c"), seen)
    with pytest.raises(Refused, match="hash_conflict"):
        modals.change(shown, view("d"), seen)


def test_an_update_keeps_what_was_typed_and_takes_away_errors(modals: Modals) -> None:
    shown = modals.open(TRIGGER, view("b"))
    shown.values["b", "a"] = {"type": "plain_text_input", "value": "typed"}
    modals.refuse(shown, {"b": "wrong"})
    modals.change(shown, view("b", "c"))
    assert [value["value"] for value in shown.values.values()] == ["typed", None]
    assert shown.errors == {}


def test_three_views_fit_on_each_other_and_know_their_order(modals: Modals) -> None:
    first = modals.open(TRIGGER, view())
    second = modals.push(TRIGGER, view())
    modals.push(TRIGGER, view())
    assert (second.root_id, second.previous_id) == (first.id, first.id)
    with pytest.raises(Refused, match="push_limit_reached"):
        modals.push(TRIGGER, view())


def test_a_closed_view_is_not_found_and_its_external_id_is_free_again(modals: Modals) -> None:
    shown = modals.open(TRIGGER, view(external_id="mine"))
    with pytest.raises(Refused, match="duplicate_external_id"):
        modals.push(TRIGGER, view(external_id="mine"))
    modals.drop(shown)
    with pytest.raises(Refused, match="not_found"):
        modals.find(view_id=shown.id)
    modals.open(TRIGGER, view(external_id="mine"))


def test_a_home_is_published_once_for_each_person_and_then_changed(modals: Modals) -> None:
    home = {"type": "home", "blocks": []}
    shown = modals.publish(OWNER, home, None)
    assert modals.publish(OWNER, home, shown.hash) is shown
    with pytest.raises(Refused, match="hash_conflict"):
        modals.publish(OWNER, home, "0.stale")
