"""The Slack door: the second time is not the first."""

import asyncio
from datetime import timedelta

import pytest

from mip.changes import Action
from tests.hostile.place import Place
from tests.hostile.slack_requests import (
    JSON,
    Heard,
    command,
    deliver,
    event,
    knock,
    signature,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_the_same_bytes_three_times_have_one_effect(there: Place, heard: Heard) -> None:
    body = command("once")
    headers = signature(there, body)
    audited = len(await there.audited())
    answers = [await knock(there, body, headers) for _ in range(3)]
    assert heard.texts == ["once"]
    assert [answer.status for answer in answers] == [200, 200, 200]
    assert [answer.body for answer in answers] == [b"heard", b"", b""]
    assert [action for action, _ in (await there.audited())[audited:]] == [Action.REPLAY]


async def test_twenty_replays_at_once_have_one_effect(there: Place, heard: Heard) -> None:
    body = command("in a rush")
    headers = signature(there, body)
    answers = await asyncio.gather(*(knock(there, body, headers) for _ in range(20)))
    assert heard.texts == ["in a rush"]
    assert sorted(answer.body for answer in answers) == [b""] * 19 + [b"heard"]
    assert {answer.status for answer in answers} == {200}


async def test_a_forgery_does_not_use_up_the_real_one(there: Place, heard: Heard) -> None:
    """Only what was Slack's is remembered: else anybody could silence a request that they saw."""
    body = command("mine")
    headers = signature(there, body)
    assert (await knock(there, body + b"x", headers)).status == 401
    assert (await knock(there, body, headers)).body == b"heard"
    assert heard.texts == ["mine"]


async def test_an_event_that_slack_repeats_has_one_effect(there: Place, heard: Heard) -> None:
    """Each retry has a signature of its own; the event's id is what stays the same."""
    answers = []
    for retry, late in ((0, 0.0), (1, 1.0), (2, 60.0), (3, 300.0), (3, 3600.0)):
        there.clock.ahead = timedelta(seconds=late)
        body = event("Ev0REPEATED")
        headers = [*signature(there, body), *([("X-Slack-Retry-Num", str(retry))] if retry else [])]
        answers.append(await knock(there, body, headers, kind=JSON))
    assert [answer.status for answer in answers] == [200] * 5
    assert heard.texts == ["Ev0REPEATED"]


async def test_another_event_is_another_event(there: Place, heard: Heard) -> None:
    assert (await deliver(there, event("Ev0FIRST"), kind=JSON)).status == 200
    assert (await deliver(there, event("Ev0SECOND"), kind=JSON)).status == 200
    assert heard.texts == ["Ev0FIRST", "Ev0SECOND"]
