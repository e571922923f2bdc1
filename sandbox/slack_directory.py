"""Methods about who and where: auth.test, users.info, conversations.info and conversations.open."""

from collections.abc import Mapping
from typing import Any

from sandbox.slack_api import Call, Method
from sandbox.slack_workspace import (
    APP,
    BOT,
    BOT_USER,
    TEAM,
    TEAM_DOMAIN,
    TEAM_NAME,
    Channel,
    Person,
    Refused,
    Workspace,
)

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
        return {
            "url": f"https://{TEAM_DOMAIN}.slack.com/",
            "team": TEAM_NAME,
            "user": self._workspace.people[BOT_USER].name,
            "team_id": TEAM,
            "user_id": BOT_USER,
            "bot_id": BOT,
            "app_id": APP,
            "is_enterprise_install": False,
        }

    def person(self, call: Call) -> dict[str, Any]:
        found = self._workspace.people.get(call.text("user"))
        if found is None:
            raise Refused("user_not_found")
        return {"user": as_user(found)}

    def channel(self, call: Call) -> dict[str, Any]:
        found = self._workspace.channel(call.text("channel"))
        self._workspace.need(READ_SCOPES[found.kind])
        if found.kind == "private" and BOT_USER not in found.members:
            raise Refused("channel_not_found")
        return {"channel": as_conversation(found)}

    def open(self, call: Call) -> dict[str, Any]:
        person = self._workspace.person(call.text("users"))
        if person.deleted:
            raise Refused("user_disabled")
        if person.is_bot:
            raise Refused("cannot_dm_bot")
        return {"channel": {"id": self._workspace.channel(person.id).id}}


def as_user(person: Person) -> dict[str, Any]:
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
    if person.team_id != TEAM:
        shown["is_stranger"] = True
    flags = ("is_admin", "is_owner", "is_primary_owner", "is_restricted", "is_ultra_restricted")
    return {
        **shown,
        "real_name": person.real_name,
        "tz": person.tz,
        "tz_label": person.tz_label,
        "tz_offset": person.tz_offset,
        **{name: getattr(person, name) for name in flags},
    }


def as_conversation(channel: Channel) -> dict[str, Any]:
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
        "is_member": BOT_USER in channel.members,
    }
