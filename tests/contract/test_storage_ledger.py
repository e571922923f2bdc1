"""Changes of accounts: all or nothing, and never on top of somebody else's."""

import asyncio
from dataclasses import replace
from datetime import timedelta, timezone
from typing import Any

import pytest
from tortoise.exceptions import IntegrityError

from mip.accounts import Card, Held, Reading
from mip.changes import Action, AuditEntry, Change, Lease, ScanRecord, Task, Tell, card
from mip.checks import Check, Diagnosis, Mark
from mip.credentials import Certificate, ClientSecret, Secret
from mip.diff import Kind, LabelChange
from mip.errors import NotFound, Rejected, SignInAgain, Stale
from mip.labels import Label
from mip.names import read_name
from mip.reasons import Reason
from mip.status import Facts, Retrieval, Validation
from storage import Storage, models
from tests.contract.storage_stories import (
    ADDED,
    NOW,
    WORKSPACE,
    account,
    added,
    changed,
    due,
    given,
    later,
    removed,
    told,
)

pytestmark = pytest.mark.asyncio

A_LABEL = Label(
    "g1", "Confidential", "g0", "d", "t", "#fff", 3, True, False, ("file", "email"), {"x": {"y": [1]}}
)


async def test_an_account_comes_back_as_it_was_given(storage: Storage) -> None:
    full = account(
        facts=Facts(Validation.LOST, Reason.SECRET_EXPIRED, Retrieval.ON, first_retrieved=True),
        reading=Reading(NOW, Reason.NETWORK, later(hours=-1), 7, "d" * 64, "v1.0"),
        interval=timedelta(minutes=15),
        held=Held(NOW, 1, 9, "e" * 64),
        card=Card("C2", "1.2"),
        changed_by="U2",
        changed_at=NOW,
        next_scan_at=later(minutes=15),
        diagnosis=Diagnosis(
            {
                **dict.fromkeys(Check, Mark.UNREACHED),
                Check.TENANT: Mark.PASSED,
                Check.CREDENTIAL: Mark.FAILED,
            },
            extra=("Mail.Read",),
            request="94fb3b52-86ae-4a2d-9b1a-0d3d6a3c1f11",
        ),
    )
    assert await added(storage, full) == full
    assert await storage.accounts.get(WORKSPACE, "a1") == full
    assert await storage.accounts.all(WORKSPACE) == [full]
    assert await storage.accounts.names(WORKSPACE) == {"a1": "Contoso"}
    assert (await storage.accounts.named("a1")).workspace == WORKSPACE


@pytest.mark.parametrize(
    "word", [{}, {"accepted": True}, {"kept": True, "answered_by": "U7", "answered_at": NOW}]
)
async def test_an_admins_word_on_a_held_scan_comes_back(storage: Storage, word: dict[str, Any]) -> None:
    held = account(held=Held(NOW, 1, 9, "e" * 64, **word))
    assert (await added(storage, held)).held == held.held


async def test_another_workspace_does_not_see_it(storage: Storage) -> None:
    await added(storage)
    with pytest.raises(NotFound):
        await storage.accounts.get("T2", "a1")
    assert not await storage.accounts.all("T2")
    assert not await storage.accounts.names("T2")
    with pytest.raises(NotFound):
        await storage.accounts.named("a2")


async def test_a_change_from_another_workspace_is_stale(storage: Storage) -> None:
    mine = await added(storage)
    foreign = replace(mine, workspace="T2")
    with pytest.raises(Stale):
        await storage.ledger.commit(Change("T2", foreign, replace(foreign, channel="C9")))
    with pytest.raises(ValueError, match="own workspace"):
        await storage.ledger.commit(Change("T2", mine, mine))


async def test_a_name_is_taken_in_whatever_case_or_width(storage: Storage) -> None:
    await added(storage)
    for twin in ("CONTOSO", "\uff23ontoso"):
        with pytest.raises(Rejected) as refused:
            await added(storage, account(twin, "a2"))
        assert refused.value.fields == {
            "name": "That name is already used in this workspace. Choose another."
        }
    await added(storage, account("contoso", "a3", workspace="T2"))


async def test_renaming_to_a_taken_name_changes_nothing(storage: Storage) -> None:
    await added(storage)
    other = await added(storage, account("Fabrikam", "a2"))
    with pytest.raises(Rejected):
        await changed(storage, other, name=read_name("contoso"))
    assert await storage.accounts.get(WORKSPACE, "a2") == other


