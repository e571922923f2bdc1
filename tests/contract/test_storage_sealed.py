"""Whoever can write the database still cannot make us use a credential that we did not put there."""

from collections.abc import Callable

import pytest

from mip.changes import Action
from mip.credentials import ClientSecret, Secret
from mip.errors import SignInAgain
from mip.reasons import Reason
from storage import Storage, models
from storage.keys import credential_place, flow_place
from storage.vault import Vault
from tests.contract.storage_stories import WORKSPACE, account, added, removed

pytestmark = pytest.mark.asyncio
MINE, THEIRS = ClientSecret(Secret("mine")), ClientSecret(Secret("theirs"))
ALTERED: dict[str, Callable[[str], str]] = {
    "nothing": lambda _: "",
    "plain text": lambda _: "mine",
    "another version": lambda text: text.replace("v1:", "v0:", 1),
    "an unknown key": lambda text: text.replace(text.split(":")[1], "00000000", 1),
    "cut": lambda text: text[:-4],
    "one letter": lambda text: text[:-1] + ("A" if text[-1] != "A" else "B"),
}


async def _is_refused(storage: Storage, name: str) -> None:
    before = await models.AuditRow.filter(action=Action.TAMPERED).count()
    with pytest.raises(SignInAgain) as refused:
        await storage.accounts.credential(account(id_=name))
    assert refused.value.reason is Reason.CREDENTIAL_UNREADABLE
    rows = await models.AuditRow.filter(action=Action.TAMPERED).order_by("seq")
    assert len(rows) == before + 1
    assert (rows[-1].workspace, rows[-1].account) == (WORKSPACE, name)
    assert await storage.audit.verify(WORKSPACE) is None


async def _two(storage: Storage) -> tuple[models.Credential, models.Credential]:
    await added(storage, credential=MINE)
    await added(storage, account("Other", "a2"), credential=THEIRS)
    return await models.Credential.get(account_id="a1"), await models.Credential.get(account_id="a2")


async def test_a_text_of_another_account_is_refused_and_audited(storage: Storage) -> None:
    mine, theirs = await _two(storage)
    await models.Credential.filter(id=mine.id).update(sealed=theirs.sealed)
    await _is_refused(storage, "a1")
    assert await storage.accounts.credential(account(id_="a2")) == THEIRS


async def test_two_that_were_swapped_are_both_refused(storage: Storage) -> None:
    mine, theirs = await _two(storage)
    await models.Credential.filter(id=mine.id).update(sealed=theirs.sealed)
    await models.Credential.filter(id=theirs.id).update(sealed=mine.sealed)
    await _is_refused(storage, "a1")
    await _is_refused(storage, "a2")


async def test_a_row_that_was_hung_on_another_workspace_is_refused(storage: Storage) -> None:
    """Row and text moved together: the workspace is part of the seal."""
    await added(storage, account(workspace="T2"), credential=MINE)
    await models.Account.filter(id="a1").update(workspace=WORKSPACE)
    await models.Credential.filter().update(workspace=WORKSPACE)
    await _is_refused(storage, "a1")


async def test_a_text_of_another_field_is_refused(storage: Storage) -> None:
    mine, _ = await _two(storage)
    flow = storage.vault.seal(Secret("mine"), flow_place(mine.id, mine.workspace))
    await models.Credential.filter(id=mine.id).update(sealed=flow)
    await _is_refused(storage, "a1")


@pytest.mark.parametrize("how", ALTERED)
async def test_an_altered_text_is_refused_and_audited(storage: Storage, how: str) -> None:
    mine, _ = await _two(storage)
    await models.Credential.filter(id=mine.id).update(sealed=ALTERED[how](mine.sealed))
    await _is_refused(storage, "a1")
    assert await storage.accounts.credential(account(id_="a2")) == THEIRS


async def test_a_key_that_we_never_had_is_tampering(storage: Storage) -> None:
    mine, _ = await _two(storage)
    forged = Vault((bytes(range(1, 33)),)).seal(Secret("mine"), credential_place(mine.id, mine.workspace))
    await models.Credential.filter(id=mine.id).update(sealed=forged)
    await _is_refused(storage, "a1")


async def test_a_removed_account_leaves_no_credential_behind(storage: Storage) -> None:
    seen = await added(storage, credential=MINE)
    await removed(storage, seen)
    assert not await models.Credential.exists()
    assert await storage.accounts.credential(seen) is None
