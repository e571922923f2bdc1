"""Sign in with Slack: the page where a person chooses who to be, and the exchange of the code.

https://docs.slack.dev/authentication/sign-in-with-slack
"""

import secrets
from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web

from sandbox.faults import operation
from sandbox.slack_calls import Call, Method
from sandbox.slack_grants import Grants
from sandbox.slack_identity import ISSUER, IdTokens, about
from sandbox.slack_pages import Choice, choose_person, went_wrong
from sandbox.slack_room import Room
from sandbox.slack_teams import Team
from sandbox.slack_workspace import Person, Refused
from sandbox.slack_workspaces import Workspaces

PATH = "/openid/connect/authorize"
ASKED = ("response_type", "scope", "client_id", "redirect_uri", "state", "nonce", "team")


class SignIn:
    def __init__(
        self,
        base: str,
        workspaces: Workspaces,
        grants: Grants,
        id_tokens: IdTokens,
        now: Callable[[], float],
    ) -> None:
        self._base = base
        self._workspaces = workspaces
        self._now = now
        self._grants = grants
        self._id_tokens = id_tokens
        self._sessions: dict[str, tuple[Person, Team]] = {}

    def methods(self) -> Mapping[str, Method]:
        return {
            "openid.connect.token": Method(self.exchange, token="none"),
            "openid.connect.userInfo": Method(self.user_info, token="none"),
        }

    @operation("slack.authorize")
    async def show(self, request: web.Request) -> web.Response:
        query = {name: request.query[name] for name in ASKED if name in request.query}
        try:
            self._check(query)
        except Refused as refused:
            return went_wrong(refused)
        room = self._room(query)
        people = [each for each in room.workspace.people.values() if not (each.is_bot or each.deleted)]
        choices = [
            (each, Choice(f"Continue as {each.real_name}", {**query, "user": each.id})) for each in people
        ]
        cancel = Choice("Cancel", {**query, "user": ""})
        app = room.workspace.people[room.team.bot_user].real_name
        return choose_person(app, choices, cancel, PATH, room.team)

    @operation("slack.authorize.choose")
    async def choose(self, request: web.Request) -> web.Response:
        """The browser goes back to the app, with a code or with error=access_denied."""
        fields = {name: str(value) for name, value in (await request.post()).items()}
        try:
            self._check(fields)
        except Refused as refused:
            return went_wrong(refused)
        chosen = fields.get("user")
        place = {**fields, "owner": fields.get("team", "")}
        back = self._grants.granted(place, chosen) if chosen else self._grants.declined(fields)
        return web.Response(status=302, headers={"Location": str(back)})

    @operation("slack.keys")
    async def keys(self, _request: web.Request) -> web.Response:
        return web.json_response(self._id_tokens.keys())

    @operation("slack.discovery")
    async def discovery(self, _request: web.Request) -> web.Response:
        """The issuer is Slack's name, whatever the address."""
        return web.json_response(
            {
                "issuer": ISSUER,
                "authorization_endpoint": f"{self._base}{PATH}",
                "token_endpoint": f"{self._base}/api/openid.connect.token",
                "userinfo_endpoint": f"{self._base}/api/openid.connect.userInfo",
                "jwks_uri": f"{self._base}/openid/connect/keys",
                "scopes_supported": ["openid", "profile", "email"],
                "response_types_supported": ["code"],
                "response_modes_supported": ["form_post"],
                "grant_types_supported": ["authorization_code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
            }
        )

    def exchange(self, call: Call) -> dict[str, Any]:
        if call.maybe("grant_type") not in {None, "authorization_code"}:
            raise Refused("invalid_grant_type")
        grant = self._grants.redeem(call)
        access_token = f"xoxp-{secrets.token_hex(24)}"
        room, person = self._workspaces.person(grant.user)
        team = self._room({"team": grant.owner}).team if person.is_of(grant.owner) else room.team
        self._sessions[access_token] = person, team
        id_token = self._id_tokens.issue(person, team, grant.nonce, access_token, self._now())
        return {"access_token": access_token, "token_type": "Bearer", "id_token": id_token}

    def user_info(self, call: Call) -> dict[str, Any]:
        signed_in = self._sessions.get(call.token)
        if signed_in is None:
            raise Refused("invalid_auth" if call.token else "not_authed")
        return {"sub": signed_in[0].id, **about(*signed_in)}

    def _room(self, query: Mapping[str, str]) -> Room:
        """The workspace that the app asks for, if there is such a one."""
        return next(iter(self._workspaces.belonging_to(query.get("team", ""))), self._workspaces.first)

    def _check(self, query: Mapping[str, str]) -> None:
        self._grants.check(query)
        if query.get("response_type") != "code":
            raise Refused("invalid_response_type")
        if "openid" not in query.get("scope", "").split():
            raise Refused("invalid_scope")
