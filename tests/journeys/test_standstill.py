"""After a day of standstill the real bot starts with ten thousand overdue accounts: no herd, everybody's turn, people
first."""

import asyncio
import base64
import os
import sqlite3
import time
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web

from benchmarks import answers
from benchmarks.far_side import DISCOVERY, TOKEN
from benchmarks.filled import KEY, OTHERS, fill
from bot.sweeper import EVERY, FEWEST, MOST
from sandbox.slack_workspace import TEAM
from tests.contract.microsoft_world import serving
from tests.journeys.bot_process import Theatre, theatre
from tests.world import DATABASE

ACCOUNTS = 10_000
# Of these so many are watched; with nearly all of them it takes some minutes.
WATCHED = int(os.environ.get("MIPBOT_STANDSTILL_ACCOUNTS", "600"))
LABELS = 3
HOUR = timedelta(hours=1)
SECONDS = EVERY.total_seconds()
# Thousands of cards in one pretend Slack would be what is measured.
NOBODY_IS_TOLD_ELSEWHERE = f"""
CREATE TRIGGER elsewhere BEFORE INSERT ON mip_delivery WHEN NEW.workspace <> '{TEAM}'
BEGIN SELECT RAISE(IGNORE); END
"""
# The last of the workspace in which people are.
ASKED = 99


@dataclass
class Microsoft:
    """Knows every tenant, and notes by its number and the time who asked for a token: once in each scan."""

    origin: str = ""
    asked: list[tuple[int, float]] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.Response:
        tenant = request.path.split("/")[1]
        if request.path.endswith(DISCOVERY):
            return web.json_response(answers.discovery(self.origin, tenant))
        if request.path.endswith(TOKEN):
            self.asked.append((uuid.UUID(tenant).int - 1, time.monotonic()))
            return web.json_response(answers.token())
        return web.json_response(answers.labels(LABELS))

    @property
    def accounts(self) -> list[int]:
        return [account for account, _ in self.asked]

    async def has_been_asked(self, count: int) -> None:
        while len(self.asked) < count:  # noqa: ASYNC110 - the other process tells nobody
            await asyncio.sleep(0.05)

    async def has_been_asked_about(self, account: int) -> None:
        while account not in self.accounts:  # noqa: ASYNC110 - the other process tells nobody
            await asyncio.sleep(0.05)


@asynccontextmanager
async def overdue(folder: Path) -> AsyncIterator[tuple[Theatre, Microsoft]]:
    """Each has been due at some time of the hour in which the bot stopped, a day ago."""
    microsoft = Microsoft()
    async with theatre(folder) as stage, serving(microsoft.answer) as microsoft.origin:
        token = stage.sandbox.options.bot_token
        url = f"sqlite://{folder / DATABASE}"
        await fill(url, ACCOUNTS, scanned=True, workspace=TEAM, each=LABELS, token=token)
        with closing(sqlite3.connect(folder / DATABASE)) as tables, tables:
            read = str(datetime.now(UTC) - timedelta(days=1) - HOUR)
            everybody = (
                "UPDATE mip_account SET channel = 'C0SECURITY', added_by = 'U0OWNER001', attempted_at = ?"
            )
            tables.execute(everybody, [read])
            tables.executemany("UPDATE mip_work SET due_at = ? WHERE account_id = ?", _a_day_ago())
            tables.execute(NOBODY_IS_TOLD_ELSEWHERE)
        yield stage, microsoft


def _a_day_ago() -> list[tuple[str, str]]:
    begin = datetime.now(UTC) - timedelta(days=1)
    whens = [begin + timedelta(seconds=number * 7919 % 3600) for number in range(ACCOUNTS)]
    # Who is asked for by a person would be among the last.
    whens[ASKED] = begin + HOUR
    return [(str(when), f"bench{number:08d}") for number, when in enumerate(whens)]


@pytest.mark.alone
@pytest.mark.timeout(1_200)
@pytest.mark.asyncio
async def test_ten_thousand_overdue_accounts_are_no_herd_and_keep_nobody_waiting(tmp_path: Path) -> None:
    async with overdue(tmp_path) as (stage, microsoft):
        await stage.start(
            SLACK_BOT_TOKEN=None,
            MIPBOT_LOGIN_URL=microsoft.origin,
            MIPBOT_GRAPH_URL=microsoft.origin,
            MIPBOT_ENCRYPTION_KEYS=base64.b64encode(KEY).decode(),
            # Nobody reads along.
            MIPBOT_LOG_LEVEL="ERROR",
        )
        await microsoft.has_been_asked(1)
        await people_are_served(stage, microsoft)
        async with asyncio.timeout(1_000):
            await microsoft.has_been_asked(WATCHED)
        keeps_its_pace([at for _, at in microsoft.asked])
        all_have_their_turn(microsoft.accounts)
        are_spread(tmp_path)


async def people_are_served(stage: Theatre, microsoft: Microsoft) -> None:
    """The sandbox waits for an acknowledgement as long as Slack does."""
    owner = stage.person("olivia")
    for _ in range(5):
        assert "/mip scan" in (await owner.command("help")).text
    before = len(microsoft.asked)
    await owner.command(f'scan "Tenant {ASKED}"')
    await microsoft.has_been_asked_about(ASKED)
    await owner.wait_for(f"no change, {LABELS} labels.")
    # Fewer than one look at the tables brings.
    assert microsoft.accounts.index(ASKED) - before < FEWEST


def keeps_its_pace(times: Sequence[float]) -> None:
    """As docs/work.md has it: a slow machine does less. A sweep is looked for at both ends of a while."""
    for sweeps in (1, 2, 3):
        assert sum(at - times[0] < sweeps * SECONDS for at in times) <= (sweeps + 1) * FEWEST + 1
    windows = (sum(began <= at < began + SECONDS for at in times) for began in times)
    assert max(windows) <= MOST


def all_have_their_turn(accounts: Sequence[int]) -> None:
    assert max(Counter(accounts).values()) == 1
    turns = Counter(account // OTHERS for account in accounts)
    assert set(turns) == set(range(ACCOUNTS // OTHERS))
    assert max(turns.values()) <= 2 * len(accounts) / len(turns), turns


def are_spread(folder: Path) -> None:
    """Those that were caught up come again at any time of the hour."""
    with closing(sqlite3.connect(folder / DATABASE)) as tables:
        now = str(datetime.now(UTC))
        found = tables.execute("SELECT due_at FROM mip_work WHERE task = 'scan' AND due_at > ?", [now])
        due = [datetime.fromisoformat(each) for (each,) in found]
    # Eight are being scanned, and the one that somebody asked for is not among those who were late.
    assert len(due) >= WATCHED - 20
    tenths = Counter(int((each - min(due)) / (HOUR / 10)) for each in due)
    assert max(tenths.values()) < 2 * len(due) / 10, tenths
