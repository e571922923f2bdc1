"""What the Home shows, read at once; who is shown it again; and what a workspace chose."""

import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from mip.accounts import Handover, Reading
from mip.changes import Action, AuditEntry, Change, Tell, card
from mip.credentials import ClientSecret, Secret
from mip.errors import Stale
from mip.labels import Label
from mip.overview import HOME, READS_FOR, Watched
from mip.settings import Settings
from mip.status import Facts, Validation
from storage import Storage
from storage.news_models import HomeReader, Subscription, Watch
from tests.contract.conftest import HandClock
from tests.contract.storage_stories import NOW, WORKSPACE, account, added, changed, given, removed

HOUR = timedelta(hours=1)
LABELS = (Label("g1", "Confidential"), Label("g2", "Anyone", parent="g1"), Label("g3", "Gone"))


async def read_by(storage: Storage, *people: str) -> None:
    for person in people:
        await storage.home_readers.note(WORKSPACE, person, NOW)


async def published(storage: Storage, clock: HandClock) -> list[str]:
    """Whose Home is drawn now, one after the other, as the job would."""
    people = []
    while (posting := await storage.outbox.take(f"T1/{HOME}", clock.wire())) is not None:
        assert (posting.delivery.tell, posting.delivery.account) == (Tell.HOME, "")
        people.append(posting.delivery.user)
        await storage.outbox.sent(posting)
    return people


async def watches(person: str, guid: str, account_: str = "a1") -> None:
    await Watch.create(account_id=account_, workspace=WORKSPACE, person=person, guid=guid, created_at=NOW)


async def paused(channel: str, event: str, *, is_paused: bool = True) -> None:
    await Subscription.create(
        id=f"{channel}{event}",
        workspace=WORKSPACE,
        channel=channel,
        account="",
        event=event,
        rhythm="at_once",
        quiet="never",
        zone="UTC",
        created_by="U1",
        created_at=NOW,
        paused_at=NOW if is_paused else None,
    )


@pytest.mark.asyncio
async def test_everything_that_the_home_shows_is_read(storage: Storage) -> None:
    stored = await added(storage, labels=LABELS)
    await changed(
        storage, stored, handovers=(Handover("U7", "U1", "C1", NOW, NOW + HOUR),), reading=Reading(NOW)
    )
    await added(storage, account("Another", "a0"))
    await removed(storage, await added(storage, account("Removed", "a9")))
    entry = AuditEntry(WORKSPACE, "U1", Action.ADMIN_ADDED)
    await storage.admins.add(WORKSPACE, "U2", entry)
    now = await storage.settings.of(WORKSPACE)
    await storage.settings.keep(WORKSPACE, "U1", replace(now, channel="C5", interval=6 * HOUR))
    await paused("C8", "changes")
    await paused("C8", "lost")
    await paused("C9", "changes", is_paused=False)
    for guid in ("g2", "g1", "unknown"):
        await watches("U1", guid)
    await watches("U2", "g3")
    seen = await storage.overviews.of(WORKSPACE, "U1")
    assert [each.name.shown for each in seen.accounts] == ["Another", "Contoso"]
    assert seen.accounts[1].reading == Reading(NOW)
    assert seen.settings == Settings("C5", 6 * HOUR, frozenset({"U2"}))
    assert seen.asked == {"a1": ["U7"]}
    assert seen.paused == ["C8"]
    assert list(seen.watched) == [
        Watched("Contoso", "Confidential"),
        Watched("Contoso", "unknown"),
        Watched("Contoso", "Confidential / Anyone"),
    ]
    assert (await storage.overviews.of("T2", "U1")).accounts == []


@pytest.mark.asyncio
async def test_a_watched_label_that_vanished_is_told_as_gone(storage: Storage) -> None:
    stored = await added(storage, labels=LABELS)
    await watches("U1", "g3")
    await given(storage, stored, labels=LABELS[:2])
    assert list((await storage.overviews.of(WORKSPACE, "U1")).watched) == [
        Watched("Contoso", "Gone", is_gone=True)
    ]


