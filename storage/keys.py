"""Which keys the stored rows need, and moving the rows to a new one while the bot runs."""

from collections.abc import AsyncIterator
from typing import TypeVar

from tortoise.exceptions import IntegrityError

from mip.credentials import Secret
from storage.models import Attempt, Credential, KeyCheck, Renewal
from storage.refusals import StorageRefused
from storage.vault import Place, Vault, VaultRefused

BATCH = 100
Kept = TypeVar("Kept", Credential, Renewal)
_KNOWN = "this key opens what it sealed"


class KeyRefused(StorageRefused):
    """A key that rows are sealed with is missing or wrong. Names its id, never its value."""

    def __init__(self, kid: str) -> None:
        super().__init__(
            f"Stored rows are sealed with the encryption key {kid}, which is not among MIPBOT_ENCRYPTION_KEYS. "
            "Add it again; it may go once all rows are sealed with another."
        )
        self.kid = kid


async def check(vault: Vault) -> None:
    """At start, and now and then: another replica may have begun to write with a key that we lack."""
    for row in await KeyCheck.all():
        _try(vault, row)
    await _remember(vault)


def _try(vault: Vault, row: KeyCheck) -> None:
    try:
        if vault.open(row.sealed, _place(row.id)) != Secret(_KNOWN):
            raise KeyRefused(row.id)
    except VaultRefused:
        raise KeyRefused(row.id) from None


async def _remember(vault: Vault) -> None:
    """The key that writes is needed from now on: noted before the first row is sealed with it."""
    kid = vault.writes_with
    if await KeyCheck.filter(id=kid).exists():
        return
    try:
        await KeyCheck.create(id=kid, sealed=vault.seal(Secret(_KNOWN), _place(kid)))
    except IntegrityError:
        return  # another replica was faster, with the same key


def _place(kid: str) -> Place:
    return Place("key_check", kid, "", "sealed")


async def reseal_all(vault: Vault) -> int:
    """Seals every row with the writing key; how many it moved. May be stopped and repeated at any time.

    Each row is one conditional UPDATE on the text that was read, so that whoever writes meanwhile wins.
    Rows that do not open stay as they are, and so does the note that their key is needed.
    """
    moved = 0
    stuck: set[str] = set()
    async for row, place, column in _sealed_rows():
        sealed: str = getattr(row, column)
        if sealed.startswith(f"v1:{vault.writes_with}:"):
            continue
        try:
            again = vault.seal(vault.open(sealed, place), place)
        except VaultRefused as refused:
            stuck.add(refused.kid)
            continue
        moved += await type(row).filter(id=row.id, **{column: sealed}).update(**{column: again})
    await KeyCheck.exclude(id__in=[*stuck, vault.writes_with]).delete()
    return moved


async def _sealed_rows() -> AsyncIterator[tuple[Credential | Renewal | Attempt, Place, str]]:
    async for credential in _kept(Credential):
        yield credential, place_of(credential), "sealed"
    async for renewal in _kept(Renewal):
        yield renewal, place_of(renewal), "sealed"
    last = ""
    while attempts := await Attempt.filter(id__gt=last).exclude(flow="").order_by("id").limit(BATCH):
        for attempt in attempts:
            yield attempt, flow_place(attempt.id, attempt.workspace), "flow"
        last = attempts[-1].id


async def _kept(table: type[Kept]) -> AsyncIterator[Kept]:
    last = ""
    while rows := await table.filter(id__gt=last).order_by("id").limit(BATCH):
        for row in rows:
            yield row
        last = rows[-1].id


def place_of(row: Credential | Renewal) -> Place:
    table = "renewal" if isinstance(row, Renewal) else "credential"
    return Place(table, row.id, row.workspace, "sealed")


def flow_place(row: str, workspace: str) -> Place:
    return Place("attempt", row, workspace, "flow")
