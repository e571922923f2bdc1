from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mip.people import Person
from tests.blocks import OPAQUE
from views import interaction, reference
from views.interaction import OpenForm, Press, Submission, Typed
from views.reference import Malformed, Reference

COMMAND = {
    "team_id": "T1",
    "user_id": "U1",
    "channel_id": "C1",
    "text": "show Contoso",
    "trigger_id": "1.2.a",
    "response_url": "https://slack.example/r",
}
USER = {"id": "U1", "team_id": "T2"}
VIEW = {
    "id": "V1",
    "hash": "h1",
    "callback_id": "add_account",
    "private_metadata": ":0|C1",
    "state": {
        "values": {
            "name": {"name": {"type": "plain_text_input", "value": "Contoso"}},
            "client_secret": {"client_secret": {"type": "plain_text_input", "value": None}},
            "connector": {"connector": {"selected_option": {"value": "custom"}}},
            "channel": {"channel": {"selected_conversation": "C9"}},
            "status": {"status": {"type": "radio_buttons", "selected_option": None}},
            "expires_on": {"expires_on": {"type": "datepicker", "selected_date": "2027-06-30"}},
            "no_day": {"no_day": {"type": "datepicker", "selected_date": None}},
        }
    },
}
FORM = OpenForm(
    "V1",
    "h1",
    "add_account",
    ":0|C1",
    {
        "name": "Contoso",
        "client_secret": "",
        "connector": "custom",
        "channel": "C9",
        "status": "",
        "expires_on": "2027-06-30",
        "no_day": "",
    },
)
PRESS = {
    "type": "block_actions",
    "team": {"id": "T1"},
    "user": USER,
    "container": {"type": "message", "message_ts": "1.1", "channel_id": "C1", "is_ephemeral": True},
    "channel": {"id": "C1"},
    "actions": [{"action_id": "activate", "value": "acc-1:7"}],
    "trigger_id": "1.2.a",
    "response_url": "https://slack.example/r",
}
SUBMISSION = {"type": "view_submission", "team": {"id": "T1"}, "user": USER, "view": VIEW}


def test_a_command_is_read() -> None:
    assert interaction.read_command(COMMAND) == Typed(
        Person("T1", "U1"), "C1", "show Contoso", "1.2.a", "https://slack.example/r"
    )


def test_a_command_without_words_is_read() -> None:
    assert interaction.read_command({**COMMAND, "text": ""}).text == ""


def test_a_press_on_a_card_names_person_account_and_version() -> None:
    press = interaction.read_press(PRESS)

    assert press == Press(
        Person("T1", "U1", "T2"),
        "activate",
        "acc-1:7",
        "1.2.a",
        "C1",
        "1.1",
        "https://slack.example/r",
        is_ephemeral=True,
    )
    assert press.about == Reference("acc-1", 7)
    assert press.person.home != press.person.workspace


ORG: dict[str, Any] = {"is_enterprise_install": True, "team": None}
STAMPED = {"action_id": "activate", "value": "acc-1:7", "block_id": "T9|acc-1:7|detail"}
ASKING = {"user": USER, "action_id": "find_label", "value": "conf", "block_id": "T9|acc-1:7"}


def test_where_an_organisation_installed_it_what_is_pressed_is_about_where_it_was_drawn() -> None:
    drawn = {**VIEW, "private_metadata": "T9|:0|C1"}
    in_message = interaction.read_press({**PRESS, **ORG, "actions": [STAMPED]})
    in_view = interaction.read_submission({**SUBMISSION, **ORG, "view": drawn})
    typing = interaction.read_asking({**ASKING, **ORG})
    assert {each.person for each in (in_message, in_view, typing)} == {Person("T9", "U1", "T2")}
    assert (in_message.block_id, in_view.about, typing.about) == (
        "acc-1:7|detail",
        Reference("", 0, "C1"),
        Reference("acc-1", 7),
    )
    elsewhere = {**PRESS, **ORG, "team": {"id": "T1"}, "actions": [STAMPED]}
    assert interaction.read_press(elsewhere).person.workspace == "T9", "the client may show another workspace"


def test_what_was_drawn_before_it_said_so_is_about_the_team_that_slack_names() -> None:
    assert interaction.read_submission({**SUBMISSION, **ORG}).person.workspace == "T2"
    assert interaction.read_press({**PRESS, **ORG, "team": {"id": "T1"}}).person.workspace == "T1"


def test_in_a_workspace_that_installed_it_for_itself_the_team_counts_and_nothing_else() -> None:
    drawn = {**VIEW, "private_metadata": "T9|:0|C1"}
    assert interaction.read_press({**PRESS, "actions": [STAMPED]}).person.workspace == "T1"
    assert interaction.read_submission({**SUBMISSION, "view": drawn}).person.workspace == "T1"
    assert interaction.read_asking({**ASKING, "team": {"id": "T1"}}).about == Reference("acc-1", 7)


