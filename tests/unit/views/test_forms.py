"""Each form and its reader: what a person put in comes out, and nothing that was not offered."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mip.accounts import Cloud, Connector, Registration
from mip.credentials import ClientSecret, Secret
from mip.editing import Wanted
from mip.errors import Rejected
from mip.names import read_name
from mip.people import Person
from mip.ports import View
from mip.reasons import Reason
from mip.status import Facts, Retrieval, Validation
from tests.blocks import check_view
from tests.unit.views.strategies import CLIENT, NOW, TENANT, an_account
from views import actions, add_account, edit_account, interaction, notice, reauthorize, remove_account
from views.add_account import Chosen, Draft, Offer
from views.fields import BY_CERTIFICATE, BY_SECRET
from views.interaction import OpenForm, Submission
from views.reauthorize import Renewal
from views.reference import Malformed, Reference
from views.remove_account import Removal

VALUE = "abc8Q~not-a-real-secret-value"
EVERYTHING = Offer(certificate=True)
NO_MIP_BOT = Offer(mip_bot_missing="The MIP bot connector is not set up here.")
ON = Facts(Validation.OK, None, Retrieval.ON, first_retrieved=True)
OFF = Facts(Validation.OK, None, Retrieval.OFF)
NEVER = Facts(Validation.OK)
DAY = datetime(2026, 6, 30, 23, 59, 59, tzinfo=UTC)


def filled(view: View, **typed: str) -> Submission:
    """The form as Slack would send it: what stood in it at first, unless something else was typed."""
    check_view(view)
    state = {
        block["block_id"]: {
            block["element"]["action_id"]: _held(block["element"], typed.get(block["block_id"]))
        }
        for block in view["blocks"]
        if block["type"] == "input"
    }
    assert set(typed) <= set(state), "typed into a field that is not there"
    sent = {
        "team": {"id": "T1"},
        "user": {"id": "U1", "team_id": "T1"},
        "view": {**view, "id": "V1", "hash": "h1", "state": {"values": state}},
    }
    return interaction.read_submission(sent)


def _held(element: Mapping[str, Any], typed: str | None) -> Mapping[str, Any]:
    kind = element["type"]
    if kind == "plain_text_input":
        return {"type": kind, "value": element.get("initial_value") if typed is None else typed}
    if kind == "conversations_select":
        return {"type": kind, "selected_conversation": typed or element.get("initial_conversation")}
    if kind == "datepicker":
        return {"type": kind, "selected_date": typed or element.get("initial_date")}
    offered = {option["value"]: option for option in element["options"]}
    return {
        "type": kind,
        "selected_option": element.get("initial_option") if typed is None else offered[typed],
    }


def inputs(view: View) -> list[str]:
    return [block["label"]["text"] for block in view["blocks"] if block["type"] == "input"]


def submitted(**values: str) -> Submission:
    return Submission(Person("T1", "U1"), OpenForm("V1", "h1", "form", "acc-1:7", values))


CUSTOM = {
    "connector": "custom",
    "name": "Contoso",
    "channel": "C1NEWS",
    "client_id": CLIENT,
    "tenant": "contoso.example",
    "cloud": "GCC High",
    "credential": BY_SECRET,
    "client_secret": VALUE,
}


def test_the_add_form_has_the_words_people_know() -> None:
    view = add_account.build(Offer(), channel="C1")

    assert (view["title"]["text"], view["submit"]["text"]) == ("Add MIP account", "Save")
    assert inputs(view) == ["SaaS connector", "Account name", "Notification channel"]
    assert view["private_metadata"] == ":0|C1"
    assert view["callback_id"] == actions.FORM_ADD
    options = view["blocks"][0]["element"]["options"]
    assert [option["text"]["text"] for option in options] == ["MIP bot connector", "Custom connector"]
    assert all("SensitivityLabel.Read" in option["description"]["text"] for option in options)
    assert view["blocks"][0]["element"]["initial_option"] == options[0]
    assert view["blocks"][0]["dispatch_action"] is True


def test_the_add_form_for_an_app_of_ones_own_asks_in_order() -> None:
    view = add_account.build(EVERYTHING, Chosen(Connector.CUSTOM))

    assert inputs(view) == [
        "SaaS connector",
        "Account name",
        "Notification channel",
        "Client ID",
        "Tenant ID",
        "Cloud",
        "Credential",
        "Client secret",
        "Secret expires on",
    ]
    cloud, credential, secret = view["blocks"][5], view["blocks"][6], view["blocks"][7]
    assert [o["text"]["text"] for o in cloud["element"]["options"]] == ["Global", "GCC High", "DoD", "China"]
    assert cloud["element"]["initial_option"]["value"] == "Global"
    assert [o["text"]["text"] for o in credential["element"]["options"]] == ["Client secret", "Certificate"]
    assert credential["dispatch_action"] is True
    assert secret["optional"] is True
    assert "private page" in secret["hint"]["text"]
    assert "initial_value" not in secret["element"]
    day = view["blocks"][8]
    assert (day["element"]["type"], day["optional"]) == ("datepicker", True)


def test_the_channel_is_a_public_or_private_one_and_defaults_to_where_the_command_was_given() -> None:
    channel = add_account.build(Offer())["blocks"][2]

    assert channel["optional"] is False
    assert channel["element"]["default_to_current_conversation"] is True
    assert channel["element"]["filter"]["include"] == ["public", "private"]


def test_a_certificate_is_not_offered_before_it_exists_and_needs_no_secret() -> None:
    only = add_account.build(Offer(), Chosen(Connector.CUSTOM))
    chosen = add_account.build(EVERYTHING, Chosen(Connector.CUSTOM, BY_CERTIFICATE))

    assert len(only["blocks"][6]["element"]["options"]) == 1
    assert "Client secret" not in inputs(chosen)


def test_a_connector_that_is_not_set_up_is_not_offered_and_the_form_says_why() -> None:
    view = add_account.build(NO_MIP_BOT)

    check_view(view)
    assert len(view["blocks"][0]["element"]["options"]) == 1
    assert view["blocks"][1]["elements"][0]["text"] == NO_MIP_BOT.mip_bot_missing
    assert "Client ID" in inputs(view)


def test_ids_stay_equal_when_the_form_is_drawn_again() -> None:
    def ids(view: View) -> set[tuple[str, str]]:
        return {(b["block_id"], b["element"]["action_id"]) for b in view["blocks"] if b["type"] == "input"}

    assert ids(add_account.build(Offer())) < ids(add_account.build(Offer(), Chosen(Connector.CUSTOM)))


@pytest.mark.parametrize(
    "draft",
    [
        Draft(read_name("Contoso"), "C1NEWS", Registration(Connector.MIP_BOT)),
        Draft(
            read_name("Contoso & S\u00f6hne"),
            "G1NEWS",
            Registration(Connector.CUSTOM, Cloud.CHINA, CLIENT, TENANT),
            ClientSecret(Secret(VALUE)),
        ),
        Draft(
            read_name("Contoso"),
            "C1",
            Registration(Connector.CUSTOM, Cloud.GLOBAL, CLIENT, TENANT),
            ClientSecret(Secret(VALUE), DAY),
            expires_at=DAY,
        ),
        Draft(
            read_name("Contoso"),
            "C1",
            Registration(Connector.CUSTOM, Cloud.GLOBAL, CLIENT, TENANT),
            expires_at=DAY,
        ),
        Draft(read_name("Contoso"), "C1", Registration(Connector.CUSTOM, Cloud.GLOBAL, CLIENT, "a.example")),
        Draft(
            read_name("Contoso"),
            "C1",
            Registration(Connector.CUSTOM, Cloud.DOD, CLIENT, TENANT),
            by_certificate=True,
        ),
    ],
)
def test_what_is_put_into_the_add_form_comes_out(draft: Draft) -> None:
    registration = draft.registration
    chosen = Chosen(registration.connector, BY_CERTIFICATE if draft.by_certificate else BY_SECRET)
    typed = {"name": draft.name.shown, "channel": draft.channel}
    if registration.connector is Connector.CUSTOM:
        typed |= {"client_id": registration.client_id, "tenant": registration.tenant}
        typed |= {"cloud": registration.cloud.value}
    if draft.credential:
        typed["client_secret"] = draft.credential.value.reveal()
    if draft.expires_at:
        typed["expires_on"] = "2026-06-30"

    assert add_account.read(filled(add_account.build(EVERYTHING, chosen), **typed), EVERYTHING, NOW) == draft


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"name": ""}, "name", "Give the account a name"),
        ({"channel": ""}, "channel", "Choose a channel"),
        ({"channel": "D1"}, "channel", "Choose a channel"),
        ({"channel": "C1|x"}, "channel", "Choose a channel"),
        ({"client_id": "x"}, "client_id", "not a client id"),
        ({"tenant": "common"}, "tenant", "not a tenant id"),
        ({"cloud": "Moon"}, "cloud", "Choose one of the offered values of Cloud"),
        ({"credential": BY_CERTIFICATE}, "credential", "Choose one of the offered values of Credential"),
        ({"connector": "other"}, "connector", "Choose one of the offered values of SaaS connector"),
        ({"client_secret": CLIENT}, "client_secret", "Secret ID"),
        ({"client_secret": "two\nlines"}, "client_secret", "not a client secret"),
        ({"expires_on": "2026-03-01"}, "expires_on", "That day is over"),
        ({"expires_on": "2028-03-04"}, "expires_on", "no client secret last longer than 24 months"),
        ({"expires_on": "soon"}, "expires_on", "not a date"),
    ],
)
def test_each_wrong_field_is_told_under_itself(wrong: dict[str, str], field: str, words: str) -> None:
    with pytest.raises(Rejected) as refused:
        add_account.read(submitted(**CUSTOM | wrong), Offer(), NOW)

    assert list(refused.value.fields) == [field]
    assert words in refused.value.fields[field]


def test_all_wrong_fields_are_told_at_once() -> None:
    with pytest.raises(Rejected) as refused:
        add_account.read(submitted(**CUSTOM | {"name": "", "tenant": "x", "client_id": ""}), Offer(), NOW)

    assert set(refused.value.fields) == {"name", "tenant", "client_id"}


def test_a_connector_that_was_not_offered_is_refused() -> None:
    with pytest.raises(Rejected) as refused:
        add_account.read(submitted(connector="mip_bot", name="A", channel="C1"), NO_MIP_BOT, NOW)

    assert list(refused.value.fields) == ["connector"]


def test_a_form_sent_before_its_fields_were_drawn_says_so_on_a_field_that_is_there() -> None:
    with pytest.raises(Rejected) as refused:
        add_account.read(submitted(connector="custom", name="A", channel="C1"), Offer(), NOW)

    assert list(refused.value.fields) == ["connector"]


@pytest.mark.parametrize(
    "read", [lambda s: add_account.read(s, Offer(), NOW), edit_account.read, remove_account.read]
)
def test_a_field_that_no_form_has_makes_it_not_ours(read: Any) -> None:
    with pytest.raises(Malformed):
        read(submitted(name="A", channel="C1", connector="mip_bot", extra="x"))


@pytest.mark.parametrize(
    ("values", "offer", "chosen"),
    [
        ({"connector": "custom"}, EVERYTHING, Chosen(Connector.CUSTOM)),
        (
            {"connector": "custom", "credential": BY_CERTIFICATE},
            EVERYTHING,
            Chosen(Connector.CUSTOM, BY_CERTIFICATE),
        ),
        ({"connector": "custom", "credential": BY_CERTIFICATE}, Offer(), Chosen(Connector.CUSTOM)),
        ({"connector": "mip_bot"}, NO_MIP_BOT, Chosen(Connector.CUSTOM)),
        ({}, EVERYTHING, Chosen(Connector.MIP_BOT)),
    ],
)
def test_the_form_is_drawn_again_as_it_stands(values: dict[str, str], offer: Offer, chosen: Chosen) -> None:
    assert add_account.choice(OpenForm("V1", "h", "f", "", values), offer) == chosen


@pytest.mark.parametrize(
    ("facts", "active"),
    [
        (ON, True),
        (OFF, False),
        (NEVER, None),
        (Facts(), None),
        (Facts(Validation.LOST, Reason.NO_CONSENT, Retrieval.ON), None),
    ],
)
def test_an_edit_form_sent_unchanged_changes_nothing(facts: Facts, active: bool | None) -> None:
    account = an_account(facts)

    edit = edit_account.read(filled(edit_account.build(account, channel="C2")))

    assert edit == Wanted(account.name, account.channel, account.interval, active)


def test_what_is_put_into_the_edit_form_comes_out() -> None:
    view = edit_account.build(an_account(NEVER))

    edit = edit_account.read(filled(view, name="Fabrikam", channel="G2", status="active"))

    assert edit == Wanted(read_name("Fabrikam"), "G2", timedelta(hours=1), active=True)
    assert (view["title"]["text"], view["submit"]["text"]) == ("Edit MIP account", "Save")


def test_the_edit_form_shows_a_status_only_where_the_card_can_switch_it() -> None:
    assert inputs(edit_account.build(an_account())) == [
        "Account name",
        "Notification channel",
        "Scan interval",
    ]
    status = edit_account.build(an_account(ON))["blocks"][2]
    assert status["label"]["text"] == "Status"
    assert [o["text"]["text"] for o in status["element"]["options"]] == ["Active", "Tenant Inactive"]


def test_the_interval_in_use_is_offered_where_it_is_an_unusual_one() -> None:
    usual = edit_account.build(an_account())["blocks"][2]["element"]
    assert [each["text"]["text"] for each in usual["options"]] == [
        *("15 minutes", "30 minutes", "1 hour", "2 hours", "4 hours", "6 hours", "12 hours"),
        *("1 day", "2 days", "7 days"),
    ]
    odd = edit_account.build(replace(an_account(), interval=timedelta(minutes=95)))["blocks"][2]["element"]
    assert odd["initial_option"]["text"]["text"] == "95 minutes"
    assert len(odd["options"]) == len(usual["options"]) + 1


def test_the_edit_form_has_a_reauthorize_button() -> None:
    button = edit_account.build(an_account())["blocks"][-1]["elements"][0]

    assert (button["text"]["text"], button["action_id"], button["value"]) == (
        "Reauthorize",
        actions.REAUTHORIZE,
        "acc-1:7",
    )


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"channel": ""}, {"status": "paused"}, {"interval": "60"}, {"interval": "x" * 99}]
)
def test_a_wrong_edit_is_told_under_its_field(wrong: dict[str, str]) -> None:
    with pytest.raises(Rejected) as refused:
        edit_account.read(submitted(**{"name": "A", "channel": "C1", "status": "active"} | wrong))

    assert set(refused.value.fields) == set(wrong)


def test_removing_says_what_is_lost_and_how_to_revoke() -> None:
    account = an_account(reading=replace(an_account().reading, labels=12))
    view = remove_account.build(account)

    assert (view["title"]["text"], view["submit"]["text"]) == ("Remove MIP account", "Remove")
    assert inputs(view) == ["Type the account name"]
    assert "12 stored labels" in view["blocks"][1]["text"]["text"]
    assert CLIENT in view["blocks"][2]["elements"][0]["text"]
    unknown = remove_account.build(an_account(registration=Registration(Connector.MIP_BOT)))
    assert "this bot's app" in unknown["blocks"][2]["elements"][0]["text"]


@pytest.mark.parametrize("typed", ["Contoso", " contoso ", "\uff23ontoso"])
def test_removing_takes_the_name_in_whatever_case(typed: str) -> None:
    removal = remove_account.read(filled(remove_account.build(an_account(), channel="C2"), name=typed))

    assert removal == Removal(Reference("acc-1", 7, "C2"), typed)
    remove_account.confirm(removal, an_account())


@pytest.mark.parametrize("typed", ["", "Contos", "Fabrikam"])
def test_removing_with_another_name_is_refused(typed: str) -> None:
    with pytest.raises(Rejected) as refused:
        remove_account.confirm(Removal(Reference("acc-1", 7), typed), an_account())

    assert list(refused.value.fields) == ["name"]


@pytest.mark.parametrize(
    ("renewal", "chosen"),
    [
        (Renewal(Reference("acc-1", 7), CLIENT), BY_SECRET),
        (Renewal(Reference("acc-1", 7), TENANT, ClientSecret(Secret(VALUE))), BY_SECRET),
        (Renewal(Reference("acc-1", 7), TENANT, ClientSecret(Secret(VALUE), DAY), expires_at=DAY), BY_SECRET),
        (Renewal(Reference("acc-1", 7), CLIENT, expires_at=DAY), BY_SECRET),
        (Renewal(Reference("acc-1", 7), CLIENT, by_certificate=True), BY_CERTIFICATE),
    ],
)
def test_what_is_put_into_the_reauthorize_form_comes_out(renewal: Renewal, chosen: str) -> None:
    view = reauthorize.build(an_account(), chosen, certificate_offered=True)
    typed = {"client_id": renewal.client_id}
    if renewal.credential:
        typed["client_secret"] = renewal.credential.value.reveal()
    if renewal.expires_at:
        typed["expires_on"] = "2026-06-30"

    assert reauthorize.read(filled(view, **typed), NOW, certificate_offered=True) == renewal


def test_the_reauthorize_form_has_the_words_people_know() -> None:
    view = reauthorize.build(an_account(has_credential=True))

    assert view["title"]["text"] == "Reauthorize"
    assert inputs(view) == ["Client ID", "Credential", "Client secret", "Secret expires on"]
    assert "keep" in hint_of(view, "client_secret")
    assert "keep" not in hint_of(reauthorize.build(an_account()), "client_secret")


def hint_of(view: View, block: str) -> str:
    (field,) = [each for each in view["blocks"] if each.get("block_id") == block]
    return str(field["hint"]["text"])


def test_the_reauthorize_form_says_which_day_it_knows_and_puts_none_in_the_field() -> None:
    known = an_account(has_credential=True, expires_at=DAY)

    assert "the day we know: 2026-06-30." in hint_of(reauthorize.build(known), "expires_on")
    assert "initial_date" not in str(reauthorize.build(known))
    certificate = replace(known, by_certificate=True)
    assert "2026" not in hint_of(reauthorize.build(certificate), "expires_on")


def test_a_new_secret_may_be_typed_on_a_private_page_instead() -> None:
    """Without a credential, leaving the field empty leads there."""
    with_one = reauthorize.build(an_account(ON, has_credential=True), channel="C1")
    (row,) = [block for block in with_one["blocks"] if block["type"] == "actions"]
    (button,) = row["elements"]

    assert (button["text"]["text"], button["action_id"]) == ("Enter it on a private page", "secret_page")
    assert button["value"] == with_one["private_metadata"]
    assert "private page" not in str(reauthorize.build(an_account())["blocks"][-1].get("elements", ""))
    by_certificate = reauthorize.build(an_account(has_credential=True), BY_CERTIFICATE)
    assert "Enter it on a private page" not in str(by_certificate)


@pytest.mark.parametrize(
    ("values", "chosen"), [({}, BY_SECRET), ({"credential": BY_CERTIFICATE}, BY_CERTIFICATE)]
)
def test_the_reauthorize_form_is_drawn_again_as_it_stands(values: dict[str, str], chosen: str) -> None:
    assert reauthorize.choice(OpenForm("V1", "h", "f", "", values)) == chosen


def test_the_reauthorize_form_says_that_what_works_goes_on_working() -> None:
    assert "goes on working" in str(reauthorize.build(an_account(ON)))
    assert "goes on working" not in str(reauthorize.build(an_account()))


def test_a_wrong_client_id_is_told_under_its_field() -> None:
    with pytest.raises(Rejected) as refused:
        reauthorize.read(submitted(client_id="x", credential=BY_SECRET, client_secret=""), NOW)

    assert list(refused.value.fields) == ["client_id"]


def test_no_form_ever_shows_a_secret() -> None:
    account = an_account(ON, has_credential=True)
    forms: list[View] = [
        add_account.build(EVERYTHING, Chosen(Connector.CUSTOM)),
        edit_account.build(account),
        reauthorize.build(account),
        remove_account.build(account),
    ]

    for block in (block for view in forms for block in view["blocks"]):
        if block.get("block_id") == "client_secret":
            assert set(block["element"]) == {"type", "action_id", "max_length"}


@pytest.mark.parametrize(
    ("view", "words"),
    [
        (notice.start_again(), "start again"),
        (notice.stale(), "nothing was changed"),
        (notice.gone(), "no longer exists or is not in this workspace"),
        (notice.not_allowed(()), "Ask: a workspace owner or admin."),
    ],
)
def test_a_notice_says_something_and_cannot_be_submitted(view: View, words: str) -> None:
    check_view(view)
    assert words in view["blocks"][0]["text"]["text"]
    assert "submit" not in view
