"""Three replicas share the work: each thing is done once, whoever does it."""

import asyncio
from pathlib import Path

import pytest

from tests.contract.conftest import Server
from tests.journeys.stories import CHANNEL, NAME, activate, add, fill_custom, grant, shows, told
from tests.replicas.fleet import fleet


@pytest.mark.asyncio
async def test_the_main_story_told_by_three(tmp_path: Path, postgres: Server) -> None:
    async with fleet(tmp_path, postgres) as f:
        # All at once, on a database without tables.
        await f.start(3)
        owner = f.stage.person("olivia")
        await grant(f.stage, "Contoso")
        await add(f.stage, owner)
        await shows(owner, NAME, "Validation Successful")
        await activate(owner)
        await owner.wait_for("First labels of", channel=CHANNEL, new=False)
        await f.quiet()
        assert len(await told(owner, "First labels of")) == 1
        assert (await f.stage.ask("GET", "/counts"))["graph.labels"] == 3


@pytest.mark.asyncio
async def test_of_two_who_take_the_same_name_on_two_replicas_one_gets_it(
    tmp_path: Path, postgres: Server
) -> None:
    async with fleet(tmp_path, postgres) as f:
        await f.start(1)
        await f.start(1)
        olivia, adam = f.stage.person("olivia"), f.stage.person("adam")
        for number in range(3):
            name = f"{NAME} {number}"
            for each in (olivia, adam):
                await fill_custom(f.stage, each, name)
            answers = await asyncio.gather(olivia.submit(), adam.submit())
            assert [bool(answer) for answer in answers].count(True) == 1
            refused = olivia if answers[0] else adam
            await refused.close()
        names = await f.sql("SELECT name FROM mip_account ORDER BY name")
        assert [row["name"] for row in names] == [f"{NAME} {number}" for number in range(3)]
