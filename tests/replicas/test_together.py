"""Three replicas share the work: each thing is done once, whoever does it."""

from pathlib import Path

import pytest

from tests.contract.conftest import Server
from tests.journeys.stories import CHANNEL, NAME, activate, add, grant, shows, told
from tests.replicas.fleet import fleet


@pytest.mark.asyncio
async def test_the_main_story_told_by_three(tmp_path: Path, postgres: Server) -> None:
    async with fleet(tmp_path, postgres) as f:
        await f.start(1)
        await f.start(2)
        owner = f.stage.person("olivia")
        await grant(f.stage, "Contoso")
        await add(f.stage, owner)
        await shows(owner, NAME, "Validation Successful")
        await activate(owner)
        await owner.wait_for("First labels of", channel=CHANNEL, new=False)
        await f.quiet()
        assert len(await told(owner, "First labels of")) == 1
        assert (await f.stage.ask("GET", "/counts"))["graph.labels"] == 3