@pytest.mark.asyncio
async def test_a_workspace_with_nothing_has_an_overview(storage: Storage) -> None:
    seen = await storage.overviews.of(WORKSPACE, "U1")
    assert (list(seen.accounts), seen.settings, list(seen.watched)) == ([], Settings(), [])


@pytest.mark.asyncio
async def test_as_many_statements_for_three_hundred_accounts_as_for_one(
    storage: Storage, caplog: pytest.LogCaptureFixture
) -> None:
    async def statements() -> int:
        caplog.clear()
        with caplog.at_level(logging.DEBUG, "tortoise.db_client"):
            await storage.overviews.of(WORKSPACE, "U1")
        return len([line for line in caplog.records if line.name == "tortoise.db_client"])

    asked = (Handover("U7", "U1", "C1", NOW, NOW + HOUR),)
    await added(storage, account(handovers=asked))
    assert await statements() == 2
    for number in range(299):
        await added(storage, account(f"Account {number}", f"b{number}", handovers=asked))
    assert await statements() == 2
    assert len((await storage.overviews.of(WORKSPACE, "U1")).accounts) == 300


@pytest.mark.asyncio
async def test_a_change_that_shows_is_published_once_for_each_reader(
    storage: Storage, clock: HandClock
) -> None:
    stored = await added(storage)
    await read_by(storage, "U1", "U2")
    assert await published(storage, clock) == []
    stored = await changed(storage, stored, facts=Facts(Validation.OK))
    await changed(storage, stored, channel="C2")
    assert sorted(await published(storage, clock)) == ["U1", "U2"]
    assert await published(storage, clock) == []


@pytest.mark.asyncio
async def test_what_changes_while_a_page_is_drawn_is_drawn_after_it(
    storage: Storage, clock: HandClock
) -> None:
    stored = await added(storage)
    await read_by(storage, "U1")
    stored = await changed(storage, stored, channel="C2")
    drawn = await storage.outbox.take(f"T1/{HOME}", clock.wire())
    assert drawn is not None
    await changed(storage, stored, channel="C3")
    await storage.outbox.postpone(drawn, clock.wire(), ambiguous=False)
    assert await published(storage, clock) == ["U1"]


@pytest.mark.asyncio
async def test_each_kind_of_change_that_shows_is_published(storage: Storage, clock: HandClock) -> None:
    await read_by(storage, "U1")
    stored = await added(storage)
    assert await published(storage, clock) == ["U1"], "added"
    stored = await changed(storage, stored, reading=Reading(NOW, None, NOW, labels=3))
    assert await published(storage, clock) == ["U1"], "counted"
    stored = await given(storage, stored, credential=ClientSecret(Secret("not-a-real-secret"), NOW))
    assert await published(storage, clock) == ["U1"], "credential"
    await removed(storage, stored)
    assert await published(storage, clock) == ["U1"], "removed"


@pytest.mark.asyncio
async def test_what_nobody_sees_is_not_published(storage: Storage, clock: HandClock) -> None:
    stored = await added(storage)
    await read_by(storage, "U1")
    stored = await changed(
        storage, stored, reading=Reading(NOW, None, NOW), next_scan_at=NOW + HOUR, changed_at=NOW
    )
    await given(storage, stored, deliveries=(card(stored),))
    assert await published(storage, clock) == []


@pytest.mark.asyncio
async def test_only_readers_of_this_workspace_and_of_late_are_shown_it_again(
    storage: Storage, clock: HandClock
) -> None:
    stored = await added(storage)
    await storage.home_readers.note("T2", "U9", NOW)
    await read_by(storage, "U1", "U2")
    await storage.home_readers.forget(WORKSPACE, "U2")
    stored = await changed(storage, stored, channel="C2")
    assert await published(storage, clock) == ["U1"]
    clock.pass_(READS_FOR)
    await changed(storage, stored, channel="C3")
    assert await published(storage, clock) == []
    clock.pass_(timedelta(seconds=1))
    await storage.purge()
    assert await HomeReader.all().count() == 0