def test_the_channel_is_found_where_the_container_has_none() -> None:
    assert interaction.read_press({**PRESS, "container": None}).channel == "C1"


def test_an_option_chosen_in_a_modal_brings_the_form_along() -> None:
    sent = {
        **PRESS,
        "container": {"type": "view", "view_id": "V1"},
        "channel": None,
        "response_url": None,
        "view": VIEW,
        "actions": [{"action_id": "connector", "selected_option": {"value": "custom"}}],
    }
    press = interaction.read_press(sent)

    assert press.value == "custom"
    assert press.form == FORM
    assert (press.channel, press.message_ts, press.response_url) == ("", "", "")


@pytest.mark.parametrize(
    ("root", "below", "depth"), [("V1", None, 1), ("V1", "", 1), ("V0", "V0", 2), ("V0", "V9", 3)]
)
def test_a_modal_knows_how_many_lie_on_each_other(root: str, below: str | None, depth: int) -> None:
    view = {**VIEW, "root_view_id": root, "previous_view_id": below}
    assert interaction.read_submission({**SUBMISSION, "view": view}).form.depth == depth


def test_a_submission_is_read() -> None:
    submission = interaction.read_submission(SUBMISSION)

    assert submission == Submission(Person("T1", "U1", "T2"), FORM)
    assert submission.callback_id == "add_account"
    assert submission.values["name"] == "Contoso"
    assert submission.about == Reference("", 0, "C1")


def test_a_form_without_inputs_is_read() -> None:
    sent = {**SUBMISSION, "view": {"id": "V1"}}

    assert interaction.read_submission(sent).values == {}


def test_what_is_typed_stays_out_of_every_repr() -> None:
    secret = {"client_secret": {"client_secret": {"value": "Sup3r~Secret"}}}
    sent = {**SUBMISSION, "view": {**VIEW, "state": {"values": secret}}}

    assert "Sup3r" not in repr(interaction.read_submission(sent))


@pytest.mark.parametrize(
    ("read", "sent"),
    [
        (interaction.read_command, None),
        (interaction.read_command, []),
        (interaction.read_command, {**COMMAND, "user_id": None}),
        (interaction.read_command, {**COMMAND, "text": 5}),
        (interaction.read_press, {}),
        (interaction.read_press, {**PRESS, "actions": None}),
        (interaction.read_press, {**PRESS, "actions": []}),
        (interaction.read_press, {**PRESS, "actions": ["x"]}),
        (interaction.read_press, {**PRESS, "user": "U1"}),
        (interaction.read_press, {**PRESS, "team": None}),
        (interaction.read_press, {**PRESS, "container": 5}),
        (interaction.read_submission, {**SUBMISSION, "view": None}),
        (interaction.read_submission, {**SUBMISSION, "view": {**VIEW, "state": {"values": 5}}}),
        (interaction.read_submission, {**SUBMISSION, "view": {**VIEW, "state": {"values": {"a": None}}}}),
        (interaction.read_submission, {**SUBMISSION, "view": {**VIEW, "state": {"values": {"a": {}}}}}),
        (interaction.read_submission, {**SUBMISSION, "view": {**VIEW, "state": {"values": {"a": {"b": 5}}}}}),
    ],
)
def test_what_is_missing_or_of_another_type_is_malformed(read: Callable[[Any], object], sent: Any) -> None:
    with pytest.raises(Malformed):
        read(sent)


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["team", "user", "id", "view", "state", "values", "actions", "action_id", "team_id"]
            )
            | st.text(max_size=3),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)


@given(json)
def test_no_payload_brings_down_a_reader(sent: Any) -> None:
    for read in (interaction.read_command, interaction.read_press, interaction.read_submission):
        try:
            assert read(sent) is not None
        except Malformed:
            continue


@given(
    st.builds(
        Reference,
        st.from_regex(r"[A-Za-z0-9\-]{0,36}", fullmatch=True),
        st.integers(0, 999_999_999),
        st.from_regex(r"[A-Za-z0-9]{0,16}", fullmatch=True),
    )
)
def test_a_reference_survives_the_way_through_slack(about: Reference) -> None:
    written = reference.write(about.account, about.number, about.detail)

    assert OPAQUE.fullmatch(written)
    assert reference.read(written) == about


@pytest.mark.parametrize(
    "value", ["", "acc-1", "acc-1:", "acc-1:x", "a b:1", "acc:1|", "acc:1|<", "a:1\n", "a:-1"]
)
def test_a_reference_that_we_never_wrote_is_malformed(value: str) -> None:
    press = interaction.read_press({**PRESS, "actions": [{"action_id": "edit", "value": value}]})

    with pytest.raises(Malformed):
        _ = press.about


def test_what_is_typed_after_a_command_comes_escaped_and_is_read_as_it_was_typed() -> None:
    typed = interaction.read_command({**COMMAND, "text": "show A &amp; B &lt;C&gt; &amp;lt;"})
    assert typed.text == "show A & B <C> &lt;"
