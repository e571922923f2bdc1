"""A new key takes over while the bot runs, whatever becomes of the process that moves the rows."""

import asyncio
import base64
import os
import random
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

import pytest
from tortoise.models import Model

from mip.accounts import Account
from mip.changes import Action, AuditEntry
from mip.consent import Step
from mip.credentials import ClientSecret, Secret
from mip.errors import TryLater
from mip.reasons import Reason
from storage import Storage, keys, models
from storage.addresses import read_address
from storage.keys import KeyRefused
from storage.migrate import SchemaRefused
from storage.opening import alone
from storage.rotation import SEALED, BotLacksKey, NothingToRotate, move, reseal_all, rotate
from storage.vault import Vault, key_id
from tests.contract.conftest import KEY, NOW, HandClock
from tests.contract.storage_stories import WORKSPACE, account, added, attempt

pytestmark = pytest.mark.asyncio
NEW_KEY = bytes(range(1, 33))
BOTH = (NEW_KEY, KEY)
ROWS = 1200
KILLS = 5
ROOT = Path(__file__).parents[2]


async def filled(url: str, clock: HandClock) -> None:
    old = await Storage.open(url, (KEY,), clock)
    await added(old, credential=ClientSecret(Secret("s")))
    await old.attempts.open(attempt(), "k1")
    flow = old.vault.seal(Secret("flow"), keys.flow_place("t1", WORKSPACE))
    await models.Attempt.filter(id="t1").update(flow=flow)
    await old.close()


def holds_files(folder: Path) -> bool:
    return any(folder.iterdir())


async def test_everything_that_is_sealed_moves_and_the_old_key_may_go(url: str, clock: HandClock) -> None:
    await filled(url, clock)
    done = await rotate(url, BOTH)
    assert (done.moved, done.remaining, done.removable) == (2, {}, (key_id(KEY),))
    again = await rotate(url, BOTH)
    assert (again.moved, again.removable) == (0, (key_id(KEY),))
    new = await Storage.open(url, (NEW_KEY,), clock)
    assert await new.accounts.credential(account()) == ClientSecret(Secret("s"))
    found = await new.attempts.find("k1", NOW)
    assert found
    assert found.flow == Secret("flow")
    await new.close()
    with pytest.raises(KeyRefused, match=key_id(NEW_KEY)):
        await Storage.open(url, (KEY,), clock)


async def test_a_column_that_is_sealed_is_not_forgotten() -> None:
    columns = {
        (table.__name__, name)
        for table in vars(models).values()
        if isinstance(table, type) and issubclass(table, Model) and table is not Model
        for name in table._meta.fields
        if name in {"sealed", "flow"}
    }
    tokens = {("Installation", "token"), ("Installation", "refresh")}
    assert (columns | tokens) - {("KeyCheck", "sealed")} == {
        (table.__name__, column) for table, column, _ in SEALED
    }


async def test_with_one_key_there_is_nothing_to_do(url: str, clock: HandClock) -> None:
    await filled(url, clock)
    with pytest.raises(NothingToRotate, match="one key"):
        await rotate(url, (KEY,))


async def test_a_key_that_rows_need_has_to_be_there(url: str, clock: HandClock) -> None:
    await filled(url, clock)
    with pytest.raises(KeyRefused, match=key_id(KEY)):
        await rotate(url, (NEW_KEY,))
    await (await Storage.open(url, (KEY,), clock)).close()


async def test_where_there_is_no_database_none_is_made(empty_url: str, dialect: str, tmp_path: Path) -> None:
    with pytest.raises(SchemaRefused, match="no database yet"):
        await rotate(empty_url, BOTH)
    if dialect == "sqlite":
        assert not holds_files(tmp_path)


async def test_a_running_bot_that_lacks_the_new_key_is_left_alone(tmp_path: Path, clock: HandClock) -> None:
    """Only a SQLite file tells that somebody uses it."""
    url = f"sqlite://{tmp_path / 'bot.sqlite3'}"
    await filled(url, clock)
    with alone(read_address(url)), pytest.raises(BotLacksKey, match=key_id(NEW_KEY)):
        await rotate(url, BOTH)
    assert (await rotate(url, BOTH)).moved == 2


async def test_a_row_that_does_not_open_keeps_its_key_needed(storage: Storage) -> None:
    await added(storage, credential=ClientSecret(Secret("s")))
    await added(storage, account("Other", "a2"), credential=ClientSecret(Secret("s")))
    moved = (await models.Credential.get(account_id="a1")).sealed
    await models.Credential.filter(account_id="a2").update(sealed=moved)
    both = Vault(BOTH)
    await keys.check(both)
    done = await reseal_all(both)
    assert (done.moved, done.remaining, done.removable) == (1, {key_id(KEY): 1}, ())
    assert {row.id for row in await models.KeyCheck.all()} == {key_id(KEY), key_id(NEW_KEY)}


