"""Moving every sealed row to the writing key, beside a bot that goes on working.

Each row moves by one conditional UPDATE on the text that was read: whoever writes meanwhile wins, nothing is held
in between, and a process killed at any moment leaves each row sealed by the one key or the other. So it needs no
note of how far it came: run again, it finds what is left.
"""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from tortoise.models import Model

from storage import keys
from storage.addresses import Address, read_address
from storage.migrate import require_current
from storage.models import Attempt, Credential, KeyCheck, Renewal
from storage.opening import connected, is_in_use
from storage.refusals import StorageRefused
from storage.vault import Place, Vault, VaultRefused, named_key
from storage.workspace_models import Installation

BATCH = 100

# Whatever is sealed: the table, its column, and the place its texts are bound to. "" is nothing sealed.
SEALED: tuple[tuple[type[Model], str, Callable[[str, str], Place]], ...] = (
    (Credential, "sealed", keys.credential_place),
    (Renewal, "sealed", keys.renewal_place),
    (Attempt, "flow", keys.flow_place),
    (Installation, "token", keys.token_place),
    (Installation, "refresh", keys.refresh_place),
)


class NothingToRotate(StorageRefused):
    """There is one key, and it seals everything."""

    def __init__(self, kid: str) -> None:
        super().__init__(
            f"MIPBOT_ENCRYPTION_KEYS has one key ({kid}) and everything is sealed with it: there is nothing to do. "
            "To rotate, put a new key before it."
        )


class BotLacksKey(StorageRefused):
    """The running bot could not open what would be moved."""

    def __init__(self, kid: str) -> None:
        super().__init__(
            f"The bot that is running does not know the new key ({kid}) yet. "
            "Restart it with the same MIPBOT_ENCRYPTION_KEYS, then run this again."
        )


@dataclass(frozen=True)
class Rotation:
    """`remaining` counts the rows that other keys still seal, by key id ("" where the text names none);
    `removable` are the given keys that no row needs any more."""

    moved: int
    writes_with: str
    remaining: Mapping[str, int]
    removable: tuple[str, ...]


async def rotate(url: str, given: tuple[bytes, ...]) -> Rotation:
    """The first key seals everything afterwards. May be killed at any moment and run again.

    Raises ValueError, DatabaseUnreachable, SchemaRefused, KeyRefused, NothingToRotate, BotLacksKey.
    """
    vault, address = Vault(given), read_address(url)
    async with _beside(address):
        await keys.compare(vault)
        if len(given) == 1 and not await _remaining(vault):
            raise NothingToRotate(vault.writes_with)
        if not await keys.is_noted(vault.writes_with) and is_in_use(address):
            raise BotLacksKey(vault.writes_with)
        await keys.note(vault)
        return await reseal_all(vault)


@asynccontextmanager
async def _beside(address: Address) -> AsyncIterator[None]:
    """Without the lock that keeps a second bot away: single statements wait for each other by themselves."""
    await require_current(address)
    async with connected(address.config()):
        yield


async def reseal_all(vault: Vault) -> Rotation:
    """Goes over the rows until nothing moves: a bot whose keys stand in the old order may still write."""
    moved = 0
    while more := await _pass(vault):
        moved += more
    remaining = await _remaining(vault)
    await KeyCheck.exclude(id__in=[*remaining, vault.writes_with]).delete()
    removable = vault.kids - remaining.keys() - {vault.writes_with}
    return Rotation(moved, vault.writes_with, remaining, tuple(sorted(removable)))


async def _pass(vault: Vault) -> int:
    moved = 0
    async for row, column, place in _others(vault):
        moved += await move(row, column, place, vault)
    return moved


async def move(row: Any, column: str, place: Place, vault: Vault) -> int:
    """1, or 0 when somebody wrote since the row was read, or it does not open: then it stays as it is."""
    text: str = getattr(row, column)
    try:
        again = vault.seal(vault.open(text, place), place)
    except VaultRefused:
        return 0
    return int(await type(row).filter(pk=row.pk, **{column: text}).update(**{column: again}))


async def _remaining(vault: Vault) -> Mapping[str, int]:
    counted: Counter[str] = Counter()
    async for row, column, _ in _others(vault):
        counted[named_key(getattr(row, column))] += 1
    return counted


async def _others(vault: Vault) -> AsyncIterator[tuple[Any, str, Place]]:
    """The rows that the writing key does not seal, by id and in batches."""
    for table, column, place in SEALED:
        last = ""
        others = table.exclude(**{column: ""}).exclude(**{f"{column}__startswith": vault.mark})
        while rows := await others.filter(id__gt=last).order_by("id").limit(BATCH):
            for row in rows:
                found: Any = row
                yield found, column, place(found.id, found.workspace)
            last = found.id
