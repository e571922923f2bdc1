"""Where the attacks happen: the real bot over HTTP, and a look into its tables."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from tortoise.models import Model

from storage import models
from tests.world import MovableClock, World, world

# Everything but the audit trail: what an attack must not change.
TABLES: tuple[type[Model], ...] = (
    models.Account,
    models.Credential,
    models.Renewal,
    models.Attempt,
    models.Handover,
    models.Label,
    models.Delivery,
    models.Work,
    models.Admin,
)

Rows = dict[str, list[Any]]


@dataclass
class Place:
    world: World

    @property
    def clock(self) -> MovableClock:
        return self.world.clock

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
        self.clock.ahead = timedelta()
        await self.world.ask("DELETE", "/faults")
        await models.Attempt.filter().delete()
        # Whatever was put off while the clock was ahead would hold up what comes after it.
        await models.Delivery.filter(due_at__gt=self.clock.wire()).delete()

    async def rows(self) -> Rows:
        return {table.__name__: await table.all().order_by("id").values() for table in TABLES}

    async def audited(self, **about: str) -> list[tuple[str, str]]:
        """Action and reason of every row, oldest first; accounts of earlier tests may still be worked on."""
        rows = await models.AuditRow.filter(**about).order_by("id")
        return [(row.action, row.details.get("reason", "")) for row in rows]

    async def exchanges(self) -> tuple[int, int]:
        """How many codes were brought to Slack and to Microsoft; a validation asks Microsoft by tenant instead."""
        lines = await self.world.ask("GET", "/exchanges")
        paths = [line["path"] for line in lines if line["method"] == "POST"]
        return paths.count("/api/openid.connect.token"), paths.count("/organizations/oauth2/v2.0/token")

    async def is_held(self) -> None:
        """Returns when a request of the bot's waits at the far side. Raises TimeoutError."""
        async with asyncio.timeout(30):
            while not any(fault["held"] for fault in await self.world.ask("GET", "/faults")):  # noqa: ASYNC110 - it is over there, to be asked for
                await asyncio.sleep(0.02)


@asynccontextmanager
async def place(folder: Path, **variables: Any) -> AsyncIterator[Place]:
    """`variables` are settings by name, as in tests.world."""
    async with world(folder, **variables) as w:
        yield Place(w)
