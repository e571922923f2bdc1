"""One bot between its far sides for each file of attacks: they are many, and each leaves it as it was."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.hostile.place import Place, place
from tests.hostile.slack_requests import PROBE, PROBE_EVENT, Heard


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def shared_place(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    async with place(tmp_path_factory.mktemp("bot")) as there:
        yield there


@pytest_asyncio.fixture(loop_scope="module")
async def there(shared_place: Place) -> AsyncIterator[Place]:
    """With the right time, no faults, and no link left over: an hour's budget is for one test."""
    await shared_place.clean_up()
    yield shared_place
    await shared_place.clean_up()


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def listening(shared_place: Place) -> AsyncIterator[Heard]:
    heard, slack = Heard(), shared_place.world.bot.slack
    slack.command(PROBE)(heard.command)
    slack.event(PROBE_EVENT)(heard.event)
    yield heard


@pytest.fixture
def heard(listening: Heard) -> Heard:
    listening.texts.clear()
    return listening
