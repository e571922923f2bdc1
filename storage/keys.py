"""Which keys the stored rows need: noted before the first row is sealed with one, compared at every start."""

from tortoise.exceptions import IntegrityError

from mip.credentials import Secret
from storage.models import KeyCheck
from storage.refusals import StorageRefused
from storage.vault import Place, Vault, VaultRefused

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
    await compare(vault)
    await note(vault)


async def compare(vault: Vault) -> None:
    """Changes nothing. Raises KeyRefused."""
    for row in await KeyCheck.all():
        _try(vault, row)


def _try(vault: Vault, row: KeyCheck) -> None:
    try:
        if vault.open(row.sealed, _place(row.id)) != Secret(_KNOWN):
            raise KeyRefused(row.id)
    except VaultRefused:
        raise KeyRefused(row.id) from None


async def note(vault: Vault) -> None:
    """The key that writes is needed from now on: noted before the first row is sealed with it."""
    kid = vault.writes_with
    if await is_noted(kid):
        return
    try:
        await KeyCheck.create(id=kid, sealed=vault.seal(Secret(_KNOWN), _place(kid)))
    except IntegrityError:
        return  # another replica was faster, with the same key


async def is_noted(kid: str) -> bool:
    return await KeyCheck.filter(id=kid).exists()


async def is_lacking(vault: Vault, kid: str) -> bool:
    """Whether a text that did not open is sealed by a key others have and we do not: nobody tampered with it."""
    return kid not in vault.kids and await is_noted(kid)


def _place(kid: str) -> Place:
    return Place("key_check", kid, "", "sealed")


def credential_place(row: str, workspace: str) -> Place:
    return Place("credential", row, workspace, "sealed")


def renewal_place(row: str, workspace: str) -> Place:
    return Place("renewal", row, workspace, "sealed")


def token_place(row: str, workspace: str) -> Place:
    return Place("installation", row, workspace, "token")


def refresh_place(row: str, workspace: str) -> Place:
    return Place("installation", row, workspace, "refresh")


def flow_place(row: str, workspace: str) -> Place:
    return Place("attempt", row, workspace, "flow")
