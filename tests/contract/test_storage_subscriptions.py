"""Subscriptions, watches and digests, on both databases."""

import asyncio
import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from mip.accounts import Account
from mip.changes import Action, Lease, ScanRecord, Task, Tell, Work
from mip.diff import Kind, LabelChange
from mip.digests import next_due
from mip.labels import Label
from mip.people import Person
from mip.quiet import MOST_MESSAGES, TOGETHER_AFTER, WITHIN, Quiet
from mip.status import Facts, Retrieval, Validation
from mip.subscribing import ALL, Event, Rhythm, Subscription, entry, paused_notice
from mip.watching import Watch
from storage import Storage, models
from storage.digests import Digests
from storage.news_models import Gathered
from storage.news_models import Subscription as Row
from tests.contract.conftest import HandClock
from tests.contract.storage_stories import NOW, WORKSPACE, account, added, given, removed, told

pytestmark = pytest.mark.asyncio
OLIVIA = Person(WORKSPACE, "U1")
ON = Facts(Validation.OK, retrieval=Retrieval.ON, first_retrieved=True)


def wanted(id_: str = "s1", **more: Any) -> Subscription:
    values = {"channel": "C2", "account": ALL, "event": Event.CHANGES, "created_by": "U1", "created_at": NOW}
    return Subscription(id=id_, workspace=WORKSPACE, **{**values, **more})


def daily(id_: str = "s1", **more: Any) -> Subscription:
    return wanted(id_, rhythm=Rhythm.DAILY, due_at=next_due(Rhythm.DAILY, NOW), **more)


async def subscribe(storage: Storage, *them: Subscription) -> None:
    await storage.subscriptions.add(them, entry(Action.SUBSCRIBED, OLIVIA, WORKSPACE, them))


async def scanned(storage: Storage, before: Account, scan: str = "x1", *, guid: str = "g1") -> Account:
    """A scan that found a change, as it is told in the account's own channel."""
    changes = (LabelChange(Kind.RENAMED, guid, "New", "Old", "New"),)
    record = ScanRecord(scan, before.id, NOW, "changed", 1, changes)
    news = told(f"changes:{scan}", account=before.id, details={"scan": scan})
    return await given(storage, before, scan=record, deliveries=(news,))


async def in_outbox(tell: Tell = Tell.CHANGES) -> list[str]:
    return sorted(row.channel for row in await models.Delivery.filter(tell=tell.value))


async def test_they_come_back_as_they_were_given(storage: Storage) -> None:
    them = (daily(), wanted("s2", event=Event.SCANS, account="a1"))
    await subscribe(storage, *them)
    assert sorted(await storage.subscriptions.of(WORKSPACE), key=lambda each: each.id) == list(them)
    assert list(await storage.subscriptions.of(WORKSPACE, "C9")) == []
    assert list(await storage.subscriptions.of("T2")) == []


async def test_there_is_one_of_each_and_the_later_rhythm_counts(storage: Storage) -> None:
    await subscribe(storage, wanted())
    await subscribe(storage, daily("s2"))
    (one,) = await storage.subscriptions.of(WORKSPACE)
    assert (one.id, one.rhythm, one.due_at) == ("s1", Rhythm.DAILY, next_due(Rhythm.DAILY, NOW))


async def test_twenty_who_subscribe_the_same_at_once_make_one(storage: Storage) -> None:
    await asyncio.gather(*(subscribe(storage, wanted(f"s{number}")) for number in range(20)))
    assert len(await storage.subscriptions.of(WORKSPACE)) == 1


async def test_a_change_reaches_its_channel_in_the_transaction_of_what_it_tells(storage: Storage) -> None:
    mine = await added(storage)
    other = await added(storage, account("Fabrikam", "a2"))
    await subscribe(
        storage, wanted(account="a1"), wanted("s2", event=Event.SCANS), wanted("s3", channel="C1")
    )
    await scanned(storage, mine)
    assert await in_outbox() == ["C1", "C2"]
    await scanned(storage, other, "x2")
    assert await in_outbox() == ["C1", "C1", "C2", "C2"], "scans of every account, changes of one"