async def test_twenty_who_add_one_name_at_once_make_one_account(storage: Storage) -> None:
    tries = [added(storage, account(id_=f"a{i}")) for i in range(20)]
    ended = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(one, Rejected) for one in ended) == 19
    assert len(await storage.accounts.all(WORKSPACE)) == 1


async def test_what_people_see_moves_the_version_and_timestamps_do_not(storage: Storage) -> None:
    first = await added(storage)
    read = await changed(storage, first, reading=Reading(attempted_at=NOW))
    assert read.version == 1
    moved = await changed(storage, read, channel="C2")
    assert (moved.version, moved.channel) == (2, "C2")


async def test_the_second_of_two_changes_from_one_card_is_stale(storage: Storage) -> None:
    seen = await added(storage)
    await changed(storage, seen, channel="C2")
    with pytest.raises(Stale):
        await changed(storage, seen, channel="C3")
    assert (await storage.accounts.get(WORKSPACE, "a1")).channel == "C2"


async def test_of_twenty_changes_at_once_one_is_made(storage: Storage) -> None:
    seen = await added(storage)
    tries = [changed(storage, seen, channel=f"C{i + 2}") for i in range(20)]
    ended = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(one, Stale) for one in ended) == 19


async def test_a_card_that_moved_meanwhile_stays_where_it_is(storage: Storage) -> None:
    seen = await added(storage)
    await storage.ledger.place_card(seen, Card("C2", "2.0"))
    stored = await changed(storage, seen, changed_by="U2")
    assert (stored.card, stored.changed_by, stored.version) == (Card("C2", "2.0"), "U2", 1)


async def test_a_stale_change_leaves_nothing_behind(storage: Storage) -> None:
    seen = await added(storage)
    await changed(storage, seen, channel="C2")
    with pytest.raises(Stale):
        await given(
            storage,
            seen,
            audit=(ADDED,),
            deliveries=(told("k1"),),
            work=(due(Task.SCAN),),
            labels=(A_LABEL,),
            credential=ClientSecret(Secret("s")),
            scan=ScanRecord("s1", "a1", NOW, "changed"),
        )
    tables = (models.AuditRow, models.Delivery, models.Work, models.Label, models.Credential, models.Scan)
    for table in tables:
        assert await table.all().count() == 0


async def test_a_refused_audit_row_undoes_the_change(storage: Storage) -> None:
    """Whatever happens at the very end of the transaction, nothing of it stays."""
    seen = await added(storage)
    broken = AuditEntry(WORKSPACE, "U1", Action.ACCOUNT_EDITED, "a1", {"bad": object()})  # type: ignore[dict-item] # on purpose
    with pytest.raises(Exception, match="serializable"):
        await storage.ledger.commit(
            Change(WORKSPACE, seen, replace(seen, channel="C2"), audit=(broken,), deliveries=(told("k"),))
        )
    assert await storage.accounts.get(WORKSPACE, "a1") == seen
    assert await storage.outbox.take("T1/C1", NOW) is None


async def test_removal_wipes_what_could_still_act(storage: Storage) -> None:
    seen = await added(
        storage,
        credential=ClientSecret(Secret("s")),
        work=(due(Task.VALIDATE),),
        deliveries=(told("k1"), card(account())),
        labels=(A_LABEL,),
    )
    await removed(storage, seen, told("gone", Tell.REMOVED))
    with pytest.raises(NotFound):
        await storage.accounts.get(WORKSPACE, "a1")
    with pytest.raises(NotFound):
        await storage.accounts.named("a1")
    assert await storage.accounts.credential(seen) is None
    assert not await storage.tasks.due(Task.SCAN, NOW, NOW, 10)
    posting = await storage.outbox.take("T1/C1", NOW)
    assert posting is not None
    assert posting.delivery.tell is Tell.REMOVED
    assert await models.Delivery.all().count() == 1
    row = await models.Account.get(id="a1")
    assert (row.name_key, row.removed_at) == (None, NOW)


async def test_the_name_of_a_removed_account_is_free_again(storage: Storage) -> None:
    await removed(storage, await added(storage))
    await added(storage, account(id_="a2"))
    await removed(storage, await storage.accounts.get(WORKSPACE, "a2"))


async def test_a_removed_account_cannot_be_changed_or_removed_again(storage: Storage) -> None:
    seen = await added(storage)
    await removed(storage, seen)
    with pytest.raises(Stale):
        await changed(storage, seen, channel="C2")
    with pytest.raises(Stale):
        await removed(storage, seen)
    await storage.ledger.place_card(seen, Card("C1", "1.0"))
    assert (await models.Account.get(id="a1")).card_ts is None


