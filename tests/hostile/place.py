"""Where the attacks happen: the real bot over HTTP, with a hand on its clock and a look into its tables."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from tortoise.models import Model

from bot.clock import SystemClock
from bot.running import running
from bot.settings import load
from storage import models
from tests.world import World, far_side, free_port, settings_for

# Everything but the audit trail: what an attack must not change.
TABLES: tuple[type[Model], ...] = (
    models.Account,
    models.Credential,
    models.Attempt,
    models.Label,
    models.Delivery,
    models.Work,
    models.Admin,
)

Rows = dict[str, list[Any]]


@dataclass
class BentClock(SystemClock):
    """Wire time too can be moved here: links run out without anybody waiting."""

    bend: timedelta = timedelta()

    def wire(self) -> datetime:
        return super().wire() + self.bend


@dataclass
class Place:
    world: World
    clock: BentClock

    @property
    def port(self) -> int:
        return self.world.settings.port

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def public(self) -> str:
        return self.world.public

    async def clean_up(self) -> None:
        self.clock.bend = timedelta()
        await self.world.ask("DELETE", "/faults")
        await models.Attempt.all().delete()

    async def rows(self) -> Rows:
        return {table.__name__: await table.all().order_by("id").values() for table in TABLES}

    async def audited(self) -> list[tuple[str, str]]:
        """Action and reason of every row, oldest first."""
        rows = await models.AuditRow.all().order_by("id")
        return [(row.action, row.details.get("reason", "")) for row in rows]

    async def exchanges(self) -> tuple[int, int]:
        """How many codes were brought to Slack and to Microsoft; a validation asks Microsoft by tenant instead."""
        lines = await self.world.ask("GET", "/exchanges")
        paths = [line["path"] for line in lines if line["method"] == "POST"]
        return paths.count("/api/openid.connect.token"), paths.count("/organizations/oauth2/v2.0/token")


@asynccontextmanager
async def place(folder: Path, **variables: Any) -> AsyncIterator[Place]:
    """`variables` are settings by name, as in tests.world."""
    port = free_port()
    async with far_side(port) as sandbox:
        settings = load(_env_file=None, **settings_for(sandbox.options, port, folder, **variables))
        clock = BentClock()
        async with running(settings, clock) as bot, aiohttp.ClientSession() as session:
            yield Place(World(sandbox, settings, clock, bot, session), clock)
