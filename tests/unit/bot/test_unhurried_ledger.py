"""Jobs leave connections to people: few of them write at a time, and all of them in the end."""

import asyncio
from typing import cast

import pytest

from bot.unhurried_ledger import AT_ONCE, UnhurriedLedger
from mip.accounts import Account
from mip.changes import Change
from mip.ports import Ledger


class Slow:
    """A ledger that takes its time; every third commit fails."""

    def __init__(self) -> None:
        self.at_once = self.most = self.done = 0

    async def commit(self, _change: Change) -> Account | None:
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        await asyncio.sleep(0)
        self.at_once -= 1
        self.done += 1
        if self.done % 3 == 0:
            raise OSError
        return None


@pytest.mark.asyncio
async def test_few_write_at_a_time_and_one_that_fails_makes_room() -> None:
    slow = Slow()
    ledger = UnhurriedLedger(cast(Ledger, slow))
    change = Change("T1", None, None)
    await asyncio.gather(*(ledger.commit(change) for _ in range(30)), return_exceptions=True)
    assert (slow.done, slow.most) == (30, AT_ONCE)