async def test_a_secret_is_sealed_and_comes_back(storage: Storage) -> None:
    stored = await added(storage, credential=ClientSecret(Secret("my-secret")))
    assert (stored.has_credential, stored.credential_version) == (True, 1)
    assert await storage.accounts.credential(stored) == ClientSecret(Secret("my-secret"))
    assert "my-secret" not in (await models.Credential.get(account_id="a1")).sealed
    assert (stored.by_certificate, stored.expires_at) == (False, None)
    certificate = Certificate(Secret("key"), "public", later(days=90))
    again = await given(storage, stored, credential=certificate)
    assert (again.credential_version, again.version) == (2, 2)
    assert (again.by_certificate, again.expires_at) == (True, later(days=90))
    assert await storage.accounts.credential(again) == certificate


async def test_a_ciphertext_of_another_account_is_refused_and_told(storage: Storage) -> None:
    one = await added(storage, credential=ClientSecret(Secret("one")))
    two = await added(storage, account("Fabrikam", "a2"), credential=ClientSecret(Secret("two")))
    stolen = (await models.Credential.get(account_id="a1")).sealed
    await models.Credential.filter(account_id="a2").update(sealed=stolen)
    with pytest.raises(SignInAgain) as refused:
        await storage.accounts.credential(two)
    assert refused.value.reason is Reason.CREDENTIAL_UNREADABLE
    assert [row.action for row in await models.AuditRow.all()] == [Action.TAMPERED]
    assert await storage.accounts.credential(one) == ClientSecret(Secret("one"))


async def test_plaintext_in_the_column_is_not_accepted(storage: Storage) -> None:
    stored = await added(storage, credential=ClientSecret(Secret("s")))
    await models.Credential.filter(account_id="a1").update(sealed="s")
    with pytest.raises(SignInAgain):
        await storage.accounts.credential(stored)


async def test_labels_are_replaced_and_the_lost_become_tombstones(storage: Storage) -> None:
    other = Label("g2", "Public")
    seen = await added(storage, labels=(A_LABEL, other))
    assert await storage.labels.of("a1") == [A_LABEL, other]
    renamed = replace(A_LABEL, name="Secret", applicable_to=None, extra={})
    await given(storage, seen, labels=(renamed,))
    assert await storage.labels.of("a1") == [renamed]
    assert await storage.labels.tombstones("a1") == [other]
    await given(storage, seen, labels=(renamed, other))
    assert await storage.labels.tombstones("a1") == []
    await given(storage, seen)
    assert len(await storage.labels.of("a1")) == 2
    await given(storage, seen, labels=())
    assert await storage.labels.of("a1") == []


async def test_two_thousand_labels_go_in_and_vanish(storage: Storage) -> None:
    many = tuple(Label(f"g{i}", f"Label {i}") for i in range(2000))
    seen = await added(storage, labels=many)
    assert len(await storage.labels.of("a1")) == 2000
    await given(storage, seen, labels=many[:1])
    assert len(await storage.labels.tombstones("a1")) == 1999


async def test_a_label_keeps_the_day_it_was_first_seen(storage: Storage) -> None:
    seen = await added(storage, labels=(A_LABEL,), scan=ScanRecord("s1", "a1", NOW, "changed"))
    await given(storage, seen, labels=(A_LABEL,), scan=ScanRecord("s2", "a1", later(days=1), "changed"))
    row = await models.Label.get(guid="g1")
    assert (row.first_seen, row.last_seen) == (NOW, later(days=1))


PART = LabelChange(Kind.MOVED, "g2", "New / B", None, "New", "", "g9")
HISTORY = (
    ScanRecord("s1", "a1", NOW, "changed", 1, (LabelChange(Kind.ADDED, "g1", "A"),)),
    ScanRecord("s2", "a1", later(hours=1), "unchanged", 1),
    ScanRecord("s3", "a1", later(hours=2), "held", 0, (LabelChange(Kind.REMOVED, "g1", "A"),), "r3", 1.5),
    ScanRecord("s4", "a1", later(hours=3), "throttled"),
    ScanRecord(
        "s5", "a1", later(hours=4), "changed", 2, (LabelChange(Kind.DESCRIPTION, "g1", "A", None, ""),)
    ),
    ScanRecord(
        "s6", "a1", later(hours=5), "changed", 2, (LabelChange(Kind.GROUPED, "g2", "B", parts=(PART, PART)),)
    ),
)


