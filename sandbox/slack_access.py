"""oauth.v2.access: what an installation gives to the app, and how its tokens are exchanged for new ones.

https://docs.slack.dev/reference/methods/oauth.v2.access and .../authentication/using-token-rotation
"""

from collections.abc import Mapping
from typing import Any

from sandbox.slack_calls import Call, Method
from sandbox.slack_grants import Grants
from sandbox.slack_tokens import Tokens
from sandbox.slack_workspace import APP, Refused
from sandbox.slack_workspaces import Workspaces


class Access:
    def __init__(self, workspaces: Workspaces, grants: Grants, tokens: Tokens) -> None:
        self._workspaces = workspaces
        self._grants = grants
        self._tokens = tokens

    def methods(self) -> Mapping[str, Method]:
        return {
            "oauth.v2.access": Method(self.exchange, token="none"),
            "auth.teams.list": Method(self.teams, token="none"),
        }

    def teams(self, call: Call) -> dict[str, Any]:
        """Where the token counts: https://docs.slack.dev/reference/methods/auth.teams.list"""
        owner, first = self._tokens.whose(call.token).owner, int(call.maybe("cursor") or 0)
        counting = [
            {"id": room.team.id, "name": room.team.name}
            for room in self._workspaces.belonging_to(owner)
            if room.team.installed_in == owner
        ]
        after = first + int(call.maybe("limit") or 100)
        more = str(after) if after < len(counting) else ""
        return {"teams": counting[first:after], "response_metadata": {"next_cursor": more}}

    def exchange(self, call: Call) -> dict[str, Any]:
        kind = call.maybe("grant_type") or "authorization_code"
        if kind == "refresh_token":
            return self._refreshed(call)
        if kind != "authorization_code":
            raise Refused("invalid_grant_type")
        grant = self._grants.redeem(call)
        self._refuse_within(grant.owner)
        made = self._tokens.install(grant.owner)
        self._workspaces.installed(grant.owner, grant.scopes)
        return {**made, **self._described(grant.owner), "authed_user": {"id": grant.user}}

    def _refreshed(self, call: Call) -> dict[str, Any]:
        self._grants.check_client(call)
        installation, made = self._tokens.refresh(str(call.maybe("refresh_token")))
        return {**made, **self._described(installation.owner)}

    def _refuse_within(self, owner: str) -> None:
        """A workspace whose organisation has the app needs no installation of its own."""
        team = self._workspaces.belonging_to(owner)[0].team
        if team.is_enterprise_install and owner == team.id:
            raise Refused("cannot_install_an_org_installed_app")

    def _described(self, owner: str) -> dict[str, Any]:
        room = self._workspaces.belonging_to(owner)[0]
        team, whole = room.team, room.team.enterprise
        is_whole = whole is not None and owner == whole.id
        return {
            "token_type": "bot",
            "scope": ",".join(sorted(room.workspace.scopes)),
            "bot_user_id": team.bot_user_of(owner),
            "app_id": APP,
            "team": None if is_whole else {"id": team.id, "name": team.name},
            "enterprise": whole.as_slack() if whole else None,
            "is_enterprise_install": is_whole,
        }
