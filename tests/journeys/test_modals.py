"""What is opened from a modal lies on top of it, as long as Slack stacks it."""

from pathlib import Path

import pytest

from sandbox.seen import Modal
from sandbox.visitor import Visitor
from tests.journeys.stories import active, journey

CHILD = "*All Employees*"
PARENT = "*Confidential*, a label with sub-labels"


async def details(person: Visitor, about: str) -> Modal:
    """Of the one that stands beside these words, in the modal on top."""
    blocks = (await person.modal()).raw["blocks"]
    line = next(each for each in blocks if about in str(each.get("text")))
    await person.press("Details", value=line["accessory"]["value"])
    return await person.modal()


@pytest.mark.asyncio
async def test_details_are_opened_from_details_as_often_as_anybody_likes(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        await active(w, w.person("olivia"))
        mia = w.person("mia")
        await mia.open_home()
        await mia.press("View labels")
        assert "12 labels" in (await mia.modal()).text
        stacked = []
        for _ in range(3):
            assert "a sub-label of *Contoso Prod*" in (await details(mia, CHILD)).text
            assert PARENT in (await details(mia, "*Parent*")).text
            await mia.press("View labels")
            assert "12 labels" in (await mia.modal()).text
            stacked.append(len((await mia.state())["modals"]))
        assert stacked == [3, 3, 3]
        for _ in range(3):
            await mia.close()
        assert await mia.no_modal()
