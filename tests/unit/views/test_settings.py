"""The form of a workspace's settings, and what of it is refused."""

import json
from datetime import timedelta
from typing import Any

import pytest

from mip.errors import Rejected
from mip.intervals import OFFERED
from mip.people import Person
from mip.settings import Settings
from mip.trail import Recorded
from tests.blocks import check_view
from tests.unit.views.strategies import NOW
from views import actions, settings
from views.interaction import OpenForm, Submission
from views.reference import Malformed

HOUR = timedelta(hours=1)
CHOSEN = Settings("C5", 6 * HOUR, frozenset({"U2", "U3"}), 41)
VALUES = {"default_channel": "C5", "default_interval": "21600", "admins": "U3,U2"}


def submission(about: str = ":41", **values: str) -> Submission:
    return Submission(Person("T1", "U1"), OpenForm("V1", "h", actions.FORM_SETTINGS, about, values))


def elements(chosen: Settings) -> dict[str, Any]:
    view = settings.build(chosen, HOUR)
    check_view(view)
    return {block["block_id"]: block["element"] for block in view["blocks"]}


def test_it_shows_what_is_chosen_now() -> None:
    found = elements(CHOSEN)
    assert found["default_channel"]["initial_conversation"] == "C5"
    assert found["default_interval"]["initial_option"]["text"]["text"] == "6 hours"
    assert found["admins"]["initial_users"] == ["U2", "U3"]
    assert settings.build(CHOSEN, HOUR)["private_metadata"] == ":41"


def test_where_nothing_is_chosen_the_operators_interval_stands_first() -> None:
    found = elements(Settings())
    assert (
        found["default_interval"]["initial_option"]["text"]["text"]
        == "As this bot's operator set it (1 hour)"
    )
    assert "initial_conversation" not in found["default_channel"]
    assert "initial_users" not in found["admins"]


def test_an_interval_that_is_not_offered_any_more_is_still_shown() -> None:
    odd = Settings(interval=timedelta(minutes=45))
    assert elements(odd)["default_interval"]["initial_option"]["text"]["text"] == "45 minutes"


def test_what_is_chosen_is_read() -> None:
    assert settings.read(submission(**VALUES)) == CHOSEN
    assert settings.read(submission(**VALUES)).seen == 41
    nothing = {"default_channel": "", "default_interval": "operator", "admins": ""}
    assert settings.read(submission(**nothing)) == Settings()


@pytest.mark.parametrize("interval", OFFERED)
def test_every_offered_interval_is_read_back(interval: timedelta) -> None:
    offered = {
        each["text"]["text"]: each["value"] for each in elements(Settings())["default_interval"]["options"]
    }
    (value,) = [v for v in offered.values() if v == str(int(interval.total_seconds()))]
    assert settings.read(submission(**{**VALUES, "default_interval": value})).interval == interval


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("default_channel", "U1"),
        ("default_channel", "<!channel>"),
        ("default_interval", ""),
        ("default_interval", "899"),
        ("default_interval", "604801"),
        ("default_interval", "9" * 5000),
        ("default_interval", "\u0663600"),
        ("default_interval", "-3600"),
        ("admins", "U2,<!channel>"),
        ("admins", ","),
        ("admins", ",".join(f"U{n}" for n in range(101))),
    ],
)
def test_what_slack_would_not_have_sent_is_refused_under_its_field(field: str, value: str) -> None:
    with pytest.raises(Rejected) as refused:
        settings.read(submission(**{**VALUES, field: value}))
    assert list(refused.value.fields) == [field]


def test_a_field_of_another_form_is_not_read() -> None:
    with pytest.raises(Malformed):
        settings.read(submission(**VALUES, client_secret="not-a-real-secret"))


def test_whoever_was_slower_hears_who_changed_what_in_its_order() -> None:
    details = {"default_channel": "C7", "default_interval": "86400"}
    newest_first = [
        Recorded(9, NOW, "U9", "admins.added", "", {"user": "U2"}),
        Recorded(8, NOW, "U8", "settings.changed", "", details),
    ]
    view = settings.stale(newest_first)
    check_view(view)
    said = json.dumps(view)
    changed = "<@U8> changed the settings: default notification channel <#C7>, default scan interval 1 day."
    assert changed in said
    assert said.index(changed) < said.index("<@U9> named <@U2> as an admin.")
    assert "Nothing of yours was saved." in said


def test_a_choice_that_was_taken_back_reads_as_one() -> None:
    details = {"default_channel": "none", "default_interval": "operator"}
    said = json.dumps(settings.stale([Recorded(8, NOW, "U8", "settings.changed", "", details)]))
    assert "default notification channel none, default scan interval the operator's" in said
