"""What becomes of an account stands below its card, and in the channel."""

from pathlib import Path

import pytest

from tests.journeys.stories import CHANNEL, NAME, active, is_card, journey, told
from tests.journeys.test_differences import ids_of
from tests.journeys.test_scans import SOON, rename, scan


@pytest.mark.asyncio
async def test_results_are_replies_to_the_card_that_the_channel_shows_as_well(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await active(w, owner)
        await rename(w, await ids_of(w))
        await scan(w, owner)
        (card,) = [each for each in await owner.messages(CHANNEL) if is_card(each, NAME)]
        results = [*await told(owner, "First labels of"), *await told(owner, "in the labels of")]
        assert len(results) == 2
        assert [(each.raw["thread_ts"], each.raw["broadcast"]) for each in results] == [(card.ts, True)] * 2


@pytest.mark.asyncio
@pytest.mark.parametrize("code", ["cannot_reply_to_message", "thread_not_found"])
async def test_where_slack_takes_no_reply_results_stand_in_the_channel_alone(
    code: str, tmp_path: Path
) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await active(w, owner)
        answer = {"ok": False, "error": code}
        await w.ask("POST", "/faults", {"where": "slack.chat.postMessage", "kind": "json", "body": answer})
        await rename(w, await ids_of(w))
        w.clock.offset += SOON
        await owner.command("scan")
        await w.idle()
        (result,) = await told(owner, "in the labels of")
        assert not result.raw["broadcast"]


@pytest.mark.asyncio
async def test_where_the_card_was_deleted_results_follow_the_new_one(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await active(w, owner)
        workspace = w.sandbox.slack.scene().workspace
        (old,) = [each for each in await owner.messages(CHANNEL) if is_card(each, NAME)]
        workspace.remove(workspace.message(old.channel, old.ts))
        await rename(w, await ids_of(w))
        w.clock.offset += SOON
        await owner.command("scan")
        await w.idle()
        (result,) = await told(owner, "in the labels of")
        (card,) = [each for each in await owner.messages(CHANNEL) if is_card(each, NAME)]
        assert card.ts != old.ts
        assert result.raw["thread_ts"] == card.ts
        (left,) = [each for each in await owner.messages(CHANNEL) if each.ts == old.ts]
        assert left.text == "This message was deleted.", "what was told below it remains"
