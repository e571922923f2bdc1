"""What one workspace may ask for counts over all replicas; what it may read does not."""

import asyncio
from pathlib import Path

import pytest

from handlers.budget import ACTIONS
from sandbox.visitor import Visitor
from storage.attempts import PER_HOUR
from tests.contract.conftest import Server
from tests.journeys.stories import NAME, add_by_bot
from tests.replicas.fleet import Fleet, fleet

READS = ("list", f"labels {NAME}", "status", "help")
TOO_MANY_LINKS = "Too many links were asked for in this workspace."
TOO_MUCH = "Try again in"


async def added(f: Fleet) -> Visitor:
    """By the first of two replicas, with the link that comes unasked."""
    await f.start(2)
    owner = f.stage.person("olivia")
    await add_by_bot(f.stage, owner, NAME)
    await owner.wait_for("For you only, for one use", new=False)
    return owner


async def made(f: Fleet) -> int:
    return int((await f.sql("SELECT count(*) AS n FROM mip_attempt"))[0]["n"])


@pytest.mark.asyncio
async def test_sixty_links_an_hour_over_all_replicas(tmp_path: Path, postgres: Server) -> None:
    """Two people ask at the same moment, each on another replica."""
    async with fleet(tmp_path, postgres) as f:
        people = [await added(f), f.stage.person("adam")]
        said: list[str] = []
        while not any(TOO_MANY_LINKS in each for each in said[-2:]):
            assert len(said) <= PER_HOUR + 2
            shown = await asyncio.gather(*(each.command(f"authorize {NAME}") for each in people))
            said += [each.text for each in shown]
        assert await made(f) == PER_HOUR
        for replica in f.replicas:
            f.spread.only = replica.address
            assert TOO_MANY_LINKS in (await people[0].command(f"authorize {NAME}")).text
        assert await made(f) == PER_HOUR


@pytest.mark.asyncio
async def test_reading_is_never_limited_not_even_where_nothing_else_may_be_asked(
    tmp_path: Path, postgres: Server
) -> None:
    async with fleet(tmp_path, postgres) as f:
        owner = await added(f)
        asked = 0
        while TOO_MUCH not in (await owner.command(f"scan {NAME}")).text:
            asked += 1
            assert asked < 3 * ACTIONS
        assert asked >= ACTIONS - 2
        answers = [(await owner.command(verb)).text for verb in READS * (ACTIONS // len(READS) + 3)]
        assert len(answers) > ACTIONS
        assert all(answers)
        assert not [each for each in answers if TOO_MUCH in each]
