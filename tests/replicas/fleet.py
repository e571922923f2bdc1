"""Several real bots on one PostgreSQL, behind one address: started, killed, frozen and thawed by a test."""

import asyncio
import signal
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import asyncpg

from tests.contract.conftest import Server
from tests.journeys.bot_process import PATIENCE, RUN, Ended, Theatre, theatre
from tests.journeys.stories import CHANNEL
from tests.replicas.spread import Spread, spreading
from tests.world import HOST, free_port

SLACK_WAITS = 3.0
DRIFTING = ("-m", "tests.replicas.drifting")


@dataclass
class Replica:
    process: Process
    address: str
    is_frozen: bool = False

    def freeze(self) -> None:
        """As a machine that is suspended: it knows nothing of the time that passes."""
        self.process.send_signal(signal.SIGSTOP)
        self.is_frozen = True

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)
        self.is_frozen = False


@dataclass
class Fleet:
    """`database` is the address of their database, `stage` everything around them."""

    stage: Theatre
    spread: Spread
    database: str
    replicas: list[Replica] = field(default_factory=list)

    async def start(self, count: int = 1, **variables: Any) -> list[Replica]:
        """Until each is ready."""
        begun = [await self.launch(**variables) for _ in range(count)]
        await asyncio.gather(*(self.becomes_ready(each) for each in begun))
        return begun

    async def start_drifting(self, *, ahead: bool, **variables: Any) -> Replica:
        """Its clock is right until it is ready, and then five minutes off."""
        replica = await self.launch(program=DRIFTING, **variables)
        await self.becomes_ready(replica)
        replica.process.send_signal(signal.SIGUSR1 if ahead else signal.SIGUSR2)
        await self.becomes_ready(replica, "clock")
        return replica

    async def launch(self, *, program: Sequence[str] = RUN, **variables: Any) -> Replica:
        port = free_port()
        more = {"MIPBOT_PUBLIC_URL": self.stage.public, "MIPBOT_DATABASE_URL": self.database, **variables}
        process = await self.stage.launch(program=program, MIPBOT_PORT=port, **more)
        replica = Replica(process, f"http://{HOST}:{port}")
        self.replicas.append(replica)
        self.spread.backs.append(replica.address)
        return replica

    async def becomes_ready(self, replica: Replica, word: str = "ready") -> None:
        async with asyncio.timeout(PATIENCE):
            while await self.readiness(replica) != word:
                if replica.process.returncode is not None:
                    raise AssertionError((await self.stage.ended(replica.process)).said)
                await asyncio.sleep(0.05)

    async def is_alive(self, replica: Replica) -> bool:
        async with self.stage.session.get(f"{replica.address}/healthz") as answer:
            return answer.status == 200

    async def hears(self, text: str) -> str:
        """What an owner who types it is answered, which must come in time."""
        began = time.monotonic()
        heard = await self.stage.person("olivia").command(text)
        assert time.monotonic() - began < SLACK_WAITS
        return heard.text

    async def readiness(self, replica: Replica) -> str:
        try:
            async with self.stage.session.get(f"{replica.address}/readyz") as answer:
                return (await answer.text()).strip()
        except aiohttp.ClientError:
            return "gone"

    async def kill(self, replica: Replica) -> None:
        self._leave(replica)
        await self.stage.kill(replica.process)

    async def stop(self, replica: Replica) -> Ended:
        """With SIGTERM. Whoever stops a replica takes it out of the proxy first, or the proxy finds it gone."""
        self._leave(replica)
        return await self.stage.stop(replica.process)

    def _leave(self, replica: Replica) -> None:
        self.replicas.remove(replica)
        self.spread.backs.remove(replica.address)

    async def sql(self, query: str, *values: Any) -> list[Any]:
        """What the tables say, or what time would have done to them."""
        server = await asyncpg.connect(self.database)
        try:
            return list(await server.fetch(query, *values))
        finally:
            await server.close()

    async def pass_leases(self) -> None:
        """As if whoever holds something now had been silent for minutes."""
        await self.sql("UPDATE mip_work SET leased_until = now() WHERE token <> ''")
        await self.sql("UPDATE mip_delivery SET claimed_until = now() WHERE state = 'sending'")
        await self.sql(
            "UPDATE mipbot_queue.pgqueuer SET heartbeat = now() - interval '1 hour' WHERE status = 'picked'"
        )

    async def quiet(self) -> None:
        """Until nothing is worked on, nothing due, and everything told."""
        await self.until(_QUIET)

    async def until(self, query: str, *values: Any) -> None:
        """Until the tables answer it with true."""
        async with asyncio.timeout(PATIENCE):
            while not (await self.sql(query, *values))[0][0]:  # noqa: ASYNC110 - other processes tell nobody
                await asyncio.sleep(0.1)


_QUIET = """
    SELECT (SELECT count(*) FROM mip_delivery WHERE state IN ('new', 'sending'))
         + (SELECT count(*) FROM mip_work WHERE token <> '' OR due_at <= now()) = 0
"""


@asynccontextmanager
async def fleet(folder: Path, server: Server) -> AsyncIterator[Fleet]:
    """Ends by looking over what all of them said, and what they kept."""
    database = server.database()
    async with theatre(folder, database) as stage, spreading(HOST, stage.port) as spread:
        await stage.ask("POST", "/slack/invite", {"channel": CHANNEL})
        there = Fleet(stage, spread, database)
        try:
            yield there
        finally:
            for replica in there.replicas:
                if replica.is_frozen:
                    replica.thaw()
