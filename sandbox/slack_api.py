"""The Web API: which methods there are, who may call them, and how a refusal is told.

https://docs.slack.dev/apis/web-api
"""

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import BasicAuth, web

from sandbox.faults import NOTE, operation
from sandbox.slack_calls import Call, Method
from sandbox.slack_room import Room
from sandbox.slack_workspace import Refused
from sandbox.slack_workspaces import Workspaces

# Slack reads a JSON body for methods that write, and overlooks it for these
# (https://docs.slack.dev/apis/web-api/#methods_supporting_json).
FORM_ONLY = frozenset(
    {
        "auth.teams.list",
        "chat.getPermalink",
        "conversations.info",
        "files.getUploadURLExternal",
        "openid.connect.token",
        "openid.connect.userInfo",
        "users.info",
    }
)
JSON_ARGUMENTS = ("blocks", "view", "metadata", "files", "attachments")


class SlackApi:
    def __init__(self, workspaces: Workspaces, shared: Mapping[str, Method]) -> None:
        """`shared` are the methods that belong to no workspace."""
        self._workspaces = workspaces
        self._shared = shared

    @operation("slack.{method}")
    async def answer(self, request: web.Request) -> web.Response:
        name, room = request.match_info["method"], self._workspaces.first
        call = Call({})
        try:
            call = await read_call(request, name)
            room = self._room(self._method(name, room).token, call)
            answer = {"ok": True, **self._act(self._method(name, room), room, call)}
        except Refused as refused:
            room.refusals.note(name, refused, call.arguments)
            answer = {"ok": False, "error": refused.error, **refused.extra}
            # With a status of 200 nobody would see it in the log.
            request[NOTE] = f"refused: {refused.error}"
        headers = {"X-OAuth-Scopes": ",".join(sorted(room.workspace.scopes))}
        return web.json_response(answer, headers=headers)

    def _method(self, name: str, room: Room) -> Method:
        method = self._shared.get(name) or room.methods.get(name)
        if method is None:
            raise Refused("unknown_method", req_method=name)
        return method

    def _room(self, kind: str, call: Call) -> Room:
        """Where the call acts: by its token, if the method takes one."""
        if kind == "none":
            return self._workspaces.first
        if not call.token:
            raise Refused("not_authed")
        if kind == "app" and not call.token.startswith("xapp-"):
            raise Refused("not_allowed_token_type")
        return self._workspaces.first if kind == "app" else self._workspaces.of_call(call)

    def _act(self, method: Method, room: Room, call: Call) -> dict[str, Any]:
        if method.scope:
            room.workspace.need(method.scope)
        return method.act(call)


async def read_call(request: web.Request, method: str = "") -> Call:
    """Raises Refused: invalid_json, invalid_form_data or json_not_object."""
    arguments: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        given = _object(await request.text())
        arguments |= {} if method in FORM_ONLY else given
    elif request.can_read_body:
        arguments |= dict(await request.post())
    for name in JSON_ARGUMENTS:
        if isinstance(arguments.get(name), str):
            arguments[name] = _parsed(name, arguments[name])
    authorization = request.headers.get("Authorization", "")
    if authorization.startswith("Basic "):
        basic = BasicAuth.decode(authorization)
        arguments |= {"client_id": basic.login, "client_secret": basic.password}
    return Call(arguments, authorization.removeprefix("Bearer ") or str(arguments.get("token", "")))


def _object(body: str) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except ValueError:
        raise Refused("invalid_json") from None
    if not isinstance(value, dict):
        raise Refused("json_not_object")
    return value


def _parsed(name: str, text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        error = "invalid_blocks_format" if name == "blocks" else "invalid_arguments"
        raise Refused(error, response_metadata={"messages": [f"[ERROR] {name} is not JSON"]}) from None
