"""Hundreds of requests that Slack did not sign: refused like one, and told of in a few lines."""

from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.sampling import BURST
from tests.hostile.place import Place, place
from tests.hostile.slack_requests import REFUSED, command, knock

SENT = 250
FORGED = command("nobody signed this")


async def lines_for(there: Place, requests: int) -> list[dict[str, object]]:
    with capture_logs() as lines:
        for _ in range(requests):
            answer = await knock(there, FORGED)
            assert (answer.status, answer.body) == (401, REFUSED)
    return [dict(line) for line in lines if line["event"] == "slack.rejected"]


@pytest.mark.asyncio
async def test_a_flood_does_not_fill_the_log(tmp_path: Path) -> None:
    async with place(tmp_path) as there:
        with there.clock.stopped():
            assert len(await lines_for(there, SENT)) == BURST
            there.clock.ahead += timedelta(seconds=1)
            (told,) = await lines_for(there, 1)
        assert told["left_out"] == SENT - BURST