@pytest.mark.asyncio
async def test_a_reader_is_written_down_once_an_hour(storage: Storage) -> None:
    for minutes in (0, 30, 59):
        await storage.home_readers.note(WORKSPACE, "U1", NOW + timedelta(minutes=minutes))
    assert await HomeReader.all().values_list("seen_at", flat=True) == [NOW]
    await storage.home_readers.note(WORKSPACE, "U1", NOW + HOUR)
    assert await HomeReader.all().values_list("seen_at", flat=True) == [NOW + HOUR]


@pytest.mark.asyncio
async def test_settings_are_kept_on_record_and_shown(storage: Storage, clock: HandClock) -> None:
    await read_by(storage, "U1")
    wanted = Settings("C5", 6 * HOUR, frozenset({"U2", "U3"}))
    assert await storage.settings.keep(WORKSPACE, "U1", wanted) == ()
    assert await storage.settings.of(WORKSPACE) == wanted
    assert await storage.admins.named(WORKSPACE) == {"U2", "U3"}
    assert await published(storage, clock) == ["U1"]
    seen = await storage.settings.of(WORKSPACE)
    assert await storage.settings.keep(WORKSPACE, "U1", replace(seen, channel="", interval=None)) == ()
    seen = await storage.settings.of(WORKSPACE)
    assert seen == Settings(admins=wanted.admins)
    assert await storage.settings.keep(WORKSPACE, "U1", replace(seen, admins=frozenset({"U3"}))) == ()
    assert await storage.audit.verify(WORKSPACE) is None
    assert (await storage.settings.of(WORKSPACE)).seen == 5
    assert await storage.settings.keep(WORKSPACE, "U1", await storage.settings.of(WORKSPACE)) == ()
    assert (await storage.settings.of(WORKSPACE)).seen == 5, "saved unchanged, nothing is on record"


@pytest.mark.asyncio
async def test_settings_seen_before_another_changed_them_are_refused_by_name(storage: Storage) -> None:
    seen = await storage.settings.of(WORKSPACE)
    await storage.audit.write(AuditEntry(WORKSPACE, "U8", Action.DENIED))
    entry = AuditEntry(WORKSPACE, "U9", Action.ADMIN_ADDED, details={"user": "U2"})
    await storage.admins.add(WORKSPACE, "U2", entry)
    (meanwhile,) = await storage.settings.keep(WORKSPACE, "U1", replace(seen, channel="C5"))
    assert (meanwhile.actor, meanwhile.action) == ("U9", "admins.added")
    assert await storage.settings.of(WORKSPACE) == Settings(admins=frozenset({"U2"}))


@pytest.mark.asyncio
async def test_naming_and_unnaming_somebody_is_published(storage: Storage, clock: HandClock) -> None:
    await read_by(storage, "U1")
    await storage.admins.add(WORKSPACE, "U2", AuditEntry(WORKSPACE, "U1", Action.ADMIN_ADDED))
    assert await published(storage, clock) == ["U1"]
    await storage.admins.remove(WORKSPACE, "U2", AuditEntry(WORKSPACE, "U1", Action.ADMIN_REMOVED))
    assert await published(storage, clock) == ["U1"]
    assert not await storage.admins.remove(WORKSPACE, "U2", AuditEntry(WORKSPACE, "U1", Action.ADMIN_REMOVED))
    assert await published(storage, clock) == []


@pytest.mark.asyncio
async def test_a_refused_change_publishes_nothing(storage: Storage, clock: HandClock) -> None:
    stored = await added(storage)
    await changed(storage, stored, channel="C2")
    await read_by(storage, "U1")
    with pytest.raises(Stale):
        await storage.ledger.commit(Change(WORKSPACE, stored, replace(stored, channel="C3")))
    assert await published(storage, clock) == []
