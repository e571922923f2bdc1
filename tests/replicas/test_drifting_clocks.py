"""A replica whose clock goes wrong while it runs says so, works on, and takes nothing for abandoned."""

import asyncio
from pathlib import Path

import pytest

from tests.contract.conftest import Server
from tests.replicas.fleet import fleet
from tests.replicas.one_scan import is_told_once, scanning, validated

# By then the other one has looked for what is due; Microsoft may take ten.
A_SWEEP = 6.5


@pytest.mark.asyncio
@pytest.mark.parametrize("ahead", [True, False], ids=["ahead", "behind"])
async def test_no_lease_is_stolen_by_or_from_a_replica_whose_clock_is_off(
    tmp_path: Path, postgres: Server, ahead: bool
) -> None:
    """One that is ahead looks at the other's lease from the future; what one that is behind holds looks run out."""
    async with fleet(tmp_path, postgres) as f:
        right = await validated(f)
        wrong = await f.start_drifting(ahead=ahead)
        worker, other = (right, wrong) if ahead else (wrong, right)
        f.spread.only = worker.address
        other.freeze()
        fault = await scanning(f)
        held = await f.sql("SELECT token FROM mip_work WHERE token <> ''")
        # From now on whatever is queued comes to the other one.
        worker.freeze()
        other.thaw()
        await asyncio.sleep(A_SWEEP)
        worker.thaw()
        assert await f.sql("SELECT token FROM mip_work WHERE token <> ''") == held
        await f.stage.ask("DELETE", f"/faults/{fault}")
        await is_told_once(f)
        # Two validations, and one scan.
        assert (await f.stage.ask("GET", "/counts"))["graph.labels"] == 3


@pytest.mark.asyncio
async def test_a_replica_whose_clock_is_off_works_and_answers_on_its_own(
    tmp_path: Path, postgres: Server
) -> None:
    async with fleet(tmp_path, postgres) as f:
        right = await validated(f)
        wrong = await f.start_drifting(ahead=True)
        await f.stop(right)
        fault = await scanning(f)
        await f.stage.ask("DELETE", f"/faults/{fault}")
        await is_told_once(f)
        assert await f.readiness(wrong) == "clock"
