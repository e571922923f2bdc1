"""Subscriptions, digests and watched labels in words, whatever the names in them are."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mip.changes import Tell
from mip.diff import Kind, LabelChange
from mip.digests import Gathered
from mip.errors import Rejected
from mip.labels import mark
from mip.people import Person
from mip.ports import Message
from mip.quiet import Quiet
from mip.subscribing import ALL, Event, Rhythm, Subscription
from mip.subscription_words import Unreadable, Wish
from tests.blocks import check_message, check_view
from tests.unit.views.strategies import HOSTILE, NOW, an_account
from views import digest, paused, subscribe, subscriptions, watch
from views.interaction import OpenForm, Submission
from views.reference import Malformed


def many(account: str = "a1", number: int = 40) -> list[Subscription]:
    return [
        Subscription(
            f"s{n}",
            "T1",
            f"C{n}",
            account if n % 2 else ALL,
            list(Event)[n % 5],
            "U1",
            NOW + timedelta(hours=n),
        )
        for n in range(number)
    ]


def everything(name: str) -> list[Message]:
    names, them = {"a1": name}, many()
    halted = [replace(each, paused_at=NOW, paused_why="is_archived") for each in them]
    wish = Wish("a1", "C1", events=tuple(Event))
    label = watch.Shown("a1", name, "g1", name)
    changes = [LabelChange(Kind.RENAMED, f"g{n}", name, name, name) for n in range(60)]
    happened = [
        Gathered("a1", tell, f"x{n}", NOW)
        for n, tell in enumerate((*digest.SAID, Tell.CHANGES, Tell.SCANNED))
    ]
    sections = [digest.Section(name, happened) for _ in range(20)]
    return [
        subscriptions.listing(them, names, may_manage=True, done=subscriptions.removed(them, names)),
        subscriptions.listing(halted, names, 2, account="a1", may_manage=False),
        subscriptions.listing([], names, account="a1", may_manage=True),
        subscribe.proof("U1", wish, names),
        subscribe.subscribed(wish, names, [Event.CHANGES]),
        subscribe.needless(wish, names, [Event.CHANGES]),
        subscribe.already(wish, them, names),
        subscribe.unsubscribed("C1", them, names),
        subscribe.nothing_to_end(wish, them, names, is_own=True),
        subscribe.unknown_channel(name),
        subscribe.unreadable(Unreadable(name, "changes")),
        paused.notice("C1", name, halted, names, owner="U2", reader="U1"),
        paused.still("C1", name),
        digest.build(Rhythm.WEEKLY, sections, {f"x{n}": changes for n in range(9)}),
        watch.watching(label, is_new=True),
        watch.stopped(label, was_watched=False),
        watch.listing([label] * 100),
        watch.which([replace(label, guid=f"g{n}") for n in range(50)], name, is_watched=False),
        watch.unknown(name),
        watch.not_watched(name),
        watch.changed(an_account(), changes),
        watch.changed(an_account(), changes[:1]),
    ]


@pytest.mark.parametrize("name", ["Contoso", *HOSTILE])
def test_everything_fits_into_a_message_and_nothing_in_a_name_acts(name: str) -> None:
    for message in everything(name):
        check_message(message)


@pytest.mark.parametrize("name", ["Contoso", *HOSTILE])
def test_the_form_holds_a_hundred_accounts_and_no_more(name: str) -> None:
    for number in (0, 1, 300):
        names = {f"a{n}": name for n in range(number)}
        check_view(subscribe.form(names, Wish(f"a{number - 1}" if number else ALL), channel="C1"))
    check_view(subscribe.form({"a1": name}, Wish(ALL, unknown_channel=name), channel="D1"))


def sent(**values: str) -> Submission:
    filled = {"channel": "C1", "account": "all", "events": "changes,scans", "rhythm": "daily"}
    whole = {**filled, "quiet": "never", **values}
    return Submission(Person("T1", "U1"), OpenForm("V1", "h", "subscribe", "", whole))


def test_the_form_comes_back_as_it_was_filled_in() -> None:
    wish = Wish(ALL, "C1", events=(Event.CHANGES, Event.SCANS), rhythm=Rhythm.DAILY, quiet=Quiet.NEVER)
    assert subscribe.read(sent(), {"a1": "Contoso"}) == wish
    assert subscribe.read(sent(account="a1"), {"a1": "Contoso"}).account == "a1"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("channel", "D1"), ("channel", "U1"), ("channel", ""), ("account", "a9"), ("account", "")),
        *(
            ("events", ""),
            ("events", "everything"),
            ("events", "changes,no"),
            ("rhythm", "hourly"),
            ("quiet", "always"),
        ),
    ],
)
def test_what_was_not_offered_is_refused_under_its_field(field: str, value: str) -> None:
    with pytest.raises(Rejected) as refused:
        subscribe.read(sent(**{field: value}), {"a1": "Contoso"})
    assert set(refused.value.fields) == {field}


def test_a_form_with_other_fields_is_not_ours() -> None:
    with pytest.raises(Malformed):
        subscribe.read(sent(name="x"), {})


def test_quiet_hours_are_those_of_what_is_told_at_once() -> None:
    at_once = subscribe.read(sent(quiet="weekends", rhythm="at_once"), {})
    assert at_once.quiet is Quiet.WEEKENDS
    assert subscribe.read(sent(quiet="weekends"), {}).quiet is Quiet.NEVER, "a digest has its hour"
    said = subscribe.subscribed(replace(at_once, zone="Asia/<Tokyo>"), {}).text
    assert "at once, but not from 18:00 to 08:00 and on weekends (Asia/&lt;Tokyo&gt;) from now on." in said


def test_a_digest_says_how_much_is_left_out_and_where_the_rest_is() -> None:
    changes = [LabelChange(Kind.ADDED, f"g{n}", f"Label {n}") for n in range(30)]
    built = digest.build(
        Rhythm.DAILY, [digest.Section("Contoso", [Gathered("a1", Tell.CHANGES, "x1", NOW)])], {"x1": changes}
    )
    shown = str(built.blocks)
    assert "Label 14" in shown
    assert "Label 15" not in shown
    assert "and 15 more" in shown
    assert "/mip history" in shown


@pytest.mark.parametrize("guid", ["g1", "not a guid|", "x" * 128, "\u202e:"])
def test_a_button_carries_whatever_microsoft_calls_an_id(guid: str) -> None:
    odd = watch.Shown("a1", "Contoso", guid, "General")
    for is_watched, action in ((True, "watch_stop"), (False, "watch")):
        button = watch.press(odd, is_watched=is_watched)
        assert (button.action_id, button.value) == (action, f"a1:0|{mark(guid)}")
