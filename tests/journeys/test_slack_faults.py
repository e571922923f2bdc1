"""Slack has trouble: nothing is lost, and what may have arrived is repeated once, marked."""

from pathlib import Path
from typing import Any

import pytest

from tests.journeys.stories import (
    CHANNEL,
    NAME,
    active,
    add,
    grant,
    is_card,
    journey,
    shows,
    told,
)
from tests.world import World

POST = "slack.chat.postMessage"


async def order(w: World, where: str, kind: str, **more: Any) -> None:
    await w.ask("POST", "/faults", {"where": where, "kind": kind, **more})


def refusal(code: str) -> dict[str, Any]:
    return {"body": {"ok": False, "error": code}}


@pytest.mark.asyncio
async def test_a_throttled_message_waits_as_long_as_slack_asked_and_comes_once(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await order(w, POST, "throttle", after=1, retry_after="3")
        await w.ask("POST", "/slack/invite", {"channel": CHANNEL})
        await active(w, owner)
        done = [each for each in await w.ask("GET", "/exchanges") if each["operation"] == POST]
        assert [each["status"] for each in done] == [200, 429, 200]
        assert 3.0 <= done[2]["at"] - done[1]["at"] <= 33.0
        assert len(await told(owner, "First labels of")) == 1
        assert not (await told(owner, "First labels of"))[0].says("(may repeat)")


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("fault", "arrived"),
    [
        ({"kind": "reset_after"}, 2),
        ({"kind": "html"}, 1),
    ],
)
async def test_what_may_have_arrived_is_repeated_once_and_marked(
    tmp_path: Path, fault: dict[str, Any], arrived: int
) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await w.ask("POST", "/slack/invite", {"channel": CHANNEL})
        await order(w, POST, **fault, after=1)
        await active(w, owner)
        messages = await told(owner, "First labels of")
        assert len(messages) == arrived
        assert messages[-1].says("(may repeat)")


@pytest.mark.asyncio
async def test_nothing_is_done_for_whom_slack_will_not_name(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await order(w, "slack.users.info", "json", times=0, **refusal("internal_error"))
        shown = await owner.command("list")
        assert "nothing was done" in shown.text
        shown = await owner.command("add")
        assert shown.modal is None
        await w.ask("DELETE", "/faults")
        assert "No MIP accounts yet" in (await owner.command("list")).text


@pytest.mark.asyncio
async def test_a_trigger_that_ran_out_asks_for_another_click(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await order(w, "slack.views.open", "json", **refusal("expired_trigger_id"))
        shown = await owner.command("add")
        assert "Click or type it again." in shown.text
        assert (await owner.command("add")).modal is not None


@pytest.mark.asyncio
async def test_a_card_that_somebody_deleted_is_posted_again(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await grant(w, "Contoso")
        await add(w, owner)
        old = await shows(owner, NAME, "Validation Successful")
        await w.idle()
        await order(w, "slack.chat.update", "json", **refusal("message_not_found"))
        await owner.press("Activate", containing=NAME, channel=CHANNEL)
        await shows(owner, NAME, "Active")
        await w.idle()
        cards = [each for each in await owner.messages(CHANNEL) if is_card(each, NAME)]
        assert len([each for each in cards if each.ts != old.ts]) == 1


@pytest.mark.asyncio
@pytest.mark.parametrize("code", ["invalid_blocks", "msg_blocks_too_long"])
async def test_what_slack_cannot_draw_is_told_as_plain_text(tmp_path: Path, code: str) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await w.ask("POST", "/slack/invite", {"channel": CHANNEL})
        await order(w, POST, "json", after=1, **refusal(code))
        await active(w, owner)
        (first,) = await told(owner, "First labels of")
        assert "Highly Confidential" in first.text
        assert first.raw["blocks"] == []
