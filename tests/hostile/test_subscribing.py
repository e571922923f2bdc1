"""Channels that are not to be told: those typed by hand, of other workspaces, and direct messages."""

from pathlib import Path

import pytest

from sandbox.slack_workspace import TEAM
from storage.news_models import Subscription
from tests.house.everything import an_account
from tests.world import World, world
from views.interaction import read_command

COMMAND = {
    "team_id": TEAM,
    "user_id": "U0OWNER001",
    "channel_id": "C0SECURITY",
    "trigger_id": "1",
    "response_url": "https://hooks.slack.com/x",
}


@pytest.mark.parametrize("mention", ["<#C0PRIVATE1|x>", "<#C0PRIVATE1>", "<@U0MEMBER01>", "<#G0PRIVATE1|x>"])
def test_a_mention_typed_by_hand_is_none(mention: str) -> None:
    """Slack escapes what people type; only what it made itself comes with brackets."""
    typed = mention.replace("<", "&lt;").replace(">", "&gt;")
    assert mention not in read_command({**COMMAND, "text": f"subscribe all {typed}"}).text
    assert mention in read_command({**COMMAND, "text": f"subscribe all {mention}"}).text


@pytest.mark.asyncio
async def test_a_private_channel_named_by_hand_is_not_subscribed(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await an_account(w)
        await w.ask("POST", "/slack/invite", {"channel": "C0PRIVATE1", "user": "U0MIPBOT01"})
        await w.person("olivia").command("subscribe all &lt;#C0PRIVATE1|x&gt; changes")
        assert await Subscription.all().count() == 0


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "typed",
    [
        "subscribe all <#C0ELSEWHERE1|theirs> changes",
        "subscribe all <#D0MEMBER01|> changes",
        "subscribe all <@U0MEMBER01> changes",
        "subscribe all <#C0SECURITY|x> everything",
        "subscribe nobody <#C0SECURITY|x>",
        "subscribe all \u202e<#C0SECURITY|x>",
        "subscribe all " + "changes " * 500 + "x",
    ],
)
async def test_what_cannot_be_told_is_not_subscribed(typed: str, tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await an_account(w)
        shown = await w.person("olivia").command(typed)
        assert shown.messages or shown.modal
        assert await Subscription.all().count() == 0
        assert not await posted(w)


@pytest.mark.asyncio
async def test_in_direct_messages_the_form_opens_and_a_forged_one_is_refused(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await an_account(w)
        mine = await w.person("olivia").command("subscribe all changes", "dm")
        assert mine.modal is not None
        assert await Subscription.all().count() == 0


async def posted(w: World) -> list[str]:
    return [m.text for m in w.sandbox.slack.scene().workspace.messages if "subscribed this" in m.text]
