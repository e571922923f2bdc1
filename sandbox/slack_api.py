"""The Web API: which methods there are, who may call them, and how a refusal is told.

https://docs.slack.dev/apis/web-api
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import BasicAuth, web

from sandbox.faults import NOTE, operation
from sandbox.slack_refusals import Refusals
from sandbox.slack_workspace import Refused, Workspace

# Slack reads a JSON body for methods that write, and overlooks it for these
# (https://docs.slack.dev/apis/web-api/#methods_supporting_json).
FORM_ONLY = frozenset(
    {
        "chat.getPermalink",
        "conversations.info",
        "files.getUploadURLExternal",
        "openid.connect.token",
        "openid.connect.userInfo",
        "users.info",
    }
)
JSON_ARGUMENTS = ("blocks", "view", "metadata", "files", "attachments")


@dataclass(frozen=True)
class Call:
    """One call: its arguments by name, from a form, a query or a JSON body, and the token it came with."""

    arguments: Mapping[str, Any]
    token: str = ""

    def text(self, name: str) -> str:
        """Raises Refused("invalid_arguments") when the argument is missing."""
        value = self.arguments.get(name)
        if not isinstance(value, str) or not value:
            raise Refused("invalid_arguments", response_metadata={"messages": [f"[ERROR] missing {name}"]})
        return value

    def maybe(self, name: str) -> Any:
        return self.arguments.get(name)


@dataclass(frozen=True)
class Method:
    """`token` is the kind that the method takes: "bot", "app" (Socket Mode), or "none"."""

    act: Callable[[Call], dict[str, Any]]
    scope: str | None = None
    token: str = "bot"


class SlackApi:
    def __init__(
        self, methods: Mapping[str, Method], workspace: Workspace, bot_token: str, refusals: Refusals
    ) -> None:
        self._methods = methods
        self._workspace = workspace
        self._bot_token = bot_token
        self._refusals = refusals

    @operation("slack.{method}")
    async def answer(self, request: web.Request) -> web.Response:
        name = request.match_info["method"]
        call = Call({})
        try:
            call = await read_call(request, name)
            answer = {"ok": True, **self._act(name, call)}
        except Refused as refused:
            self._refusals.note(name, refused, call.arguments)
            answer = {"ok": False, "error": refused.error, **refused.extra}
            # With a status of 200 nobody would see it in the log.
            request[NOTE] = f"refused: {refused.error}"
        headers = {"X-OAuth-Scopes": ",".join(sorted(self._workspace.scopes))}
        return web.json_response(answer, headers=headers)

    def _act(self, name: str, call: Call) -> dict[str, Any]:
        method = self._methods.get(name)
        if method is None:
            raise Refused("unknown_method", req_method=name)
        self._check_token(method.token, call.token)
        if method.scope:
            self._workspace.need(method.scope)
        return method.act(call)

    def _check_token(self, kind: str, token: str) -> None:
        if kind == "none":
            return
        if not token:
            raise Refused("not_authed")
        if kind == "app":
            if not token.startswith("xapp-"):
                raise Refused("not_allowed_token_type")
            return
        if token != self._bot_token:
            raise Refused("invalid_auth")
        if self._workspace.token_error:
            raise Refused(self._workspace.token_error)


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