async def test_another_workspaces_subscription_is_told_nothing(storage: Storage) -> None:
    mine = await added(storage)
    foreign = replace(wanted(channel="C9"), workspace="T2")
    await storage.subscriptions.add([foreign], entry(Action.SUBSCRIBED, Person("T2", "U9"), "T2", [foreign]))
    await scanned(storage, mine)
    assert await in_outbox() == ["C1"]


async def test_only_one_of_two_who_pause_tells_the_owner(storage: Storage) -> None:
    them = [wanted(), wanted("s2", event=Event.SCANS)]
    await subscribe(storage, *them)
    record = entry(Action.SUBSCRIPTION_PAUSED, None, WORKSPACE, them, "is_archived")

    async def pause(at: datetime) -> bool:
        notice = paused_notice(WORKSPACE, "C2", "is_archived", "U1", "U1", at)
        return await storage.subscriptions.pause(them, "is_archived", record, [notice])

    ended = await asyncio.gather(pause(NOW), pause(NOW + timedelta(seconds=5)))
    assert sorted(ended) == [False, True]
    assert await in_outbox(Tell.SUBSCRIPTION_PAUSED) == ["U1"]
    mine = await added(storage)
    await scanned(storage, mine)
    assert await in_outbox() == ["C1"], "what is paused is told nothing"
    assert await storage.subscriptions.resume(
        them, entry(Action.SUBSCRIPTION_RESUMED, OLIVIA, WORKSPACE, them)
    )
    assert not await storage.subscriptions.resume(
        them, entry(Action.SUBSCRIPTION_RESUMED, OLIVIA, WORKSPACE, them)
    )


async def test_a_digest_is_folded_once_and_what_comes_later_waits_for_the_next(
    storage: Storage, clock: HandClock
) -> None:
    mine = await added(storage)
    await subscribe(storage, daily(), daily("s2", account="a1"), daily("s3", event=Event.SCANS))
    mine = await scanned(storage, mine)
    assert await Gathered.all().count() == 1, "several that fit are one"
    assert await in_outbox() == ["C1"]
    assert list(await storage.digests.fold()) == []
    clock.pass_(timedelta(days=1))
    ended = await asyncio.gather(*(storage.digests.fold() for _ in range(4)))
    assert sorted(map(list, ended)) == [[], [], [], ["C2"]]
    await scanned(storage, mine, "x2")
    (row,) = await models.Delivery.filter(tell=Tell.DIGEST.value)
    assert [each.scan for each in await storage.digests.of(row.details["digest"])] == ["x1"]
    clock.pass_(timedelta(days=1))
    await storage.digests.fold()
    rows = await models.Delivery.filter(tell=Tell.DIGEST.value).order_by("id")
    assert [each.scan for each in await storage.digests.of(rows[1].details["digest"])] == ["x2"]
    clock.pass_(timedelta(days=1))
    assert list(await storage.digests.fold()) == []
    assert await models.Delivery.filter(tell=Tell.DIGEST.value).count() == 2


async def test_those_whose_clocks_differ_fold_one_digest(storage: Storage, clock: HandClock) -> None:
    mine = await added(storage)
    await subscribe(storage, daily())
    await scanned(storage, mine)
    (due,) = [each.due_at for each in await storage.subscriptions.of(WORKSPACE)]
    assert due is not None
    clocks = [
        HandClock(due + off, due + off) for off in (timedelta(minutes=-5), timedelta(0), timedelta(minutes=5))
    ]
    told: list[str] = []
    for _ in range(12):
        for each in clocks:
            told += await Digests(each, secrets.token_hex).fold()
            each.pass_(timedelta(minutes=1))
    assert told == ["C2"]


