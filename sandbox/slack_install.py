"""Installing the app into the workspace ("Add to Slack").

https://docs.slack.dev/authentication/installing-with-oauth
"""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from sandbox.faults import operation
from sandbox.slack_api import Call, Method
from sandbox.slack_cast import OWNER
from sandbox.slack_grants import Grants
from sandbox.slack_pages import Choice, allow, went_wrong
from sandbox.slack_workspace import APP, BOT_USER, GRANTED, TEAM, TEAM_NAME, Refused, Workspace

PATH = "/oauth/v2/authorize"
ASKED = ("client_id", "scope", "user_scope", "redirect_uri", "state", "team")


class Install:
    def __init__(self, workspace: Workspace, grants: Grants, bot_token: str) -> None:
        self._workspace = workspace
        self._grants = grants
        self._bot_token = bot_token

    def methods(self) -> Mapping[str, Method]:
        return {"oauth.v2.access": Method(self.exchange, token="none")}

    @operation("slack.install")
    async def show(self, request: web.Request) -> web.Response:
        query = {name: request.query[name] for name in ASKED if name in request.query}
        try:
            self._check(query)
        except Refused as refused:
            return went_wrong(refused)
        app, scopes = self._workspace.people[BOT_USER].real_name, query["scope"].replace(",", " ").split()
        told = f"{app} asks to be installed in {TEAM_NAME}. It asks for these scopes:"
        choices = [Choice("Allow", {**query, "user": OWNER}), Choice("Cancel", {**query, "user": ""})]
        return allow(f"Add {app} to Slack", told, scopes, choices, PATH)

    @operation("slack.install.choose")
    async def choose(self, request: web.Request) -> web.Response:
        fields = {name: str(value) for name, value in (await request.post()).items()}
        try:
            self._check(fields)
        except Refused as refused:
            return went_wrong(refused)
        chosen = fields.get("user")
        back = self._grants.granted(fields, chosen) if chosen else self._grants.declined(fields)
        return web.Response(status=302, headers={"Location": str(back)})

    def exchange(self, call: Call) -> dict[str, Any]:
        grant = self._grants.redeem(call)
        self._workspace.token_error = None
        return {
            "access_token": self._bot_token,
            "token_type": "bot",
            "scope": ",".join(sorted(self._workspace.scopes)),
            "bot_user_id": BOT_USER,
            "app_id": APP,
            "team": {"id": TEAM, "name": TEAM_NAME},
            "enterprise": None,
            "authed_user": {"id": grant.user},
            "is_enterprise_install": False,
        }

    def _check(self, query: Mapping[str, str]) -> None:
        self._grants.check(query)
        scopes = set(query.get("scope", "").replace(",", " ").split())
        if not scopes or not scopes <= GRANTED:
            raise Refused("invalid_scope")