async def test_whoever_writes_meanwhile_wins(storage: Storage) -> None:
    seen = await added(storage, credential=ClientSecret(Secret("s")))
    read = await models.Credential.get(account_id=seen.id)
    place = keys.credential_place(read.id, read.workspace)
    newer = storage.vault.seal(Secret("newer"), place)
    await models.Credential.filter(id=read.id).update(sealed=newer)
    assert await move(read, "sealed", place, Vault(BOTH)) == 0
    assert (await models.Credential.get(id=read.id)).sealed == newer


async def test_a_text_that_never_was_sealed_is_counted(storage: Storage) -> None:
    await added(storage, credential=ClientSecret(Secret("s")))
    await models.Credential.filter().update(sealed="plain")
    both = Vault(BOTH)
    await keys.check(both)
    assert (await reseal_all(both)).remaining == {"": 1}


async def test_a_replica_without_the_new_key_blames_nobody(storage: Storage) -> None:
    """It is not ready, but what it works on meanwhile is tried again, and no account asks for a new secret."""
    seen = await added(storage, credential=ClientSecret(Secret("s")))
    await storage.attempts.open(attempt(), "k1")
    flow = storage.vault.seal(Secret("flow"), keys.flow_place("t1", WORKSPACE))
    await models.Attempt.filter(id="t1").update(flow=flow)
    await keys.check(Vault(BOTH))
    await reseal_all(Vault(BOTH))
    with pytest.raises(KeyRefused):
        await storage.ping()
    with pytest.raises(TryLater) as credential:
        await storage.accounts.credential(seen)
    with pytest.raises(TryLater) as found:
        await storage.attempts.find("k1", NOW)
    assert credential.value.reason is found.value.reason is Reason.KEY_LACKING
    assert (await models.Attempt.get(id="t1")).step == Step.OPEN
    assert not await models.AuditRow.filter(action=Action.TAMPERED).exists()


async def test_killed_in_the_middle_again_and_again_it_loses_nothing(
    url: str, clock: HandClock, tmp_path: Path
) -> None:
    await _many(url, clock)
    bot = await Storage.open(url, BOTH, clock)
    going_on = asyncio.create_task(_keep_working(bot))
    for kill in range(KILLS):
        process = await _rotating(url, tmp_path)
        # In the first half of the rows: on a busy machine they go on for a while before the signal arrives.
        await _until_moved((kill + 1) * ROWS // (2 * KILLS + 2) + random.randrange(20), process)
        await asyncio.sleep(random.random() * 0.01)
        process.kill()
        await process.communicate()
        assert process.returncode == -9
    assert 0 < await _left() < ROWS
    last = await _rotating(url, tmp_path)
    said, _ = await last.communicate()
    assert last.returncode == 0
    assert f"The key {key_id(KEY)} may now be removed from MIPBOT_ENCRYPTION_KEYS." in said.decode()
    assert not going_on.done(), "the bot could read and write all the time"
    going_on.cancel()
    await asyncio.gather(going_on, return_exceptions=True)
    assert await bot.audit.verify(WORKSPACE) is None
    await bot.close()
    new = await Storage.open(url, (NEW_KEY,), clock)
    for number in range(ROWS):
        assert await new.accounts.credential(_numbered(number)) == ClientSecret(Secret(f"secret {number}"))
    await new.close()


def _numbered(number: int) -> Account:
    return account(f"Account {number}", f"a{number:04}")


async def _many(url: str, clock: HandClock) -> None:
    storage = await Storage.open(url, (KEY,), clock)
    for number in range(ROWS):
        await added(storage, _numbered(number), credential=ClientSecret(Secret(f"secret {number}")))
    await storage.close()


async def _keep_working(bot: Storage) -> None:
    """Reads each credential, and writes: the audit trail is a transaction that reads before it writes."""
    while True:
        for number in range(ROWS):
            found = await bot.accounts.credential(_numbered(number))
            assert found == ClientSecret(Secret(f"secret {number}"))
            if number % 20 == 0:
                await bot.audit.write(AuditEntry(WORKSPACE, "U1", Action.LINK_REFUSED, ""))


async def _rotating(url: str, folder: Path) -> Process:
    variables = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "SLACK_SIGNING_SECRET": "s",
        "SLACK_BOT_TOKEN": "t",
        "MIPBOT_DATABASE_URL": url,
        "MIPBOT_ENCRYPTION_KEYS": ",".join(base64.b64encode(key).decode() for key in BOTH),
    }
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "rotate-keys", cwd=folder, env=variables, stdout=PIPE, stderr=PIPE
    )


async def _left() -> int:
    return await models.Credential.filter(sealed__startswith=f"v1:{key_id(KEY)}:").count()


async def _until_moved(wanted: int, process: Process) -> None:
    async with asyncio.timeout(60):
        while ROWS - await _left() < wanted:
            assert process.returncode is None, (await process.communicate())[1].decode()
            await asyncio.sleep(0.002)
