"""A new credential beside the one in use: kept, replaced, promoted, wiped; sealed like any other."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from mip.accounts import Account, Renewal
from mip.changes import Action, Change, Task, Tell
from mip.credentials import Certificate, ClientSecret, Credential, Secret
from mip.errors import SignInAgain, Stale
from mip.reasons import Reason
from mip.schedule import RENEWAL_KEPT
from mip.status import Facts, Retrieval, Validation
from storage import Storage, models
from storage.rotation import reseal_all
from storage.vault import Vault, key_id
from tests.contract.conftest import KEY, HandClock
from tests.contract.storage_stories import NOW, WORKSPACE, account, added, changed, due, later, removed

pytestmark = pytest.mark.asyncio
OLD, NEW = ClientSecret(Secret("the-old-one")), ClientSecret(Secret("the-new-one"))
WAITS = Renewal("new-app", NOW, "U2", "C2")
ACTIVE = Facts(Validation.OK, retrieval=Retrieval.ON, first_retrieved=True)


async def renewing(
    storage: Storage, before: Account, waits: Renewal = WAITS, new: Credential = NEW
) -> Account:
    return await commit(storage, before, replace(before, renewal=waits), renewal=new)


async def commit(storage: Storage, before: Account, after: Account, **more: Any) -> Account:
    stored = await storage.ledger.commit(Change(WORKSPACE, before, after, **more))
    assert stored is not None
    return stored


async def working(storage: Storage) -> Account:
    return await added(storage, account(facts=ACTIVE), credential=OLD)


async def test_it_waits_beside_the_one_in_use(storage: Storage) -> None:
    before = await working(storage)
    stored = await renewing(storage, before)
    assert stored == replace(before, renewal=WAITS, version=before.version + 1)
    assert await storage.accounts.get(WORKSPACE, "a1") == stored
    assert list(await storage.accounts.all(WORKSPACE)) == [stored]
    assert await storage.accounts.credential(stored) == OLD
    assert await storage.accounts.renewal(stored) == NEW
    assert "the-new-one" not in (await models.Renewal.get(account_id="a1")).sealed


async def test_another_one_takes_its_place(storage: Storage) -> None:
    first = await renewing(storage, await working(storage))
    waits = Renewal("other-app", later(hours=1), "U3", "C3", by_certificate=True, expires_at=later(days=90))
    second = await renewing(storage, first, waits, Certificate(Secret("key"), "public", later(days=90)))
    assert second.renewal == waits
    assert second.version == first.version + 1
    assert await storage.accounts.renewal(second) == Certificate(Secret("key"), "public", later(days=90))
    assert await models.Renewal.all().count() == 1


async def test_what_was_decided_on_the_one_before_is_stale(storage: Storage) -> None:
    first = await renewing(storage, await working(storage))
    await renewing(storage, first, replace(WAITS, since=later(hours=1)))
    with pytest.raises(Stale):
        await commit(storage, first, replace(first, renewal=None), credential=NEW)
    assert await storage.accounts.credential(first) == OLD


async def test_promoting_is_one_step(storage: Storage) -> None:
    waiting = await renewing(storage, await working(storage))
    registration = replace(waiting.registration, client_id="new-app")
    stored = await commit(
        storage, waiting, replace(waiting, registration=registration, renewal=None), credential=NEW
    )
    assert (stored.registration.client_id, stored.renewal) == ("new-app", None)
    assert stored.credential_version == waiting.credential_version + 1
    assert await storage.accounts.credential(stored) == NEW
    assert await storage.accounts.renewal(stored) is None
    assert (await models.Credential.all().count(), await models.Renewal.all().count()) == (1, 0)


async def test_what_its_last_try_met_is_noted_and_disturbs_nobody(storage: Storage) -> None:
    waiting = await renewing(storage, await working(storage))
    noted = replace(WAITS, trouble=Reason.NO_CONSENT)
    stored = await changed(storage, waiting, renewal=noted)
    assert stored == replace(waiting, renewal=noted)
    assert (await changed(storage, stored, renewal=WAITS)).renewal == WAITS
    assert await storage.accounts.renewal(stored) == NEW


async def test_other_changes_leave_it_alone(storage: Storage) -> None:
    waiting = await renewing(storage, await working(storage))
    stored = await changed(storage, waiting, channel="C9")
    assert stored.renewal == WAITS
    assert await storage.accounts.renewal(stored) == NEW


async def test_it_is_wiped_with_its_account(storage: Storage) -> None:
    await removed(storage, await renewing(storage, await working(storage)))
    assert (await models.Credential.all().count(), await models.Renewal.all().count()) == (0, 0)


async def test_it_is_kept_for_an_account_that_tells_of_it(storage: Storage) -> None:
    before = await working(storage)
    with pytest.raises(ValueError, match="tells of it"):
        await commit(storage, before, before, renewal=NEW)
    assert await models.Renewal.all().count() == 0


@pytest.mark.parametrize("moved", ["one to the other", "the other to one"])
async def test_neither_ciphertext_opens_in_the_others_place(storage: Storage, moved: str) -> None:
    waiting = await renewing(storage, await working(storage))
    one, other = await models.Credential.get(account_id="a1"), await models.Renewal.get(account_id="a1")
    if moved == "one to the other":
        await other.delete()
        await other.clone(pk=one.id).update_from_dict({"sealed": one.sealed}).save()
        opened = storage.accounts.renewal(waiting)
    else:
        await one.delete()
        await one.clone(pk=other.id).update_from_dict({"sealed": other.sealed}).save()
        opened = storage.accounts.credential(waiting)
    with pytest.raises(SignInAgain) as refused:
        await opened
    assert refused.value.reason is Reason.CREDENTIAL_UNREADABLE
    assert [row.action for row in await models.AuditRow.all()] == [Action.TAMPERED]


async def test_a_new_key_seals_it_anew(url: str, clock: HandClock) -> None:
    newer = bytes(reversed(KEY))
    first = await Storage.open(url, (KEY,), clock)
    waiting = await renewing(first, await working(first))
    await first.close()

    both = await Storage.open(url, (newer, KEY), clock)
    vault = Vault((newer, KEY))
    assert [(await reseal_all(vault)).moved, (await reseal_all(vault)).moved] == [2, 0]
    await both.close()

    last = await Storage.open(url, (newer,), clock)
    assert await last.accounts.renewal(waiting) == NEW
    await last.close()


async def test_the_key_of_one_that_does_not_open_is_not_forgotten(url: str, clock: HandClock) -> None:
    newer = bytes(reversed(KEY))
    first = await Storage.open(url, (KEY,), clock)
    await renewing(first, await working(first))
    sealed = (await models.Renewal.get(account_id="a1")).sealed
    await models.Renewal.filter(account_id="a1").update(sealed=f"{sealed[:-4]}AAAA")
    await first.close()

    both = await Storage.open(url, (newer, KEY), clock)
    assert (await reseal_all(Vault((newer, KEY)))).remaining == {key_id(KEY): 1}
    assert {row.id for row in await models.KeyCheck.all()} == {key_id(KEY), Vault((newer,)).writes_with}
    await both.close()


async def test_what_was_never_proven_is_dropped_and_told(storage: Storage, clock: HandClock) -> None:
    waiting = await renewing(storage, await working(storage))
    await storage.ledger.commit(
        Change(WORKSPACE, waiting, waiting, work=(due(Task.VALIDATE), due(Task.SCAN)))
    )
    clock.pass_(RENEWAL_KEPT)
    await storage.purge()
    assert await storage.accounts.get(WORKSPACE, "a1") == waiting

    clock.pass_(timedelta(seconds=1))
    await storage.purge()
    await storage.purge()
    stored = await storage.accounts.get(WORKSPACE, "a1")
    assert (stored.renewal, stored.facts) == (None, ACTIVE)
    assert await storage.accounts.credential(stored) == OLD
    assert await storage.accounts.renewal(stored) is None
    assert [row.task for row in await models.Work.all()] == [Task.SCAN]
    told = await models.Delivery.filter(tell=Tell.RENEWAL_OVER.value)
    assert [(row.person, row.channel) for row in told] == [("U2", "C2")]
    assert [row.action for row in await models.AuditRow.all()] == [Action.CREDENTIAL_UNPROVEN]


async def test_a_proof_that_comes_first_wins_over_the_purge(storage: Storage, clock: HandClock) -> None:
    waiting = await renewing(storage, await working(storage))
    clock.pass_(RENEWAL_KEPT * 2)
    await commit(storage, waiting, replace(waiting, renewal=None), credential=NEW)
    await storage.purge()
    assert await storage.accounts.credential(waiting) == NEW
    assert await models.AuditRow.all().count() == 0
