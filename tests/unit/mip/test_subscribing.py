"""Which channel is told of what: exactly what was named, once."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from mip.changes import Change, Delivery, Lease, ScanRecord, Task, Tell, Work
from mip.digests import next_due
from mip.errors import NotFound
from mip.quiet import TOGETHER_AFTER, Quiet
from mip.subscribing import ALL, EVENTS_OF, OWN, Event, Rhythm, Subscription, events_of, news_of, spread
from mip.subscription_list import entries
from mip.subscription_words import Unreadable, Wish, read_wish
from tests.unit.mip.samples import NOW, account

NAMES = {"1": "Contoso", "2": "Contoso EU"}


def subscribed(id_: str = "s1", channel: str = "C2", **more: Any) -> Subscription:
    values = {"account": ALL, "event": Event.CHANGES, "created_by": "U1", "created_at": NOW, **more}
    return Subscription(id=id_, workspace="T1", channel=channel, **values)


def change(
    tell: Tell | None, *, outcome: str = "", user: str = "", asked_by: str = "", asked_in: str = "CHERE"
) -> Change:
    mine = account()
    told = (Delivery(tell, mine.workspace, mine.id, mine.channel, "k", user),) if tell else ()
    scan = ScanRecord("x1", mine.id, NOW, outcome) if outcome else None
    lease = Lease(Work(mine.id, Task.SCAN, NOW, asked_by=asked_by, asked_in=asked_in), "t")
    return Change(mine.workspace, mine, mine, deliveries=told, scan=scan, lease=lease)


def reached(of: Change, *them: Subscription) -> list[str]:
    return [each.channel for each in spread(news_of(of), them, NOW).at_once]


@pytest.mark.parametrize("tell", EVENTS_OF)
@pytest.mark.parametrize("event", [event for event in Event if event is not Event.SCANS])
def test_a_channel_is_told_what_was_named_and_nothing_else(tell: Tell, event: Event) -> None:
    expected = ["C2"] if event in EVENTS_OF[tell] else []
    assert reached(change(tell), subscribed(event=event)) == expected


def test_scans_are_told_of_every_scan_whatever_it_found() -> None:
    scans = subscribed(event=Event.SCANS)
    assert reached(change(Tell.CHANGES, outcome="changed"), scans) == ["C2"]
    assert reached(change(Tell.LOST, outcome="secret_invalid"), scans) == ["C2"]
    assert reached(change(Tell.LOST), scans) == [], "lost without a scan"
    assert reached(change(None, outcome="unchanged"), scans) == ["C2"]
    assert reached(change(None, outcome="unchanged", asked_by="U1"), scans) == []
    unanswered = change(None, outcome="unchanged", asked_by="U1", asked_in="")
    assert reached(unanswered, scans) == ["C2"], "asked for all accounts, so nobody is answered"


def test_whispers_and_peoples_own_messages_are_not_spread() -> None:
    assert reached(change(Tell.CHANGES, user="U1"), subscribed()) == []
    warned = change(Tell.EXPIRES)
    direct = replace(warned, deliveries=(replace(warned.deliveries[0], channel="U1"),))
    assert reached(direct, subscribed(event=Event.EXPIRY)) == []


def test_several_that_fit_are_one_message_and_the_own_channel_gets_no_second() -> None:
    mine = account()
    them = (
        subscribed(),
        subscribed("s2", account=mine.id),
        subscribed("s3", channel=mine.channel),
        subscribed("s4", account="another"),
        subscribed("s5", channel="C3", paused_at=NOW),
    )
    assert reached(change(Tell.CHANGES, outcome="changed"), *them) == ["C2"]
    own = subscribed(channel=mine.channel, event=Event.SCANS)
    assert reached(change(Tell.CHANGES, outcome="changed"), own) == []
    assert reached(change(None, outcome="unchanged"), own) == [mine.channel]


def test_at_once_beats_a_digest_and_a_daily_one_beats_a_weekly_one() -> None:
    daily, weekly = subscribed(rhythm=Rhythm.DAILY), subscribed("s2", account="a", rhythm=Rhythm.WEEKLY)
    weekly = replace(weekly, account=ALL)
    found = spread(news_of(change(Tell.CHANGES)), [weekly, daily], NOW)
    assert ([each.id for each, _ in found.gathered], found.at_once) == (["s1"], ())
    found = spread(news_of(change(Tell.CHANGES)), [weekly, daily, subscribed("s3")], NOW)
    assert ([each.channel for each in found.at_once], found.gathered) == (["C2"], ())


NIGHT = datetime(2026, 11, 3, 22, 30, tzinfo=UTC)


def waiting(tell: Tell, *them: Subscription, crowded: tuple[str, ...] = ()) -> list[tuple[str, Any]]:
    found = spread(news_of(change(tell, outcome="x")), them, NIGHT, crowded)
    return [(each.id, each.due_at) for each, _ in found.gathered]


def test_in_quiet_hours_what_is_not_urgent_waits_for_their_end() -> None:
    quiet = subscribed(quiet=Quiet.NIGHTS)
    morning = datetime(2026, 11, 4, 8, tzinfo=UTC)
    assert waiting(Tell.CHANGES, quiet) == [("s1", morning)]
    assert waiting(Tell.RECOVERED, replace(quiet, event=Event.RECOVERIES)) == [("s1", morning)]
    for tell in (Tell.LOST, Tell.HELD, Tell.SCAN_FAILED):
        assert waiting(tell, replace(quiet, event=Event.FAILURES)) == []
    assert waiting(Tell.EXPIRES, replace(quiet, event=Event.EXPIRY)) == []
    assert waiting(Tell.CHANGES, quiet, subscribed("s2", account=account().id)) == [], "one does not wait"
    earlier = replace(quiet, id="s2", zone="Asia/Tokyo", account=account().id)
    assert waiting(Tell.CHANGES, quiet, earlier) == [("s2", datetime(2026, 11, 3, 23, tzinfo=UTC))]


def test_a_channel_that_was_told_much_is_told_the_rest_together() -> None:
    soon = NIGHT + TOGETHER_AFTER
    assert waiting(Tell.CHANGES, subscribed(), crowded=("C2",)) == [("s1", soon)]
    assert waiting(Tell.LOST, subscribed(event=Event.FAILURES), crowded=("C2",)) == [("s1", soon)]
    assert waiting(Tell.CHANGES, subscribed(), crowded=("C3",)) == []
    quiet = subscribed(quiet=Quiet.NIGHTS)
    assert waiting(Tell.CHANGES, quiet, crowded=("C2",)) == [("s1", datetime(2026, 11, 4, 8, tzinfo=UTC))]


def test_a_copy_has_a_key_of_its_own_and_remembers_why() -> None:
    (told,) = spread(
        news_of(change(Tell.HELD, outcome="held")), [subscribed(event=Event.FAILURES)], NOW
    ).at_once
    assert told.key == "k:to:C2"
    assert set(events_of(told)) == {Event.FAILURES, Event.SCANS}
    assert frozenset(Event) - {Event.SCANS} == OWN


@pytest.mark.parametrize(
    ("typed", "wish"),
    [
        ("Contoso", Wish("1")),
        ("contoso eu changes", Wish("2", events=(Event.CHANGES,))),
        ('"Contoso" <#C1|x> scans, expiry', Wish("1", "C1", events=(Event.EXPIRY, Event.SCANS))),
        ("all <#G1> DAILY", Wish(ALL, "G1", rhythm=Rhythm.DAILY)),
        ("all #security weekly failures", Wish(ALL, "", "security", (Event.FAILURES,), Rhythm.WEEKLY)),
        ("Contoso all", Wish("1", events=tuple(Event))),
    ],
)
def test_words_are_read_in_any_order(typed: str, wish: Wish) -> None:
    assert read_wish(typed, NAMES) == wish


def test_the_only_account_may_be_left_out_and_none_is_guessed() -> None:
    only = {"1": "Contoso"}
    assert read_wish("", only) == Wish("1")
    assert read_wish("<#C1|x> changes", only) == Wish("1", "C1", events=(Event.CHANGES,))
    for typed, names in (("changes", NAMES), ("", NAMES), ("Fabrikam changes", only), ("", {})):
        with pytest.raises(NotFound):
            read_wish(typed, names)
    with pytest.raises(Unreadable) as unknown:
        read_wish("Contoso chnages", NAMES)
    assert (unknown.value.typed, unknown.value.nearest) == ("chnages", "changes")


@pytest.mark.parametrize(
    ("rhythm", "now", "due"),
    [
        (Rhythm.DAILY, datetime(2026, 3, 4, 7, 59, tzinfo=UTC), datetime(2026, 3, 4, 8, tzinfo=UTC)),
        (Rhythm.DAILY, datetime(2026, 3, 4, 8, tzinfo=UTC), datetime(2026, 3, 5, 8, tzinfo=UTC)),
        (Rhythm.WEEKLY, datetime(2026, 3, 2, 7, tzinfo=UTC), datetime(2026, 3, 2, 8, tzinfo=UTC)),
        (Rhythm.WEEKLY, datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 9, 8, tzinfo=UTC)),
        (Rhythm.AT_ONCE, NOW, None),
    ],
)
def test_digests_come_at_eight_and_weekly_ones_on_mondays(
    rhythm: Rhythm, now: datetime, due: datetime | None
) -> None:
    assert next_due(rhythm, now) == due


def test_what_one_person_asked_for_at_one_time_is_one_entry() -> None:
    them = [
        subscribed(),
        subscribed("s2", event=Event.SCANS),
        subscribed("s3", event=Event.EXPIRY, created_by="U2"),
    ]
    found = entries(them)
    assert [sorted(each.events) for each in found] == [["changes", "scans"], ["expiry"]]
