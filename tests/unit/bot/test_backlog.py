from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

import pytest
from prometheus_client import generate_latest

from bot.backlog import Backlog
from bot.metrics import Metrics
from mip.changes import Task
from mip.ports import Overdue
from tests.unit.bot.fakes import NOW, HandClock


@dataclass
class Tables:
    found: dict[Task, Overdue]

    async def overdue(self, task: Task) -> Overdue:
        return self.found.get(task, Overdue(0, None))


@pytest.mark.asyncio
async def test_an_operator_sees_how_many_accounts_are_overdue_and_for_how_long() -> None:
    ago = timedelta(hours=1)
    tables, metrics = (
        Tables({Task.SCAN: Overdue(9_000, NOW), Task.VALIDATE: Overdue(2, NOW - ago)}),
        Metrics(),
    )
    look = Backlog(cast("Any", tables), HandClock(calendar_now=NOW + 2 * ago), metrics).look
    await look()
    shown = generate_latest(metrics.registry).decode()
    assert 'mipbot_overdue_accounts{task="scan"} 9000.0' in shown
    assert 'mipbot_overdue_seconds{task="scan"} 7200.0' in shown
    assert 'mipbot_overdue_seconds{task="validate"} 3600.0' in shown
    assert 'mipbot_overdue_accounts{task="check"} 0.0' in shown
    tables.found.clear()
    await look()
    assert 'mipbot_overdue_seconds{task="scan"} 0.0' in generate_latest(metrics.registry).decode()
