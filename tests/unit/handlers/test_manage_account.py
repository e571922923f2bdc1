"""What an account's buttons and commands cost, and begin."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from handlers.manage_account import ManageAccount
from mip.changes import Change, Task
from mip.doing import Doing, Fate
from tests.unit.bot.fakes import HandClock
from tests.unit.mip.samples import ACTIVE, ADMIN, account


@dataclass
class Table:
    """Ledger and tasks: writes down what was asked."""

    asked: list[str] = field(default_factory=list)

    async def waiting(self, account_id: str) -> Sequence[Task]:
        self.asked.append("waiting")
        return ()

    async def attempt(self, account_id: str, task: Task) -> int:
        return 1

    async def commit(self, change: Change) -> None:
        self.asked.append("commit")


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("doing", "asked"), [(Doing.DEACTIVATE, ["commit"]), (Doing.SCAN, ["waiting", "commit"])]
)
async def test_only_what_may_be_running_already_is_asked_for(doing: Doing, asked: list[str]) -> None:
    table: Any = Table()
    outcome = await ManageAccount(table, table, table, HandClock()).do(doing, account(ACTIVE), ADMIN, "C1")
    assert (outcome.fate, table.asked) == (Fate.DONE, asked)
