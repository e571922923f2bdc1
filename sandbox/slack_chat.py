"""The chat.* methods: posting, editing and deleting messages.

https://docs.slack.dev/reference/methods/chat.postMessage and its siblings
"""

from collections.abc import Mapping
from typing import Any

from sandbox.slack_blocks import MESSAGE_CHARACTERS, characters_of, problems_of_blocks
from sandbox.slack_calls import Call, Method
from sandbox.slack_teams import Team
from sandbox.slack_workspace import APP, Channel, Message, Refused, Workspace

# Longer texts are cut by chat.postMessage, and refused by chat.update.
POSTED_TEXT = 40_000
UPDATED_TEXT = 4_000


class Chat:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def methods(self) -> Mapping[str, Method]:
        write = "chat:write"
        return {
            "chat.postMessage": Method(self.post_message, write),
            "chat.postEphemeral": Method(self.post_ephemeral, write),
            "chat.update": Method(self.update, write),
            "chat.delete": Method(self.delete, write),
            "chat.getPermalink": Method(self.permalink),
        }

    def post_message(self, call: Call) -> dict[str, Any]:
        channel = self._postable(call.text("channel"))
        text, blocks = read_message(call.arguments)
        thread = self._thread(channel, call.maybe("thread_ts"))
        metadata = read_metadata(call.maybe("metadata"))
        message = self._workspace.post(channel, text[:POSTED_TEXT], blocks or [], thread_ts=thread)
        message.metadata = metadata
        message.broadcast = bool(thread and call.maybe("reply_broadcast"))
        return {"channel": channel.id, "ts": message.ts, "message": as_slack(message, self._workspace.team)}

    def post_ephemeral(self, call: Call) -> dict[str, Any]:
        channel = self._workspace.channel(call.text("channel"))
        self._refuse_stranger(channel)
        person = self._workspace.person(call.text("user"))
        if person.id not in channel.members:
            raise Refused("user_not_in_channel")
        text, blocks = read_message(call.arguments)
        message = self._workspace.post(
            channel, text, blocks or [], only_for=person.id, thread_ts=call.maybe("thread_ts")
        )
        return {"message_ts": message.ts}

    def update(self, call: Call) -> dict[str, Any]:
        channel = self._workspace.channel(call.text("channel"))
        self._refuse_unseen(channel)
        message = self._own(channel, call.text("ts"), "cant_update_message")
        if channel.is_archived:
            raise Refused("is_inactive")
        text, blocks = read_message(call.arguments)
        if len(text) > UPDATED_TEXT:
            raise Refused("msg_too_long")
        metadata = read_metadata(call.maybe("metadata"))
        self._workspace.edit(message, text or None, blocks)
        message.metadata = metadata or message.metadata
        return {
            "channel": channel.id,
            "ts": message.ts,
            "text": message.text,
            "message": as_slack(message, self._workspace.team),
        }

    def delete(self, call: Call) -> dict[str, Any]:
        channel = self._workspace.channel(call.text("channel"))
        self._refuse_unseen(channel)
        self._workspace.remove(self._own(channel, call.text("ts"), "cant_delete_message"))
        return {"channel": channel.id, "ts": call.text("ts")}

    def permalink(self, call: Call) -> dict[str, Any]:
        channel = self._workspace.channel(call.text("channel"))
        self._refuse_unseen(channel)
        message = self._workspace.message(channel.id, call.text("message_ts"))
        home = f"https://{self._workspace.team.domain}.slack.com"
        address = f"{home}/archives/{channel.id}/p{message.ts.replace('.', '')}"
        return {"channel": channel.id, "permalink": address}

    def _thread(self, channel: Channel, ts: str | None) -> str | None:
        """The first message of the thread. Where it is gone, Slack posts in the channel and says nothing of it
        (seen: https://github.com/slack-go/slack/issues/1571)."""
        if ts is None or not any(
            each.ts == ts for each in self._workspace.messages if each.channel == channel.id
        ):
            return None
        parent = self._workspace.message(channel.id, ts)
        if parent.only_for:
            raise Refused("cannot_reply_to_message")
        return parent.thread_ts or parent.ts

    def _postable(self, identity: str) -> Channel:
        """chat:write.public lets the bot post in public channels that it has not joined."""
        channel = self._workspace.channel(identity)
        self._refuse_unseen(channel)
        if channel.is_archived:
            raise Refused("is_archived")
        if (
            self._workspace.team.bot_user not in channel.members
            and "chat:write.public" not in self._workspace.scopes
        ):
            raise Refused("not_in_channel")
        return channel

    def _refuse_unseen(self, channel: Channel) -> None:
        """Slack does not admit that a private channel exists to those who are not in it."""
        if self._workspace.team.bot_user not in channel.members and channel.kind != "public":
            raise Refused("channel_not_found")

    def _refuse_stranger(self, channel: Channel) -> None:
        self._refuse_unseen(channel)
        if channel.is_archived:
            raise Refused("is_archived")
        if self._workspace.team.bot_user not in channel.members:
            raise Refused("not_in_channel")

    def _own(self, channel: Channel, ts: str, error: str) -> Message:
        message = self._workspace.message(channel.id, ts)
        if message.only_for or message.is_tombstone:
            raise Refused("message_not_found")
        if message.user != self._workspace.team.bot_user:
            raise Refused(error)
        return message


def read_message(arguments: Mapping[str, Any]) -> tuple[str, list[dict[str, Any]] | None]:
    """The text and the blocks (None when not given), kept to Block Kit's rules. Raises Refused."""
    text, blocks = arguments.get("text") or "", arguments.get("blocks")
    if not isinstance(text, str):
        raise Refused("invalid_arguments", response_metadata={"messages": ["[ERROR] text is a string"]})
    if not text and not blocks and not arguments.get("attachments"):
        raise Refused("no_text")
    if blocks is None:
        return text, None
    found = problems_of_blocks(blocks)
    if found:
        raise Refused("invalid_blocks", errors=found, response_metadata={"messages": found})
    if characters_of(blocks) > MESSAGE_CHARACTERS:
        raise Refused("msg_blocks_too_long")
    return text, blocks


def read_metadata(value: Any) -> dict[str, Any] | None:
    if value is None:
        return None
    if not isinstance(value, dict) or set(value) != {"event_type", "event_payload"}:
        raise Refused("invalid_metadata_format")
    return value


def as_slack(message: Message, team: Team) -> dict[str, Any]:
    """The message object of answers and of interaction payloads."""
    shown: dict[str, Any] = {
        "type": "message",
        "user": message.user,
        "ts": message.ts,
        "text": message.text,
        "team": team.id,
        "blocks": message.blocks,
    }
    if message.user == team.bot_user:
        shown |= {"bot_id": team.bot, "app_id": APP}
    if message.thread_ts:
        shown["thread_ts"] = message.thread_ts
    if message.broadcast:
        shown["subtype"] = "thread_broadcast"
    if message.is_tombstone:
        shown |= {"subtype": "tombstone", "user": "USLACKBOT", "hidden": True}
    if message.edited:
        shown["edited"] = {"user": team.bot, "ts": message.edited}
    if message.metadata:
        shown["metadata"] = message.metadata
    return shown
