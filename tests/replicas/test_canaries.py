"""What nobody may ever see is looked for in every table of PostgreSQL too, and found."""

from pathlib import Path

import pytest

from tests.canaries import Leaked
from tests.contract.conftest import Server
from tests.house.test_canaries import the_audit_trail
from tests.replicas.fleet import fleet
from tests.world import world

LEAKS = {
    "words in a table": "INSERT INTO mip_tally (id, n, until) VALUES ($1, 1, now())",
    "JSON in a table of tomorrow's": "CREATE TABLE tomorrow AS SELECT jsonb_build_object('x', $1::text) AS said",
    "bytes in the queue": "INSERT INTO mipbot_queue.pgqueuer (priority, status, entrypoint, payload)"
    " VALUES (0, 'queued', 'nobody', convert_to($1, 'UTF8'))",
}


@pytest.mark.asyncio
@pytest.mark.parametrize("leak", LEAKS.values(), ids=LEAKS)
async def test_a_secret_in_a_table_is_found_when_replicas_end(
    tmp_path: Path, postgres: Server, leak: str
) -> None:
    async def story() -> None:
        async with fleet(tmp_path, postgres) as f:
            await f.start()
            await f.sql(leak, f"x{f.stage.sandbox.options.app_client_secret[3:20]}y")

    with pytest.raises(Leaked, match=r"^database: "):
        await story()


@pytest.mark.asyncio
async def test_a_secret_in_a_table_is_found_when_a_world_ends(tmp_path: Path, postgres: Server) -> None:
    async def story() -> None:
        async with world(tmp_path, MIPBOT_DATABASE_URL=postgres.database()) as w:
            await the_audit_trail(w, w.sandbox.options.bot_token)

    with pytest.raises(Leaked, match=r"^database: "):
        await story()