async def test_what_is_gathered_while_a_digest_is_folded_is_in_this_one_or_the_next(
    storage: Storage, clock: HandClock
) -> None:
    accounts = [await added(storage, account(f"A {n}", f"a{n}")) for n in range(8)]
    await subscribe(storage, daily())
    clock.pass_(timedelta(days=1))
    scans = [scanned(storage, each, f"x{n}") for n, each in enumerate(accounts)]
    await asyncio.gather(*scans, storage.digests.fold(), storage.digests.fold())
    clock.pass_(timedelta(days=1))
    await storage.digests.fold()
    rows = await models.Delivery.filter(tell=Tell.DIGEST.value)
    found = [each.scan for row in rows for each in await storage.digests.of(row.details["digest"])]
    assert sorted(found) == [f"x{n}" for n in range(8)]


async def test_an_unchanged_scheduled_scan_is_gathered_too(storage: Storage) -> None:
    mine = await added(storage)
    await subscribe(storage, daily(event=Event.SCANS))
    record = ScanRecord("x1", "a1", NOW, "unchanged", 1)
    await given(storage, mine, scan=record)
    (row,) = await Gathered.all()
    assert (row.tell, row.account) == (Tell.SCANNED.value, "a1")


async def test_removing_an_account_forgets_what_waits_and_leaves_the_subscription(
    storage: Storage, clock: HandClock
) -> None:
    mine = await added(storage)
    await subscribe(storage, daily(), wanted("s2", channel="C3", account="a1"))
    mine = await scanned(storage, mine)
    await removed(storage, mine)
    assert await Gathered.all().count() == 0
    assert await in_outbox() == []
    assert len(await storage.subscriptions.of(WORKSPACE)) == 2
    clock.pass_(timedelta(days=31))
    await storage.purge()
    assert [row.id for row in await Row.all()] == ["s1"]


async def test_what_was_told_in_a_digest_is_forgotten_after_two_weeks(
    storage: Storage, clock: HandClock
) -> None:
    mine = await added(storage)
    await subscribe(storage, daily())
    await scanned(storage, mine)
    clock.pass_(timedelta(days=20))
    await storage.purge()
    assert await Gathered.all().count() == 1, "not told yet"
    await storage.digests.fold()
    await storage.purge()
    assert await Gathered.all().count() == 0


async def test_watchers_are_told_of_their_labels_once_each(storage: Storage) -> None:
    mine = await added(storage, account(facts=ON), labels=(Label("g1", "One"), Label("g2", "Two")))
    for person, guid in (("U5", "g1"), ("U5", "g2"), ("U6", "g2"), ("U7", "g1")):
        assert await storage.watches.add(Watch(WORKSPACE, person, "a1", guid, NOW))
    assert not await storage.watches.add(Watch(WORKSPACE, "U5", "a1", "g1", NOW))
    assert list(await storage.watches.watchers("a1", "g1")) == ["U5", "U7"]
    await scanned(storage, mine)
    assert await in_outbox(Tell.WATCHED) == ["U5", "U7"]
    assert await storage.watches.remove(WORKSPACE, "U7", "a1", "g1")
    assert not await storage.watches.remove(WORKSPACE, "U7", "a1", "g1")
    await storage.watches.forget(WORKSPACE, "U5")
    assert list(await storage.watches.of(WORKSPACE, "U5")) == []
    assert [each.guid for each in await storage.watches.of(WORKSPACE, "U6")] == ["g2"]


async def test_labels_are_found_by_guid_or_name_within_the_workspace(storage: Storage) -> None:
    await added(storage, labels=(Label("g1", "General"), Label("g2", "Secret")))
    await added(storage, account(id_="a9", workspace="T2"), labels=(Label("g1", "General"),))
    assert [each.account for each in await storage.watches.named(WORKSPACE, "GENERAL")] == ["a1"]
    assert [each.name for each in await storage.watches.named(WORKSPACE, "G2")] == ["Secret"]
    assert list(await storage.watches.named(WORKSPACE, "Gen%")) == []
    assert await storage.watches.names("a1", ["g1", "g9"]) == {"g1": "General"}


