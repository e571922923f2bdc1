"""What each message says and offers."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from mip.accounts import Cloud, Connector, Held, Reading, Registration, Renewal
from mip.commands import Group, Verb, parse
from mip.consent import Purpose
from mip.diff import Kind, LabelChange
from mip.errors import NotAllowed, NotFound, Rejected, SignInAgain, Stale, Trouble, TryLater
from mip.labels import Label
from mip.ports import Message
from mip.reasons import Reason
from mip.status import Button, Facts, Retrieval, Status, Validation, buttons, reachable
from tests.blocks import check_message, check_view
from tests.unit.views.strategies import CLIENT, NOW, TENANT, an_account, listing, named, totals
from views import (
    accounts,
    actions,
    admins,
    card,
    changes_file,
    consent,
    labels,
    notice,
    reference,
    refusals,
    renewal,
    restoring,
    results,
)
from views import help as help_
from views.labels import Chosen

ON = Facts(Validation.OK, None, Retrieval.ON, first_retrieved=True)
PENDING_FIRST = Facts(Validation.OK, None, Retrieval.ON)
OFF = Facts(Validation.OK, None, Retrieval.OFF)
VALID = Facts(Validation.OK)
FAILED = Facts(Validation.FAILED, Reason.SECRET_INVALID)
LOST = Facts(Validation.LOST, Reason.SECRET_EXPIRED, Retrieval.ON, first_retrieved=True)
READ = Reading(attempted_at=NOW, succeeded_at=NOW - timedelta(hours=1), labels=42)
HELD = Held(NOW, 3, 12, "0123456789abcdef0123")
TREE = (
    Label("g1", "Confidential", priority=2, color="#FF0000", is_enabled=True, has_protection=False),
    Label("g2", "All Employees", parent="g1", priority=3, applicable_to=("file", "email", "spaceship")),
    Label("g3", "Public", priority=1, is_enabled=False, has_protection=True, applicable_to=()),
    Label("g4", "Stray", parent="gone", color="odd"),
)


def pressed(message: Message) -> list[dict[str, Any]]:
    check_message(message)
    return [each for block in message.blocks if block["type"] == "actions" for each in block["elements"]]


def labels_of(message: Message) -> list[str]:
    return [each["text"]["text"] for each in pressed(message)]


def shown(message: Message) -> str:
    """Everything a person sees in the blocks."""
    check_message(message)
    return json.dumps(message.blocks, ensure_ascii=False)


@pytest.mark.parametrize("facts", sorted(reachable(), key=repr))
def test_the_card_has_exactly_the_buttons_of_the_table(facts: Facts) -> None:
    drawn = pressed(card.build(an_account(facts)))

    assert [each["text"]["text"] for each in drawn] == list(buttons(facts))
    assert {each["value"] for each in drawn} == {"acc-1:7"}
    assert [each["action_id"] for each in drawn] == [actions.ON_CARD[kind] for kind in buttons(facts)]


def test_only_switching_off_asks_again_because_remove_opens_a_form() -> None:
    drawn = pressed(card.build(an_account(ON)))

    assert [each["text"]["text"] for each in drawn if "confirm" in each] == ["Set Tenant Inactive"]
    assert drawn[0]["accessibility_label"] == "Set Tenant Inactive: Contoso"


@pytest.mark.parametrize(
    ("facts", "trouble", "words"),
    [
        (Facts(), None, "An admin of the tenant has to approve it."),
        (Facts(), Reason.APP_NOT_FOUND, f"{Reason.APP_NOT_FOUND.next_step} Press Authorize with Microsoft"),
        (Facts(), Reason.CERTIFICATE_NOT_UPLOADED, "Press Authorize with Microsoft for the link."),
        (VALID, None, "Press Activate to start."),
        (VALID, Reason.NETWORK, "The last attempt failed. Microsoft could not be reached."),
        (PENDING_FIRST, None, "The first labels are on their way."),
        (ON, None, "on schedule"),
        (ON, Reason.THROTTLED, "The last attempt failed. Microsoft asked us to slow down."),
        (OFF, None, "Press Activate to go on."),
        (replace(LOST, retrieval=Retrieval.OFF), None, f"{Reason.SECRET_EXPIRED.words} Press Edit, then"),
        (OFF, Reason.NETWORK, "The last attempt failed. Microsoft could not be reached."),
        (FAILED, None, Reason.SECRET_INVALID.next_step),
        (replace(FAILED, reason=None), None, "Press Reauthorize."),
        (LOST, None, Reason.SECRET_EXPIRED.next_step),
    ],
)
def test_the_card_says_why_and_what_next(facts: Facts, trouble: Reason | None, words: str) -> None:
    drawn = card.build(an_account(facts, reading=Reading(trouble=trouble)))

    assert words in shown(drawn)
    assert words in drawn.text


@pytest.mark.parametrize("reason", [Reason.APP_DISABLED, Reason.NETWORK, Reason.PROVIDER_DOWN])
def test_nobody_is_sent_to_approve_what_an_approval_does_not_mend(reason: Reason) -> None:
    drawn = card.build(an_account(Facts(), reading=Reading(trouble=reason)))
    assert f"{reason.words} {reason.next_step}" in drawn.text
    assert "Press Authorize" not in drawn.text


def test_the_card_says_where_the_account_stands() -> None:
    account = an_account(
        ON,
        reading=replace(READ, trouble=Reason.NETWORK),
        next_scan_at=NOW,
        changed_by="U2",
        changed_at=NOW,
        registration=Registration(Connector.CUSTOM, Cloud.GCC_HIGH, CLIENT, TENANT),
    )
    drawn = card.build(account, admins=("U8", "U9"))
    seen = shown(drawn)

    for words in ("Contoso", "Custom connector", TENANT, "GCC High", "42", ", failed", "<#C1NEWS>"):
        assert words in seen
    assert "Added by <@U1>" in seen
    assert "changed by <@U2>" in seen
    assert "managed by <@U8>, <@U9>" in seen
    assert "scanned every hour" in seen
    for words in ("Contoso: Active.", "42 labels", "2026-03-02 08:30 UTC", "Next scan 2026-03-02 09:30 UTC"):
        assert words in drawn.text


def test_the_card_says_what_is_not_known_yet() -> None:
    seen = shown(card.build(an_account(registration=Registration(Connector.MIP_BOT))))

    for words in ("MIP bot connector", "not known yet", "not retrieved yet", "never", "not planned"):
        assert words in seen


def test_a_copy_of_the_card_leads_to_the_real_one() -> None:
    drawn = pressed(card.build(an_account(), link_to="https://slack.example/p1"))

    assert (drawn[-1]["url"], drawn[-1]["text"]["text"]) == ("https://slack.example/p1", "Open the card")


def test_what_may_have_been_sent_before_says_so() -> None:
    drawn = card.build(an_account(), repeat=True)

    assert drawn.text.endswith("(may repeat)")
    assert "(may repeat)" in shown(drawn)


def test_a_removed_account_leaves_a_line_that_says_how_to_revoke() -> None:
    gone = restoring.remains("Contoso", "U2", CLIENT, None)

    assert CLIENT in gone.text
    assert "*Contoso* was removed by <@U2>" in shown(gone)
    assert pressed(gone) == []


@pytest.mark.parametrize("draw", [card.build, results.held, results.unchanged])
def test_a_held_scan_offers_apply_and_keep(draw: Any) -> None:
    drawn = draw(an_account(ON, reading=READ, held=HELD))
    decide = [each for each in pressed(drawn) if each["action_id"] in {actions.APPLY, actions.KEEP}]

    assert "Held: the scan of *Contoso* found 3 labels; 12 of the 42 known ones would be gone." in drawn.text
    assert [each["text"]["text"] for each in decide] == ["Apply", "Keep"]
    assert {each["value"] for each in decide} == {"acc-1:7|0123456789abcdef"}


@pytest.mark.parametrize(
    ("held", "words"),
    [
        (replace(HELD, accepted=True), "The next scan that finds the same takes it over."),
        (replace(HELD, kept=True), "The known labels were kept."),
        (None, "what was held has been decided."),
    ],
)
def test_a_hold_that_was_decided_offers_nothing_more(held: Held | None, words: str) -> None:
    drawn = results.held(an_account(ON, reading=READ, held=held))

    assert labels_of(drawn) == ["View labels"]
    assert words in drawn.text


def test_the_first_labels_are_named_as_a_tree_in_the_text_too() -> None:
    drawn = results.first_labels(an_account(ON), TREE)

    assert drawn.text == (
        "First labels of *Contoso*: 4 labels.\n"
        "\u2022 Public\n\u2022 Confidential\n\u2800\u2003\u2022 All Employees\n\u2022 Stray"
    )
    assert labels_of(drawn) == ["View labels"]


def test_of_many_first_labels_twenty_are_named() -> None:
    drawn = results.first_labels(an_account(ON), [Label(f"g{n}", f"L{n:02}") for n in range(33)])

    assert drawn.text.endswith("\u2022 L19\nand 13 more")


def test_no_labels_at_all_is_explained() -> None:
    assert "have to be published" in results.first_labels(an_account(ON), ()).text


@pytest.mark.parametrize(
    ("kind", "before", "after", "sentence"),
    [
        (Kind.ADDED, None, None, "*A / B* was added."),
        (Kind.REMOVED, None, None, "*A / B* was removed."),
        (Kind.RETURNED, None, None, "*A / B* is back."),
        (Kind.RENAMED, "Old <b>", "B", "*Old &lt;b&gt;* was renamed to *B*, in *A*."),
        (Kind.RENAMED, "Old", "A / B", "*Old* was renamed to *A / B*."),
        (Kind.RENAMED, None, "B", "*(no name)* was renamed to *B*, in *A*."),
        (Kind.RENAMED, "B", None, "*B* was renamed to *A / B*."),
        (Kind.MOVED, None, "A", "*B* moved from the top level to *A*."),
        (Kind.MOVED, "A", "A", "*B* moved from *A* to another label of that name."),
        (Kind.MOVED, "X", None, "*A / B* moved from *X* to the top level."),
        (Kind.ENABLED, "no", "yes", "*A / B* was enabled."),
        (Kind.DISABLED, "yes", "no", "*A / B* was disabled."),
        (Kind.ENABLED, "yes", None, "The state of *A / B* changed from enabled to not reported."),
        (Kind.PROTECTION, "no", "yes", "The protection of *A / B* changed from off to on."),
        (
            Kind.COLOR,
            None,
            "#FF0000",
            "The colour of *A / B* changed from not reported to red (#FF0000).",
        ),
        (
            Kind.COLOR,
            None,
            "odd",
            "The colour of *A / B* changed from not reported to \u201codd\u201d.",
        ),
        (Kind.TOOLTIP, "yes", "b", "The tooltip of *A / B* changed from \u201cyes\u201d to \u201cb\u201d."),
    ],
)
def test_a_change_is_one_plain_sentence(
    kind: Kind, before: str | None, after: str | None, sentence: str
) -> None:
    drawn = results.changes(an_account(ON), [LabelChange(kind, "g", "A / B", before, after)])

    assert drawn.text == f"1 change in the labels of *Contoso*:\n\u2022 {sentence}"
    assert labels_of(drawn) == ["View labels"]


def test_many_changes_are_counted_by_kind_and_the_first_are_told() -> None:
    found = [LabelChange(Kind.ADDED, f"g{n}", f"A{n}") for n in range(20)]
    drawn = changes_file.summary(
        an_account(ON), [*found, LabelChange(Kind.COLOR, "g", "B"), LabelChange(Kind.GROUPED, "g", "C")], "s1"
    )
    head, *lines = drawn.text.splitlines()
    assert head == (
        "22 changes in the labels of *Contoso*: 1 became groups, 20 added, 1 with another colour."
    )
    assert lines[5:] == ["and 17 more", "*What changed*, and *Details* there, show them all."]
    assert labels_of(drawn) == ["What changed", "View labels"]
    check_message(drawn)


def test_a_file_of_changes_has_a_row_for_each_and_runs_nothing() -> None:
    parts = (
        LabelChange(Kind.MOVED, "g1", "=A / B", None, "=A", "", "g2"),
        LabelChange(Kind.ENABLED, "g3", "C", "no", "yes"),
        LabelChange(Kind.TOOLTIP, "g4", "D", "+1", "\ud800"),
    )
    whole = changes_file.content([LabelChange(Kind.GROUPED, "g1", "=A / B", parts=parts)])
    assert whole.decode("utf-8-sig").splitlines() == [
        "what,guid,path,field,before,after",
        "moved,g1,'=A / B,parent,,'=A",
        "switched on,g3,C,state,no,yes",
        "changed,g4,D,tooltip,'+1,?",
    ]


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_change_has_words(kind: Kind) -> None:
    check_message(changes_file.summary(an_account(ON), [LabelChange(kind, "g", "A", "x", "y")] * 21, "s1"))
    check_message(results.changes(an_account(ON), [LabelChange(kind, "g", "A", "x", "y")] * 21))


@pytest.mark.parametrize(
    ("drawn", "words", "offered"),
    [
        (results.lost(an_account(LOST, reading=READ)), "The client secret has expired.", ["Reauthorize"]),
        (results.lost(an_account(LOST)), "The stored labels stay.", ["Reauthorize"]),
        (results.recovered(an_account(ON)), "works again: Active.", ["View labels"]),
        (results.recovered(an_account(ON), NOW), "last success was 2026-03-02 09:30 UTC", ["View labels"]),
        (results.validated(an_account(VALID)), "Validation Successful. Microsoft lets us read", ["Activate"]),
        (results.validated(an_account(ON)), "Labels are retrieved on schedule.", []),
        (results.not_validated(an_account(FAILED)), "paste the secret's Value", ["Reauthorize"]),
        (
            results.not_validated(an_account(), Reason.NO_CONSENT),
            "An admin has to approve",
            ["Authorize with Microsoft"],
        ),
        (results.not_validated(an_account()), "Open the card", ["Authorize with Microsoft"]),
        (results.waiting(an_account(), Reason.NO_CONSENT), "We keep trying", []),
        (results.waiting(an_account()), "no final answer yet. We keep trying", []),
        (results.unchanged(an_account(ON, reading=READ)), "no change, 42 labels.", ["View labels"]),
        (results.scan_failed(an_account(ON), Reason.THROTTLED), "slow down", ["View labels"]),
        (
            results.scan_failed(an_account(ON), until=NOW),
            "|2026-03-02 09:30 UTC>. Nothing to do: we try again by ourselves. The stored labels stay.",
            ["View labels"],
        ),
        (
            results.waiting(an_account(), until=NOW),
            "no final answer yet. Microsoft asks us to wait until <!date",
            [],
        ),
        (results.other_person(an_account()), "Someone else opened your link", ["Authorize with Microsoft"]),
        (results.started(an_account(ON), "Scanning"), "Scanning. Its card shows the result.", []),
    ],
)
def test_each_result_says_what_happened_and_offers_what_helps(
    drawn: Message, words: str, offered: list[str]
) -> None:
    assert words in drawn.text
    assert labels_of(drawn) == offered


def test_labels_are_shown_with_all_that_is_reported() -> None:
    seen = shown(labels.build(an_account(ON, reading=READ), Chosen(TREE)))

    for words in (
        "*Confidential*",
        "\u2800\u2003\u2514 *All Employees*",
        "red (#FF0000)",
        "colour odd",
        "protection on",
        "protection off",
        "for email, files, spaceship",
        "for nothing",
        "enabled",
        "disabled",
        "priority 2",
        "priority not reported",
        "scope not reported",
        "`g2`",
        "its parent is not reported",
        "As of <!date^",
    ):
        assert words in seen


def test_labels_are_turned_page_by_page() -> None:
    found = [Label(f"g{n}", f"L{n:02}") for n in range(25)]

    def turns(page: int) -> list[tuple[str, str, str]]:
        drawn = pressed(labels.build(an_account(ON, reading=READ), Chosen(found), page))
        named = [each for each in drawn if each["action_id"] in {back[1], on[1]}]
        return [(each["text"]["text"], each["action_id"], each["value"]) for each in named]

    back, on = ("Previous", actions.LABELS_PREVIOUS), ("Next", actions.LABELS_NEXT)
    assert turns(1) == [(*on, "acc-1:2")]
    assert turns(2) == [(*back, "acc-1:1"), (*on, "acc-1:3")]
    assert turns(3) == [(*back, "acc-1:2")]
    assert turns(99) == turns(3)
    assert turns(0) == turns(1)
    assert "Page 2 of 3" in labels.build(an_account(), Chosen(found), 2).text
    assert "L10" in labels.build(an_account(), Chosen(found), 2).text


@pytest.mark.parametrize(
    ("page", "found"),
    [
        (1, ["Next", "Last"]),
        (2, ["Previous", "Next", "Last"]),
        (3, ["First", "Previous", "Next", "Last"]),
        (4, ["First", "Previous", "Next"]),
        (5, ["First", "Previous"]),
    ],
)
def test_the_first_and_the_last_page_are_one_press_away(page: int, found: list[str]) -> None:
    many = [Label(f"g{n}", f"L{n:02}") for n in range(50)]
    chosen = Chosen(many, words="l", found={each.guid for each in many})
    drawn = pressed(labels.build(an_account(ON, reading=READ), chosen, page))
    turns = {each["text"]["text"]: each["value"] for each in drawn if "|" in each.get("value", "")}
    turns.pop("Details", None)
    assert list(turns) == found
    pages = {"First": 1, "Previous": page - 1, "Next": page + 1, "Last": 5}
    assert {name: reference.read(value).number for name, value in turns.items()} == {
        name: pages[name] for name in found
    }
    assert {reference.read_words(reference.read(value).detail) for value in turns.values()} == {"l"}


def test_of_a_single_page_nothing_is_said() -> None:
    drawn = labels.build(an_account(ON, reading=READ), Chosen(TREE))
    assert "Page" not in drawn.text
    assert "Page" not in shown(drawn)


def test_no_labels_yet_is_not_no_labels_at_all() -> None:
    assert "not been retrieved yet" in labels.build(an_account(VALID), Chosen(())).text
    assert "have to be published" in labels.build(an_account(ON, reading=READ), Chosen(())).text


def test_old_labels_say_that_the_last_attempt_failed() -> None:
    account = an_account(ON, reading=replace(READ, trouble=Reason.NETWORK))

    assert "The last attempt failed." in shown(labels.build(account, Chosen(TREE)))


def test_all_accounts_are_listed_by_name_with_status_and_count() -> None:
    found = [an_account(name=named("Contoso")), an_account(ON, name=named("Fabrikam"), reading=READ)]
    drawn = accounts.listing(listing(found), NOW)

    assert drawn.text == (
        "2 MIP accounts.\n"
        "\u2022 Contoso: Authorization Pending, 0 labels, never retrieved.\n"
        "\u2022 Fabrikam: Active, 42 labels, last success 2026-03-02 08:30 UTC."
    )
    assert "*Fabrikam*\\nActive" in shown(drawn)


def test_accounts_are_turned_page_by_page() -> None:
    found = [an_account(name=named(f"A{n:02}")) for n in range(45)]
    drawn = pressed(accounts.listing(listing(found, 2), NOW))

    assert [(each["action_id"], each["value"]) for each in drawn] == [
        (actions.ACCOUNTS_PREVIOUS, ":1"),
        (actions.ACCOUNTS_NEXT, ":3"),
    ]


@pytest.mark.parametrize("drawn", [accounts.listing(listing([]), NOW), accounts.status([], {}, NOW)])
def test_without_accounts_the_first_step_is_named(drawn: Message) -> None:
    assert "/mip add" in shown(drawn)


def test_status_names_first_what_needs_somebody() -> None:
    found = [
        an_account(ON, name=named("Fine"), reading=READ),
        an_account(OFF, name=named("Resting"), reading=replace(READ, trouble=Reason.NETWORK)),
        an_account(ON, name=named("Halted"), reading=READ, held=HELD),
        an_account(ON, name=named("Kept"), reading=READ, held=replace(HELD, kept=True)),
        an_account(name=named("New")),
        an_account(LOST, name=named("Broken")),
        an_account(ON, name=named("Shaky"), reading=replace(READ, trouble=Reason.NETWORK)),
    ]
    lines = accounts.status(found, totals(found), NOW).text.splitlines()

    assert lines[0].startswith("4 accounts need attention. 7 accounts in all: 1 Authorization Pending,")
    assert [line.split("*")[1] for line in lines[1:]] == ["Broken", "New", "Halted", "Shaky"]
    assert "The client secret has expired." in lines[1]
    assert "Held:" in lines[3]
    check_message(accounts.status(found, totals(found), NOW))


def test_status_says_when_nothing_needs_anybody() -> None:
    active = accounts.status([], {Status.ACTIVE: 1}, NOW)
    assert active.text == "Nothing needs attention. 1 account in all: 1 Active."
    lost = accounts.status([an_account(LOST)], {Status.REAUTHORIZATION_REQUIRED: 1}, NOW)
    assert lost.text.startswith("1 account needs attention.")


def test_the_link_is_one_button_that_says_all_a_person_must_know() -> None:
    drawn = consent.build(an_account(), "https://bot.example/connect/t", Purpose.LINK)

    assert [(each["text"]["text"], each["url"]) for each in pressed(drawn)] == [
        ("Continue to Microsoft", "https://bot.example/connect/t")
    ]
    assert "bot.example" not in drawn.text
    for words in ("one permission", "Global Administrator or a Privileged Role", "valid for 10 minutes"):
        assert words in drawn.text


def test_the_link_to_the_secret_page_says_so() -> None:
    drawn = consent.build(an_account(), "https://bot.example/secret/t", Purpose.SECRET, timedelta(minutes=30))

    assert labels_of(drawn) == ["Enter the client secret"]
    assert "valid for 30 minutes" in drawn.text
    assert "hour" in shown(consent.too_many())


def test_help_names_every_verb_under_its_heading() -> None:
    drawn = help_.build()
    seen = shown(drawn)

    assert all(f"`/mip {verb.value}" in seen and verb.does in seen for verb in Verb)
    assert all(f"*{group.value}*" in seen for group in Group)
    assert all(f"/mip {verb.value}" in drawn.text for verb in Verb)


def test_an_unknown_word_gets_a_guess() -> None:
    assert "Did you mean `/mip labels`?" in help_.build(parse("lables Contoso")).text
    unknown = help_.build(parse("xyzzy<!here>")).text
    assert unknown.startswith("`/mip xyzzy&lt;!here&gt;` is not a command.\n")


@pytest.mark.parametrize(
    ("trouble", "text"),
    [
        (NotAllowed(), "You do not have permission to do this. Ask: a workspace owner or admin."),
        (NotAllowed(("U1", "U2")), "You do not have permission to do this. Ask: <@U1>, <@U2>."),
        (NotFound(), "That account no longer exists or is not in this workspace."),
        (NotFound("Contos", "Contoso"), "No account named Contos. Did you mean Contoso?"),
        (NotFound("X"), "No account named X. `/mip list` names them all."),
        (
            NotFound("X", none_yet=True),
            "No MIP accounts yet. An admin connects a Microsoft tenant with `/mip add`.",
        ),
        (
            NotFound("", none_yet=True),
            "No MIP accounts yet. An admin connects a Microsoft tenant with `/mip add`.",
        ),
        (Stale(), "This card was out of date; nothing was changed."),
        (Rejected({"name": "The name is taken."}), "The name is taken."),
        (TryLater(Reason.THROTTLED, after=timedelta(seconds=7.2)), "Try again in 8 s."),
        (TryLater(Reason.NETWORK), "Microsoft could not be reached. Try again in a minute."),
        (
            SignInAgain(Reason.TENANT_NOT_FOUND),
            f"{Reason.TENANT_NOT_FOUND.words} {Reason.TENANT_NOT_FOUND.next_step}",
        ),
        (Trouble(), "Busy just now, so nothing was done. Try again in a minute."),
    ],
)
def test_each_refusal_has_its_fixed_words(trouble: Trouble, text: str) -> None:
    drawn = refusals.of(trouble)

    assert drawn.text == text
    assert text in shown(drawn) or "'" in text


def test_the_rest_of_the_refusals() -> None:
    assert refusals.too_soon(timedelta(0)).text == "Try again in 1 s."
    assert refusals.our_bug("ab12").text == "Something went wrong. Reference ab12."
    assert "Which account?" in shown(refusals.which_account())


def test_the_people_who_may_manage_are_named() -> None:
    assert admins.listing(["U2", "U1"]).text.endswith("\n\u2022 <@U1>\n\u2022 <@U2>")
    assert admins.listing([]).text.startswith("Nobody is named.")
    assert admins.added("U1").text == "<@U1> may manage MIP accounts now."
    assert admins.removed("U1").text == "<@U1> may no longer manage MIP accounts."
    assert "already named" in admins.no_change("U1", named=True).text
    assert "not named" in admins.no_change("U1", named=False).text
    for drawn in (admins.listing([f"U{n}" for n in range(900)]), admins.listing([]), admins.unreadable()):
        check_message(drawn)


def test_every_button_of_a_card_has_an_id_of_its_own() -> None:
    assert set(actions.ON_CARD) == set(Button)
    assert len(set(actions.ON_CARD.values())) == len(Button)
    assert set(card.NEXT_STEPS) == set(Status)


def test_a_card_in_somebodys_own_messages_says_how_to_invite_the_bot() -> None:
    invited = card.build(an_account(ON), invite=True)
    check_message(invited)
    assert "/invite @mipbot" in str(invited.blocks)
    moved = card.moved(an_account(ON))
    check_message(moved)
    assert "has moved to <#" in moved.text


def test_what_a_card_would_not_offer_is_refused_with_what_is_possible() -> None:
    said = refusals.not_now(an_account(Facts()), Button.SCAN)
    check_message(said)
    assert "is Authorization Pending" in said.text
    assert "Authorize with Microsoft" in said.text


def test_nothing_typed_asks_which_account_is_meant() -> None:
    assert refusals.not_found("", None) == refusals.which_account()


def test_slow_words_and_running_work_are_told() -> None:
    for said in (refusals.click_again(), refusals.already_running(an_account(ON))):
        check_message(said)


def test_a_message_can_stand_in_a_modal_with_its_buttons() -> None:
    view = notice.showing("MIP bot", card.build(an_account(ON)))
    check_view(view)
    assert "Scan now" in str(view["blocks"])
    assert notice.showing("MIP bot", Message("words")) == notice.build("MIP bot", "words")


def test_only_members_can_be_named_as_admins() -> None:
    said = admins.no_member("U1")
    check_message(said)
    assert "is not a full member of this workspace" in said.text


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (None, "A new credential is being tried. The one in use stays."),
        (Reason.NETWORK, f"The one in use stays. {Reason.NETWORK.words}"),
        (Reason.NO_CONSENT, f"{Reason.NO_CONSENT.words} Type `/mip authorize` for the link."),
    ],
)
def test_the_card_says_quietly_that_a_new_credential_is_being_tried(
    trouble: Reason | None, words: str
) -> None:
    drawn = card.build(an_account(ON, renewal=Renewal(CLIENT, NOW, "U1", "C1", trouble)))
    check_message(drawn)
    assert words in drawn.text
    assert [words in str(block) for block in drawn.blocks].count(True) == 1
    assert "*Active*" in shown(drawn)
    assert "being tried" not in shown(card.build(an_account(ON)))


def test_a_proven_credential_says_what_to_clean_up() -> None:
    said = renewal.proven(an_account(ON), {})
    check_message(said)
    assert "accepts the new client secret, and it is in use now. The client secret before it" in said.text
    assert "delete it in Microsoft Entra as well" in said.text


def test_a_certificate_that_was_replaced_is_named_by_what_the_portal_shows() -> None:
    both = renewal.proven(an_account(ON), {"kind": "certificate", "replaces": "AB" * 20})
    check_message(both)
    assert (
        f"the new certificate, and it is in use now. The certificate before it, thumbprint `{'AB' * 20}`,"
        in (both.text)
    )
    back = renewal.proven(an_account(ON), {"replaces": "AB" * 20}).text
    assert "the new client secret, and it is in use now. The certificate before it" in back
    new = renewal.proven(an_account(ON), {"kind": "certificate"}).text
    assert "the new certificate, and it is in use now. The client secret before it" in new


@pytest.mark.parametrize("say", [renewal.refused, renewal.waits, renewal.over])
def test_what_becomes_of_a_new_certificate_is_not_told_of_a_secret(say: Any) -> None:
    said = say(an_account(ON), {"kind": "certificate", "reason": "network"})
    check_message(said)
    assert "the new certificate" in said.text.lower()
    assert "secret" not in said.text


def test_a_refused_credential_says_that_the_other_one_stays_and_offers_the_next_step() -> None:
    said = renewal.refused(an_account(ON), {"reason": "secret_invalid"})
    check_message(said)
    assert "The new client secret was not accepted" in said.text
    assert "The one in use stays." in said.text
    assert Reason.SECRET_INVALID.next_step in said.text
    assert "Reauthorize" in str(said.blocks[-1])
    assert "as it was" not in said.text
    assert "could not be proven" in renewal.refused(an_account(ON), {"reason": "wrong_tenant"}).text


def test_what_was_lost_before_a_refusal_is_still_said_to_be() -> None:
    lost = an_account(Facts(Validation.LOST, Reason.SECRET_EXPIRED, Retrieval.ON))
    for said in (renewal.refused(lost, {"reason": "secret_invalid"}), renewal.over(lost, {})):
        check_message(said)
        assert "The account is as it was: Reauthorization Required." in said.text


def test_a_credential_that_waits_or_waited_too_long_is_told() -> None:
    waits = renewal.waits(an_account(ON), {"reason": "throttled"}, repeat=True)
    over = renewal.over(an_account(ON), {})
    check_message(waits)
    check_message(over)
    assert Reason.THROTTLED.words in waits.text
    assert "could not be proven in 7 days" in over.text
