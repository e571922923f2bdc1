"""The tables are brought to the next version while bots of this one work on."""

import asyncio
from pathlib import Path

import pytest

from storage.migrate import State, migrate, state
from tests.contract.conftest import NOW, Server
from tests.contract.test_storage_migrations import SECOND
from tests.journeys.stories import CHANNEL, NAME, activate, add, grant, shows
from tests.replicas.fleet import Fleet, fleet

NEXT = "Fabrikam Test"


async def work(f: Fleet, done: asyncio.Event) -> int:
    """People who look and scan all the time. How often they were answered."""
    owner, answered = f.stage.person("olivia"), 0
    while not done.is_set():
        await f.sql("UPDATE mip_work SET due_at = now() WHERE task = 'scan'")
        assert "MIP account" in (await owner.command("list")).text
        answered += 1
    return answered


@pytest.mark.asyncio
async def test_bots_of_the_version_before_work_on_through_a_migration(
    tmp_path: Path, postgres: Server
) -> None:
    async with fleet(tmp_path, postgres) as f:
        await f.start(1)
        await f.start(1)
        owner, done = f.stage.person("olivia"), asyncio.Event()
        await grant(f.stage, "Contoso")
        await add(f.stage, owner)
        await shows(owner, NAME, "Validation Successful")
        await activate(owner)
        await owner.wait_for("First labels of", channel=CHANNEL, new=False)
        working = asyncio.create_task(work(f, done))
        twice = [asyncio.to_thread(_migrate, f.database) for _ in range(2)]
        assert await asyncio.gather(*twice) == [None, None]
        assert await state(f.database, SECOND) is State.CURRENT
        await add(f.stage, owner, NEXT)
        await shows(owner, NEXT, "Validation Successful")
        done.set()
        assert await working > 1
        await f.quiet()

        late = await f.stage.ended((await f.launch()).process)
        assert (late.code, "newer" in late.said) == (3, True)
        for replica in f.replicas[:2]:
            said = (await f.stage.stop(replica.process)).said
            assert not any(event in said for event in ("listener.failed", "job.failed", "delivery.failed"))


def _migrate(database: str) -> None:
    asyncio.run(migrate(database, NOW, SECOND))
