"""Slack takes the token back: said to the operator, and nothing of what is stored is touched."""

import json
from collections.abc import Mapping

import pytest
from structlog.testing import capture_logs

from tests.hostile.linking import TEAM, begun
from tests.hostile.place import Place
from tests.hostile.slack_requests import JSON, deliver

pytestmark = pytest.mark.asyncio(loop_scope="module")

GONE: Mapping[str, object] = {"type": "app_uninstalled"}
REVOKED: Mapping[str, object] = {
    "type": "tokens_revoked",
    "tokens": {"oauth": ["U0OWNER001"], "bot": ["U0BOT00001"]},
}


def told(inner: Mapping[str, object], number: int, **outer: object) -> bytes:
    whole = {"type": "event_callback", "team_id": TEAM, "event_id": f"Ev{id(inner)}{number}", "event": inner}
    return json.dumps({**whole, **outer}).encode()


@pytest.mark.parametrize("order", [(GONE, REVOKED), (REVOKED, GONE)], ids=["first gone", "first revoked"])
async def test_in_either_order_and_twice(there: Place, order: tuple[Mapping[str, object], ...]) -> None:
    await begun(there)
    before = await there.rows()
    with capture_logs() as lines:
        for number, inner in enumerate((*order, *order)):
            assert (await deliver(there, told(inner, number), kind=JSON)).status == 200
    said = [line["event_type"] for line in lines if line["event"] == "slack.uninstalled"]
    assert said == [inner["type"] for inner in (*order, *order)]
    assert await there.rows() == before


@pytest.mark.parametrize("outer", [{"team_id": None}, {"team_id": ["T"]}, {"event": None}, {"event": [GONE]}])
async def test_in_another_shape_it_crashes_nothing(there: Place, outer: Mapping[str, object]) -> None:
    before = await there.rows()
    answer = await deliver(there, told(GONE, hash(str(outer)), **outer), kind=JSON)
    assert answer.status < 500
    assert await there.rows() == before
