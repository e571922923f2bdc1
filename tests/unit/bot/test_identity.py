import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot import identity
from bot.identity import Identity, TokenRefused
from bot.slack import Calls, FixedToken
from bot.slack_pauses import Pauses
from mip.credentials import Secret
from tests.unit.bot.fakes import HandClock
from tests.unit.bot.far_slack import FarSlack, far_slack

pytestmark = pytest.mark.asyncio
WHO = {"ok": True, "team_id": "T1", "team": "Contoso", "user_id": "U1", "bot_id": "B1"}


@pytest_asyncio.fixture
async def far() -> AsyncIterator[tuple[FarSlack, Calls]]:
    async with far_slack() as (slack, outbound):
        yield slack, Calls(outbound, slack.address, FixedToken(Secret("xoxb-1")), Pauses(HandClock().wire))


async def test_the_token_says_whose_it_is(far: tuple[FarSlack, Calls]) -> None:
    slack, calls = far
    slack.body = json.dumps(WHO)
    assert await identity.ask(calls) == Identity("T1", "Contoso", "U1", "B1")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({**WHO, "team_id": "E1", "is_enterprise_install": True}, "is of a whole organisation"),
        ({"ok": False, "error": "invalid_auth"}, "Slack refuses SLACK_BOT_TOKEN: invalid_auth"),
    ],
)
async def test_one_that_serves_no_workspace_is_refused_in_a_sentence(
    answer: dict[str, object], said: str, far: tuple[FarSlack, Calls]
) -> None:
    slack, calls = far
    slack.body = json.dumps(answer)
    with pytest.raises(TokenRefused, match=said):
        await identity.ask(calls)
