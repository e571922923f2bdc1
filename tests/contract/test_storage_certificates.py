"""Certificates at rest: the private half sealed, moved and wiped like a secret; the public one read without a key."""

from dataclasses import replace

import pytest

from mip.accounts import Account, Renewal
from mip.changes import Change
from mip.credentials import Certificate, ClientSecret, Secret
from mip.reasons import Reason
from mip.status import Facts, Validation
from storage import Storage, models
from storage.rotation import reseal_all
from storage.vault import Vault, key_id
from tests.contract.conftest import KEY
from tests.contract.storage_stories import NOW, WORKSPACE, account, added, later, removed

pytestmark = pytest.mark.asyncio

OLD = Certificate(Secret("old private half"), "old public half", later(days=30))
NEW = Certificate(Secret("new private half"), "new public half", later(days=365))
WAITS = Renewal("app", NOW, "U2", "C2", Reason.CERTIFICATE_NOT_UPLOADED, True, NEW.expires_at)
NEW_KEY = bytes(range(1, 33))


async def renewing(storage: Storage) -> Account:
    before = await added(storage, account(facts=Facts(Validation.OK)), credential=OLD)
    after = replace(before, renewal=WAITS)
    stored = await storage.ledger.commit(Change(WORKSPACE, before, after, renewal=NEW))
    assert stored is not None
    return stored


async def test_the_public_halves_are_read_apart(storage: Storage) -> None:
    stored = await renewing(storage)
    assert await storage.accounts.certificate(stored) == "old public half"
    assert await storage.accounts.next_certificate(stored) == "new public half"


async def test_no_seal_is_opened_for_a_public_half(storage: Storage) -> None:
    stored = await renewing(storage)
    await models.Credential.filter().update(sealed="nonsense")
    await models.Renewal.filter().update(sealed="nonsense")
    assert await storage.accounts.certificate(stored) == "old public half"
    assert await storage.accounts.next_certificate(stored) == "new public half"
    assert await models.AuditRow.filter(action="crypto.tamper").count() == 0


async def test_a_secret_has_no_public_half_and_neither_has_an_account_elsewhere(storage: Storage) -> None:
    stored = await added(storage, credential=ClientSecret(Secret("s")))
    assert await storage.accounts.certificate(stored) == ""
    assert await storage.accounts.next_certificate(stored) == ""
    other = await added(storage, account("Other", "a2"), credential=OLD)
    assert await storage.accounts.certificate(replace(other, workspace="T2")) == ""


async def test_that_it_is_not_uploaded_is_known_from_the_beginning(storage: Storage) -> None:
    assert (await renewing(storage)).renewal == WAITS
    assert (await storage.accounts.get(WORKSPACE, "a1")).renewal == WAITS


async def test_the_private_halves_are_sealed(storage: Storage) -> None:
    await renewing(storage)
    rows = str([await table.all().values() for table in (models.Credential, models.Renewal)])
    assert "public half" in rows
    assert "private half" not in rows


async def test_both_are_wiped_with_their_account(storage: Storage) -> None:
    await removed(storage, await renewing(storage))
    assert (await models.Credential.all().count(), await models.Renewal.all().count()) == (0, 0)


async def test_a_new_key_takes_over_both(storage: Storage) -> None:
    stored = await renewing(storage)
    vault = Vault((NEW_KEY, KEY))
    await reseal_all(vault)
    sealed = [(await table.get(account_id="a1")).sealed for table in (models.Credential, models.Renewal)]
    assert [key_id(NEW_KEY) in each for each in sealed] == [True, True]
    storage.accounts._vault = Vault((NEW_KEY,))
    assert await storage.accounts.credential(stored) == OLD
    assert await storage.accounts.renewal(stored) == NEW
