"""The main story once more, with PostgreSQL underneath."""

from pathlib import Path

import pytest

from tests.contract.conftest import Server, postgres
from tests.journeys.stories import activate, add, approve, journey, shows

__all__ = ["postgres"]


@pytest.mark.asyncio
async def test_from_add_to_labels_in_the_channel(tmp_path: Path, postgres: Server) -> None:
    async with journey(tmp_path, MIPBOT_DATABASE_URL=postgres.database()) as w:
        owner = w.person("olivia")
        await add(w, owner)
        await approve(w, owner)
        await shows(owner, "Contoso Prod", "Validation Successful")
        await activate(owner)
        await shows(owner, "Contoso Prod", "Active")
        await owner.wait_for("First labels of", channel="#security", new=False)
