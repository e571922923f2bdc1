"""Channels that are not to be told: those typed by hand, of other workspaces, and direct messages."""

import json
from pathlib import Path
from urllib.parse import urlencode

import pytest

from sandbox.slack_workspace import APP, TEAM
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


FORGED = {
    "of another workspace": ("C0ELSEWHERE1", "I cannot see that channel. Invite me first"),
    "private, without the bot": ("C0PRIVATE1", "Invite me first: /invite @mipbot"),
    "archived": ("C0ARCHIVED", "archived"),
    "another person's messages": ("D0MEMBER01", "Choose a channel"),
    "another person": ("U0MEMBER01", "Choose a channel"),
    "a person of an organisation": ("W0MEMBER01", "Choose a channel"),
    "a name": ("#general", "Choose a channel"),
    "two": ("C0GENERAL1,C0SECURITY", "Choose a channel"),
    "none": ("", "Choose a channel"),
}


@pytest.mark.asyncio
@pytest.mark.parametrize("case", FORGED)
async def test_a_form_with_a_channel_that_was_never_offered_subscribes_nothing(
    case: str, tmp_path: Path
) -> None:
    channel, said = FORGED[case]
    async with world(tmp_path) as w:
        await an_account(w)
        answer = await w.ask("POST", "/slack/raw", {"body": form(channel)})
        assert answer["status"] == 200
        errors = json.loads(answer["body"])["errors"]
        assert set(errors) == {"channel"}
        assert said in errors["channel"]
        assert await Subscription.all().count() == 0
        assert not await posted(w)


def form(channel: str) -> str:
    """As Slack would sign it, whatever is in it."""
    chosen = {
        "channel": {"type": "conversations_select", "selected_conversation": channel},
        "account": {"type": "static_select", "selected_option": {"value": "all"}},
        "events": {"type": "checkboxes", "selected_options": [{"value": "changes"}]},
        "rhythm": {"type": "radio_buttons", "selected_option": {"value": "at_once"}},
        "quiet": {"type": "static_select", "selected_option": {"value": "never"}},
    }
    view = {
        "id": "V0FORGED01",
        "hash": "1.a",
        "type": "modal",
        "callback_id": "subscribe",
        "private_metadata": "",
        "state": {"values": {key: {key: value} for key, value in chosen.items()}},
    }
    sender = {"team": {"id": TEAM, "domain": "x"}, "user": {"id": "U0OWNER001", "username": "x"}}
    payload = {"type": "view_submission", **sender, "api_app_id": APP, "trigger_id": "1.2", "view": view}
    return urlencode({"payload": json.dumps(payload)})


async def posted(w: World) -> list[str]:
    return [m.text for m in w.sandbox.slack.scene().workspace.messages if "subscribed this" in m.text]