async def test_the_history_is_read_newest_first_and_in_pieces(storage: Storage) -> None:
    seen = await added(storage)
    await added(storage, account("Fabrikam", "a2"), scan=ScanRecord("x", "a2", NOW, "changed"))
    for scan in HISTORY:
        await given(storage, seen, scan=scan)
    labels = storage.labels
    assert await labels.scans("a1", skip=0, most=10) == [*HISTORY[::-1]]
    assert await labels.scans("a1", skip=1, most=2) == [HISTORY[4], HISTORY[3]]
    assert await labels.count_scans("a1") == len(HISTORY)
    assert await labels.first_read("a1") == HISTORY[0]
    assert await labels.last_with("a1", "changed") == HISTORY[-1]
    assert await labels.last_with("a1", "held") == HISTORY[2]
    assert await labels.last_with("a2", "held") is None


async def test_only_what_was_taken_over_within_the_time_has_changed_the_labels(storage: Storage) -> None:
    seen = await added(storage)
    for scan in HISTORY:
        await given(storage, seen, scan=scan)
    labels = storage.labels
    assert await labels.changed("a1", NOW, later(hours=5), most=10) == [HISTORY[4], HISTORY[5]]
    assert await labels.changed("a1", NOW, later(hours=4), most=10) == [HISTORY[4]]
    assert await labels.changed("a1", later(hours=-1), later(hours=5), most=2) == [HISTORY[0], HISTORY[4]]
    assert await labels.changed("a1", later(hours=5), later(hours=9), most=10) == []


async def test_a_scan_is_remembered_with_its_changes(storage: Storage) -> None:
    change = LabelChange(Kind.RENAMED, "g1", "New", "Old", "New")
    scan = ScanRecord("s1", "a1", NOW, "changed", 1, (change,), "request", 0.5)
    seen = await added(storage, scan=scan)
    assert await storage.labels.scan("s1") == scan
    assert await storage.labels.scan("s2") is None
    with pytest.raises(IntegrityError):
        await given(storage, seen, scan=scan)


async def test_the_lease_is_checked_and_ended_by_the_change(storage: Storage) -> None:
    seen = await added(storage, work=(due(Task.SCAN),))
    lease = await storage.tasks.lease("a1", Task.SCAN, NOW, NOW)
    assert lease is not None
    with pytest.raises(Stale):
        await given(storage, seen, lease=Lease(lease.work, "stolen"))
    await given(storage, seen, lease=lease, work=(due(Task.SCAN, later(hours=1)),))
    with pytest.raises(Stale):
        await given(storage, seen, lease=lease)
    assert await storage.tasks.due(Task.SCAN, later(hours=1), later(hours=1), 10) == ["a1"]


async def test_replaced_work_takes_the_lease_away(storage: Storage) -> None:
    seen = await added(storage, work=(due(Task.VALIDATE, attempt=3),))
    lease = await storage.tasks.lease("a1", Task.VALIDATE, NOW, NOW)
    assert lease is not None
    await given(storage, seen, work=(due(Task.VALIDATE, activate=True, asked_by="U2", asked_in="C3"),))
    assert not await storage.tasks.renew(lease, NOW)
    with pytest.raises(Stale):
        await given(storage, seen, lease=lease)
    again = await storage.tasks.lease("a1", Task.VALIDATE, NOW, NOW)
    assert again is not None
    assert again.work == due(Task.VALIDATE, activate=True, asked_by="U2", asked_in="C3")


async def test_work_is_cancelled_by_task(storage: Storage) -> None:
    seen = await added(storage, work=(due(Task.VALIDATE), due(Task.SCAN)))
    await given(storage, seen, cancel=(Task.SCAN,))
    assert await storage.tasks.due(Task.VALIDATE, NOW, NOW, 10) == ["a1"]
    assert not await storage.tasks.due(Task.SCAN, NOW, NOW, 10)


async def test_times_of_other_zones_are_refused(storage: Storage) -> None:
    elsewhere = NOW.astimezone(timezone(timedelta(hours=5, minutes=30)))
    for wrong in (elsewhere, NOW.replace(tzinfo=None)):
        with pytest.raises(ValueError, match="UTC only"):
            await added(storage, account(added_at=wrong))
        with pytest.raises(ValueError, match="UTC only"):
            await storage.tasks.due(Task.VALIDATE, wrong, NOW, 10)
    assert not await storage.accounts.all(WORKSPACE)
