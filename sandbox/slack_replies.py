"""Answers to a command or an interaction: in the HTTP body of the first, or later through the response_url.

https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
"""

import json
from typing import Any

from aiohttp import web

from sandbox.slack_chat import read_message
from sandbox.slack_refusals import Refusals, Whereabouts
from sandbox.slack_tickets import Replies
from sandbox.slack_workspace import Message, Refused, Workspace

EXPIRED = 404


class ReplyDesk:
    def __init__(self, workspace: Workspace, replies: Replies, refusals: Refusals) -> None:
        self._workspace = workspace
        self._replies = replies
        self._refusals = refusals

    async def receive(self, request: web.Request) -> web.Response:
        key = "{number}/{secret}".format_map(request.match_info)
        place, payload = Whereabouts(), dict[str, Any]()
        try:
            reply = self._replies.use(key)
            place = Whereabouts(reply.channel, reply.user)
            payload = _object(await request.text())
            self.say(reply.user, reply.channel, payload, origin=reply.origin_ts)
        except Refused as refused:
            self._refusals.note("response_url", refused, payload, place)
            status = EXPIRED if refused.error in {"expired_url", "used_url"} else 400
            return web.json_response({"ok": False, "error": refused.error}, status=status)
        return web.Response(text="ok")

    def say(self, user: str, channel_id: str, payload: dict[str, Any], origin: str | None = None) -> None:
        """Shows the answer to the person, or to all with `response_type: in_channel`. Raises Refused."""
        before = self._origin(channel_id, origin)
        if before and _is_true(payload.get("delete_original")):
            self._workspace.remove(before)
            return
        text, blocks = read_message(payload)
        if before and _is_true(payload.get("replace_original")):
            self._workspace.edit(before, text, blocks or [])
            return
        only_for = None if payload.get("response_type") == "in_channel" else user
        channel = self._workspace.channels[channel_id]
        thread = payload.get("thread_ts")
        self._workspace.post(channel, text, blocks or [], only_for=only_for, thread_ts=thread)

    def _origin(self, channel: str, ts: str | None) -> Message | None:
        """None where there never was one, or where it has been deleted meanwhile."""
        try:
            return self._workspace.message(channel, ts) if ts else None
        except Refused:
            return None


def read_answer(body: str, content_type: str) -> dict[str, Any] | None:
    """The body of the answer to a command: nothing, a text, or a message as JSON. Raises Refused."""
    if not body.strip():
        return None
    if content_type == "application/json":
        return _object(body)
    return {"text": body}


def _is_true(value: Any) -> bool:
    return value is True or value == "true"


def _object(body: str) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise Refused("invalid_payload")
    return value
