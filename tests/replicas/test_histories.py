"""What is left of random histories: admins who press against each other, labels that change, replicas that die and
freeze. Whatever happened, the tables and what Slack was told must make sense together."""

import asyncio
import os
import random
import re
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from sandbox.visitor import NotSeen, Seen
from storage.chains import check_chains
from tests.contract.conftest import Server
from tests.journeys.stories import CHANNEL, activate, add, grant, labels_of, shows
from tests.replicas.fleet import Fleet, Replica, fleet

SECONDS = float(os.environ.get("MIPBOT_HISTORY_SECONDS", "12"))
SEEDS = [int(each) for each in os.environ.get("MIPBOT_HISTORY_SEEDS", "1").split(",")]
NAMES = [f"Account {letter}" for letter in "ABCD"]
REVISION = re.compile(r"Rev (\d+)")
MAY_REPEAT = "(may repeat)"


@dataclass
class History:
    """`revision` is the number that one label of the tenant has in its name."""

    f: Fleet
    chance: random.Random
    ends_at: float = field(default_factory=lambda: time.monotonic() + SECONDS)
    revision: int = 0

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self.ends_at

    async def people(self, user: str) -> None:
        """Somebody who cannot make up their mind, and is not always answered."""
        person = self.f.stage.person(user, patience=5.0)
        while not self.is_over:
            verb = self.chance.choice(("activate", "deactivate", "scan", "show"))
            with suppress(NotSeen):
                await person.command(f'{verb} "{self.chance.choice(NAMES)}"')
            await asyncio.sleep(self.chance.uniform(0, 0.5))

    async def microsoft(self) -> None:
        label = (await labels_of(self.f.stage, "Contoso"))[0]["id"]
        while not self.is_over:
            await self.rename(label)
            await self.f.sql("UPDATE mip_work SET due_at = now() WHERE task = 'scan' AND token = ''")
            await asyncio.sleep(self.chance.uniform(0.5, 2))

    async def rename(self, label: str) -> None:
        self.revision += 1
        where = f"/microsoft/tenants/Contoso/labels/{label}"
        await self.f.stage.ask("PATCH", where, {"name": f"Rev {self.revision}"})

    async def fate(self) -> None:
        while not self.is_over:
            await asyncio.sleep(self.chance.uniform(1, 3))
            victim = self.chance.choice(self.f.replicas)
            if self.chance.random() < 0.5:
                await self.f.kill(victim)
                await self.f.pass_leases()
                await self.f.start()
            else:
                await self._freeze(victim)

    async def _freeze(self, victim: Replica) -> None:
        """The proxy finds out; and by the time it is back, all that it held is somebody else's."""
        victim.freeze()
        self.f.spread.backs.remove(victim.address)
        await asyncio.sleep(self.chance.uniform(0.5, 2))
        await self.f.pass_leases()
        await asyncio.sleep(1)
        victim.thaw()
        self.f.spread.backs.append(victim.address)


@pytest.mark.asyncio
@pytest.mark.parametrize("seed", SEEDS)
async def test_a_history_makes_sense(tmp_path: Path, postgres: Server, seed: int) -> None:
    async with fleet(tmp_path, postgres) as f:
        await f.start(1)
        await f.start(2)
        owner = f.stage.person("olivia")
        await grant(f.stage, "Contoso")
        for name in NAMES:
            await add(f.stage, owner, name)
            await shows(owner, name, "Validation Successful")
        history = History(f, random.Random(seed))
        people = [history.people(user) for user in ("olivia", "adam", "olivia")]
        await asyncio.gather(*people, history.microsoft(), history.fate())

        await f.pass_leases()
        await settle(f)
        await every_account_has_the_last_labels(history)
        await nothing_is_left_over(f)
        await versions_and_trail_hold(f)
        await no_label_set_follows_a_newer_one(f)
        said = [each for each in await owner.messages(CHANNEL) if is_change(each)]
        await nothing_is_told_twice(f, said)


def is_change(message: Seen) -> bool:
    """First labels are told anew, in the same words, to whoever switches an account off and on."""
    return bool(REVISION.search(message.text)) and not message.says("First labels of")


async def settle(f: Fleet) -> None:
    """After the storm everybody is switched on, and scanned once more."""
    owner = f.stage.person("olivia")
    await f.quiet()
    for name in NAMES:
        if (await f.sql("SELECT retrieval FROM mip_account WHERE name = $1", name))[0]["retrieval"] != "on":
            await activate(owner, name)
    await f.quiet()
    await f.sql("UPDATE mip_work SET due_at = now(), attempt = 1 WHERE task = 'scan'")
    await f.quiet()


async def every_account_has_the_last_labels(history: History) -> None:
    found = await history.f.sql(
        "SELECT a.name, l.name AS label FROM mip_account a JOIN mip_label l ON l.account_id = a.id "
        "WHERE l.name LIKE 'Rev %' AND l.removed_at IS NULL ORDER BY a.name"
    )
    last = f"Rev {history.revision}"
    assert [(row["name"], row["label"]) for row in found] == [(name, last) for name in NAMES]


async def nothing_is_left_over(f: Fleet) -> None:
    assert await f.sql("SELECT * FROM mip_work WHERE token <> ''") == []
    assert (
        await f.sql(
            "SELECT tell, why FROM mip_delivery WHERE state <> 'sent' AND why IS DISTINCT FROM 'gone'"
        )
        == []
    )


async def versions_and_trail_hold(f: Fleet) -> None:
    """Each version of an account was made by one change, and the chain of the trail is whole."""
    rows = await f.sql("SELECT account, action, details->>'version' AS version FROM mip_audit ORDER BY seq")
    made: dict[str, list[int]] = {}
    for row in rows:
        if row["version"] is not None:
            made.setdefault(row["account"], []).append(int(row["version"]))
    for versions in made.values():
        assert versions == sorted(versions)
    toggles = Counter(
        (row["account"], row["version"])
        for row in rows
        if row["action"] in {"account.activated", "account.deactivated"}
    )
    assert set(toggles.values()) <= {1}
    assert [chain.broken for chain in await check_chains(f.database)] == [""]


async def no_label_set_follows_a_newer_one(f: Fleet) -> None:
    rows = await f.sql("SELECT account_id, changes::text AS changes FROM mip_scan ORDER BY at, id")
    newest: dict[str, int] = {}
    for row in rows:
        found = max(map(int, REVISION.findall(row["changes"])), default=0)
        if found:
            assert found > newest.get(row["account_id"], 0)
            newest[row["account_id"]] = found


async def nothing_is_told_twice(f: Fleet, said: list[Seen]) -> None:
    """But what may have been lost: that is marked."""
    plain = Counter(each.text for each in said if MAY_REPEAT not in each.text)
    assert [text for text, count in plain.items() if count > 1] == []
    sent = (await f.sql("SELECT count(*) AS n FROM mip_delivery WHERE tell = 'changes' AND state = 'sent'"))[
        0
    ]["n"]
    assert sum(plain.values()) <= sent
    assert len(said) >= sent
