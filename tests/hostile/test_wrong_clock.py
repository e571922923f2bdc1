"""Our own clock is wrong: whatever Slack sends looks forged, nothing of it is written down, and it is said why."""

from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.skew import ENOUGH
from tests.hostile.place import Place, place
from tests.hostile.slack_requests import REFUSED, command, deliver, knock, signature
from tests.hostile.wire import Answer

pytestmark = pytest.mark.asyncio

SECRET = "8Q~a-client-secret-that-somebody-typed"
BEHIND = timedelta(seconds=-400)


async def comes_from_slack(there: Place, number: int) -> Answer:
    """Signed at the right time, while our clock is as wrong as it is."""
    wrong = there.clock.ahead.total_seconds()
    return await deliver(there, command(f"{SECRET} {number}"), skew=-wrong)


async def readiness(there: Place) -> str:
    async with there.world.session.get(f"{there.public}/readyz") as got:
        return (await got.text()).strip()


async def test_it_is_told_once_and_no_body_is(tmp_path: Path) -> None:
    async with place(tmp_path) as there:
        there.clock.ahead = BEHIND
        with capture_logs() as lines:
            answers = [await comes_from_slack(there, number) for number in range(50)]
            assert await readiness(there) == "clock"
        assert {(answer.status, answer.body) for answer in answers} == {(401, REFUSED)}
        (told,) = [line["seconds"] for line in lines if line["event"] == "clock.skew"]
        # Slack's time stamps are whole seconds.
        assert abs(told - 400) <= 1
        assert [line for line in lines if SECRET[:12] in str(line)] == []

        there.clock.ahead = timedelta()
        for number in range(ENOUGH):
            await comes_from_slack(there, 100 + number)
        assert await readiness(there) == "ready"


async def test_a_recorded_request_does_not_make_a_right_clock_look_wrong(tmp_path: Path) -> None:
    async with place(tmp_path) as there:
        body = command("recorded")
        headers = signature(there, body, skew=-600)
        for _ in range(2 * ENOUGH):
            assert (await knock(there, body, headers)).status == 401
        assert await readiness(there) == "ready"


async def test_what_nobody_signed_says_nothing_of_the_time(tmp_path: Path) -> None:
    async with place(tmp_path) as there:
        for number in range(2 * ENOUGH):
            body = command(str(number))
            await knock(there, body, signature(there, body, skew=-600, secret="x" * 32))
        assert await readiness(there) == "ready"


async def test_a_clock_that_is_a_minute_off_is_told_and_still_serves(tmp_path: Path) -> None:
    """It is wrong, but what Slack sends is taken: nobody has to be sent elsewhere."""
    async with place(tmp_path) as there:
        there.clock.ahead = timedelta(seconds=-60)
        with capture_logs() as lines:
            answers = [await comes_from_slack(there, number) for number in range(2 * ENOUGH)]
            assert await readiness(there) == "ready"
        assert 401 not in {answer.status for answer in answers}
        assert len([line for line in lines if line["event"] == "clock.skew"]) == 1
