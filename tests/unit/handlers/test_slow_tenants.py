"""Many tenants that never answer hold half of the workers and no more, are tried now and then, and recover."""

import asyncio
from dataclasses import dataclass, field

import pytest

from handlers.slow_tenants import SlowTenants
from handlers.tenant_turns import TenantTurns

pytestmark = pytest.mark.asyncio

WORKERS, HALF, AFTER = 8, 4, 8.0


@dataclass
class Microsoft:
    """The tenants named SILENT keep whoever asks for ten seconds; those named STUCK until `lets_go`."""

    time: float = 0.0
    silent: bool = True
    lets_go: asyncio.Event = field(default_factory=asyncio.Event)
    there: set[str] = field(default_factory=set)
    done: list[str] = field(default_factory=list)
    put_off: list[str] = field(default_factory=list)

    async def ask(self, account: str) -> None:
        self.there.add(account)
        try:
            if account.startswith("STUCK") and self.silent:
                await self.lets_go.wait()
            if not account.startswith("QUICK") and self.silent:
                self.time += 10
            self.done.append(account)
        finally:
            self.there.remove(account)

    async def later(self, account: str) -> None:
        self.put_off.append(account)


async def tenant_of(account: str) -> str:
    return account.partition("-")[0]


def slow_of(microsoft: Microsoft, most: int = 100) -> SlowTenants:
    return SlowTenants(AFTER, HALF, microsoft.later, lambda: microsoft.time, most)


async def known(microsoft: Microsoft, slow: SlowTenants, count: int) -> list[str]:
    """So many tenants whose last attempt took long."""
    tenants = [f"STUCK{number}" for number in range(count)]
    microsoft.lets_go.set()
    for tenant in tenants:
        await slow.visit(tenant, f"{tenant}-1", microsoft.ask)
    microsoft.lets_go.clear()
    microsoft.done.clear()
    return tenants


async def test_half_of_the_workers_stay_free_however_many_tenants_are_silent() -> None:
    microsoft = Microsoft()
    slow = slow_of(microsoft)
    tenants = await known(microsoft, slow, 10)
    turns = TenantTurns(tenant_of, slow.visit)
    do, left = (
        turns.taking(microsoft.ask),
        iter(
            [f"{tenant}-{number}" for number in (1, 2) for tenant in tenants]
            + [f"QUICK{n}-1" for n in range(20)]
        ),
    )

    async def work() -> None:
        for account in left:
            await do(account)

    workers = [asyncio.create_task(work()) for _ in range(WORKERS)]
    for _ in range(200):
        await asyncio.sleep(0)
    assert len(microsoft.done) == 20
    assert len(microsoft.there) == HALF
    assert len(microsoft.put_off) == 20 - HALF
    microsoft.lets_go.set()
    await asyncio.gather(*workers)


async def test_one_that_answers_again_has_its_own_place_again() -> None:
    microsoft = Microsoft()
    slow = slow_of(microsoft)
    tenants = await known(microsoft, slow, HALF + 1)
    microsoft.silent = False
    await slow.visit(tenants[0], f"{tenants[0]}-1", microsoft.ask)
    microsoft.silent = True
    others = [asyncio.create_task(slow.visit(each, f"{each}-1", microsoft.ask)) for each in tenants[1:]]
    await asyncio.sleep(0)
    microsoft.silent = False
    await slow.visit(tenants[0], f"{tenants[0]}-2", microsoft.ask)
    assert (microsoft.done[-1], microsoft.put_off) == (f"{tenants[0]}-2", [])
    microsoft.lets_go.set()
    await asyncio.gather(*others)


async def test_a_visit_that_fails_gives_its_place_back_and_counts_as_slow() -> None:
    microsoft = Microsoft()
    slow = slow_of(microsoft)

    async def bad(_account: str) -> None:
        microsoft.time += 10
        raise OSError

    for _ in range(2 * HALF):
        with pytest.raises(OSError, match=r"^$"):
            await slow.visit("T1", "T1-1", bad)
    assert microsoft.put_off == []


async def test_of_very_many_the_one_that_was_slow_first_is_forgotten() -> None:
    microsoft = Microsoft()
    slow = slow_of(microsoft, most=HALF)
    tenants = await known(microsoft, slow, HALF + 1)
    visits = [asyncio.create_task(slow.visit(each, f"{each}-1", microsoft.ask)) for each in tenants]
    await asyncio.sleep(0)
    assert (len(microsoft.there), microsoft.put_off) == (HALF + 1, [])
    microsoft.lets_go.set()
    await asyncio.gather(*visits)