async def test_a_scan_that_somebody_asked_for_tells_no_subscriber_that_nothing_changed(
    storage: Storage,
) -> None:
    work = Work("a1", Task.SCAN, NOW, asked_by="U1", asked_in="C1")
    mine = await added(storage, work=(work,))
    await subscribe(storage, wanted(event=Event.SCANS))
    lease = await storage.tasks.lease("a1", Task.SCAN, NOW, NOW)
    assert isinstance(lease, Lease)
    await given(storage, mine, scan=ScanRecord("x1", "a1", NOW, "unchanged"), lease=lease)
    assert await in_outbox(Tell.SCANNED) == []


async def test_what_waits_for_the_end_of_quiet_hours_is_told_then_and_once(
    storage: Storage, clock: HandClock
) -> None:
    mine = await added(storage)
    night = NOW.replace(hour=22, microsecond=0)
    clock.calendar_now = night
    quiet = wanted(quiet=Quiet.NIGHTS, zone="UTC")
    await subscribe(storage, quiet)
    mine = await scanned(storage, mine, "x1")
    clock.calendar_now = night + timedelta(hours=1)
    mine = await scanned(storage, mine, "x2")
    assert await in_outbox() == ["C1", "C1"]
    (one,) = await storage.subscriptions.of(WORKSPACE)
    assert (one.quiet, one.zone, one.due_at) == (Quiet.NIGHTS, "UTC", night + timedelta(hours=10))
    assert list(await storage.digests.fold()) == []
    clock.calendar_now = night + timedelta(hours=10)
    ended = await asyncio.gather(*(storage.digests.fold() for _ in range(4)))
    assert sorted(map(list, ended)) == [[], [], [], ["C2"]]
    (row,) = await models.Delivery.filter(tell=Tell.DIGEST.value)
    assert [each.scan for each in await storage.digests.of(row.details["digest"])] == ["x1", "x2"]
    assert (await storage.subscriptions.of(WORKSPACE))[0].due_at is None
    await scanned(storage, mine, "x3")
    assert await in_outbox() == ["C1", "C1", "C1", "C2"]


async def test_what_is_too_much_for_an_hour_is_gathered_and_the_next_hour_is_another(
    storage: Storage, clock: HandClock
) -> None:
    mine = await added(storage)
    await subscribe(storage, wanted())
    for number in range(MOST_MESSAGES + 2):
        mine = await scanned(storage, mine, f"x{number}")
    assert (await in_outbox()).count("C2") == MOST_MESSAGES
    assert await Gathered.all().count() == 2
    clock.pass_(TOGETHER_AFTER)
    assert list(await storage.digests.fold()) == ["C2"]
    clock.pass_(WITHIN)
    await scanned(storage, mine, "later")
    assert (await in_outbox()).count("C2") == MOST_MESSAGES + 1


async def test_a_resumed_channel_is_told_what_waited(storage: Storage, clock: HandClock) -> None:
    mine = await added(storage)
    clock.calendar_now = NOW.replace(hour=22)
    quiet = wanted(quiet=Quiet.NIGHTS)
    await subscribe(storage, quiet)
    await scanned(storage, mine)
    record = entry(Action.SUBSCRIPTION_PAUSED, None, WORKSPACE, [quiet], "is_archived")
    assert await storage.subscriptions.pause([quiet], "is_archived", record, [])
    clock.calendar_now += timedelta(days=1)
    assert list(await storage.digests.fold()) == []
    await storage.subscriptions.resume(
        [quiet], entry(Action.SUBSCRIPTION_RESUMED, OLIVIA, WORKSPACE, [quiet])
    )
    assert list(await storage.digests.fold()) == ["C2"]
