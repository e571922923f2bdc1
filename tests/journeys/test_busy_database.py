"""While something is written, and a transaction has the database to itself, people are answered all the same."""

from pathlib import Path

import pytest

from tests.contract.storage_stories import somebody_writing
from tests.house.everything import NAME, an_account
from tests.journeys.stories import journey


@pytest.mark.asyncio
async def test_people_are_answered_while_something_is_written(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        await an_account(w)
        mia, olivia = w.person("mia"), w.person("olivia")
        await mia.command("help")
        async with somebody_writing():
            assert "/mip add" in (await mia.command("help")).text
            assert f"*{NAME}*" in (await mia.command("list")).text
            assert f"*{NAME}*" in (await mia.command("list contoso")).text
            assert "1 account in all" in (await mia.command("status")).text
            assert NAME in (await mia.command("show")).text
            assert NAME in (await mia.command("labels")).text
            assert NAME in (await mia.command("history")).text
            await olivia.command("add")
            assert (await olivia.modal()).title == "Add MIP account"
