"""One account and its first scan: what the tests of faults begin with, and what must have come of it in the end."""

from typing import Any

from tests.journeys.stories import CHANNEL, NAME, add, grant, shows, told
from tests.replicas.fleet import Fleet, Replica


async def validated(f: Fleet, **variables: Any) -> Replica:
    """One replica, and an account that it has looked at."""
    (first,) = await f.start(**variables)
    owner = f.stage.person("olivia")
    await grant(f.stage, "Contoso")
    await add(f.stage, owner)
    await shows(owner, NAME, "Validation Successful")
    await f.quiet()
    return first


async def press_activate(f: Fleet) -> None:
    await f.stage.person("olivia").press("Activate", containing=NAME, channel=CHANNEL)


async def held_up(f: Fleet, fault: str) -> str:
    """*Activate* was pressed, and what came of it waits at this fault."""
    await press_activate(f)
    await f.stage.is_held(fault)
    return fault


async def scanning(f: Fleet) -> str:
    """The validation is answered, the first scan waits for Microsoft. The fault's id."""
    return await held_up(f, await f.stage.hold("graph.labels", after=1))


async def let_go(f: Fleet, fault: str) -> None:
    """It is answered after all, so late that whoever waited has lost what they held."""
    await f.stage.ask("DELETE", f"/faults/{fault}")
    await f.pass_leases()


async def is_told_once(f: Fleet) -> None:
    """One scan in the history, one message, whoever else tried."""
    owner = f.stage.person("olivia")
    await shows(owner, NAME, "Active")
    await owner.wait_for("First labels of", channel=CHANNEL, new=False)
    await f.quiet()
    assert len(await told(owner, "First labels of")) == 1
    assert [row["n"] for row in await f.sql("SELECT count(*) AS n FROM mip_scan")] == [1]
