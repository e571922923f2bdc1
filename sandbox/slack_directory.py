"""Methods about who and where: auth.test, users.info, conversations.info and conversations.open."""

from collections.abc import Mapping
from typing import Any

from sandbox.slack_calls import Call, Method
from sandbox.slack_teams import Enterprise, Team
from sandbox.slack_workspace import APP, Channel, Person, Refused, Workspace

READ_SCOPES = {"public": "channels:read", "private": "groups:read", "im": "im:read"}


class Directory:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def methods(self) -> Mapping[str, Method]:
        return {
            "auth.test": Method(self.who_am_i),
            "users.info": Method(self.person, "users:read"),
            "conversations.info": Method(self.channel),
            "conversations.open": Method(self.open, "im:write"),
        }

    def who_am_i(self, _call: Call) -> dict[str, Any]:
        """For a token of a whole organisation Slack names this as the team as well."""
        team = self._workspace.team
        whole = team.enterprise if team.is_enterprise_install else None
        answer = {
            "url": f"https://{(whole or team).domain}.slack.com/",
            "team": (whole or team).name,
            "user": self._workspace.people[team.bot_user].name,
            "team_id": team.installed_in,
            "user_id": team.bot_user,
            "bot_id": team.bot,
            "app_id": APP,
            "is_enterprise_install": team.is_enterprise_install,
        }
        return {**answer, "enterprise_id": team.enterprise.id} if team.enterprise else answer

    def person(self, call: Call) -> dict[str, Any]:
        found = self._workspace.people.get(call.text("user"))
        if found is None:
            raise Refused("user_not_found")
        return {"user": as_user(found, self._workspace.team)}

    def channel(self, call: Call) -> dict[str, Any]:
        found = self._workspace.channel(call.text("channel"))
        self._workspace.need(READ_SCOPES[found.kind])
        if found.kind == "private" and self._workspace.team.bot_user not in found.members:
            raise Refused("channel_not_found")
        return {"channel": as_conversation(found, self._workspace.team)}

    def open(self, call: Call) -> dict[str, Any]:
        person = self._workspace.person(call.text("users"))
        if person.deleted:
            raise Refused("user_disabled")
        if person.is_bot:
            raise Refused("cannot_dm_bot")
        return {"channel": {"id": self._workspace.channel(person.id).id}}


def as_user(person: Person, team: Team) -> dict[str, Any]:
    """The user object of users.info: https://docs.slack.dev/reference/objects/user-object"""
    shown: dict[str, Any] = {
        "id": person.id,
        "team_id": person.team_id,
        "name": person.name,
        "deleted": person.deleted,
        "profile": {
            "real_name": person.real_name,
            "display_name": person.real_name,
            "team": person.team_id,
        },
        "is_bot": person.is_bot,
        "is_app_user": False,
    }
    if person.deleted:
        return shown
    if not person.is_of(team.id):
        shown["is_stranger"] = True
    flags = ("is_admin", "is_owner", "is_primary_owner", "is_restricted", "is_ultra_restricted")
    return {
        **shown,
        "real_name": person.real_name,
        "tz": person.tz,
        "tz_label": person.tz_label,
        "tz_offset": person.tz_offset,
        **{name: getattr(person, name) for name in flags},
        **({"enterprise_user": _in_organisation(person, team.enterprise)} if team.enterprise else {}),
    }


def _in_organisation(person: Person, enterprise: Enterprise) -> dict[str, Any]:
    return {
        "id": person.id,
        "enterprise_id": enterprise.id,
        "enterprise_name": enterprise.name,
        "is_admin": person.is_org_owner,
        "is_owner": person.is_org_owner,
        "is_primary_owner": False,
        "teams": [person.team_id, *sorted(person.also_in)],
    }


def as_conversation(channel: Channel, team: Team) -> dict[str, Any]:
    return {
        "id": channel.id,
        "name": channel.name,
        "is_channel": channel.kind == "public",
        "is_group": channel.kind == "private",
        "is_im": channel.kind == "im",
        "is_private": channel.kind != "public",
        "is_archived": channel.is_archived,
        "is_general": channel.name == "general",
        "is_ext_shared": channel.is_shared,
        "is_member": team.bot_user in channel.members,
    }
