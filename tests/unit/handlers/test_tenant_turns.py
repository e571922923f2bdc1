"""A tenant that never answers keeps nobody else waiting, however many accounts share it."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field

import pytest

from handlers.tenant_turns import AT_ONCE, TenantTurns

pytestmark = pytest.mark.asyncio

WORKERS = 8


@dataclass
class Microsoft:
    """`answers` lets the tenant named SLOW answer."""

    answers: asyncio.Event = field(default_factory=asyncio.Event)
    there: Counter[str] = field(default_factory=Counter)
    most: Counter[str] = field(default_factory=Counter)
    done: list[str] = field(default_factory=list)

    async def ask(self, account: str) -> None:
        tenant = await tenant_of(account)
        self.there[tenant] += 1
        self.most[tenant] = max(self.most[tenant], self.there[tenant])
        try:
            if tenant == "SLOW":
                await self.answers.wait()
            await asyncio.sleep(0)
            if account.endswith("bad"):
                raise OSError
            self.done.append(account)
        finally:
            self.there[tenant] -= 1


async def tenant_of(account: str) -> str:
    return account.partition("-")[0]


async def worked_off(microsoft: Microsoft, accounts: list[str]) -> list[asyncio.Task[None]]:
    """By eight workers, as the queue would: each takes the next as soon as it is free."""
    do, left = TenantTurns(tenant_of).taking(microsoft.ask), iter(accounts)

    async def work() -> None:
        for account in left:
            await do(account)

    tasks = [asyncio.create_task(work()) for _ in range(WORKERS)]
    for _ in range(200):
        await asyncio.sleep(0)
    return tasks


async def test_a_tenant_that_never_answers_holds_two_workers_and_the_others_go_on() -> None:
    microsoft = Microsoft()
    slow = [f"SLOW-{number}" for number in range(50)]
    quick = [f"T{number}-1" for number in range(20)]
    workers = await worked_off(microsoft, slow + quick)
    assert sorted(microsoft.done) == sorted(quick)
    assert sum(not worker.done() for worker in workers) == AT_ONCE
    microsoft.answers.set()
    await asyncio.gather(*workers)
    assert sorted(microsoft.done) == sorted(slow + quick)
    assert microsoft.most["SLOW"] == AT_ONCE


async def test_whoever_left_a_name_twice_has_one_turn() -> None:
    microsoft = Microsoft()
    workers = await worked_off(microsoft, ["SLOW-1", "SLOW-2", *["SLOW-3"] * 5])
    microsoft.answers.set()
    await asyncio.gather(*workers)
    assert microsoft.done.count("SLOW-3") == 1


async def test_after_one_that_fails_the_tenant_is_free_again() -> None:
    microsoft = Microsoft()
    do = TenantTurns(tenant_of).taking(microsoft.ask)
    for _ in range(2 * AT_ONCE):
        with pytest.raises(OSError, match=r"^$"):
            await do("T1-bad")
    await do("T1-good")
    assert microsoft.done == ["T1-good"]
