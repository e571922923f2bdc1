"""What a page has to know before it can show the workspace: the people, and how the app is registered: pure."""

from typing import Any

from sandbox.defaults import Options
from sandbox.slack_workspace import BOT_USER, TEAM, TEAM_NAME, Person, Workspace


def hello(workspace: Workspace, options: Options) -> dict[str, Any]:
    """{"team", "people": [{"id", "name", "real_name", "role", "tz"}], "app"}"""
    return {
        "team": TEAM_NAME,
        "people": [_shown(person) for person in workspace.people.values()],
        "app": {
            "id": BOT_USER,
            "name": options.app_name,
            "command": options.command,
            "description": options.command_description,
            "usage_hint": options.usage_hint,
            "home_tab": options.home_tab,
            "messages_tab": True,
            "read_only": options.read_only_messages,
        },
    }


def role_of(person: Person) -> str:
    """One word for what a person may do, the strongest first."""
    words = {
        "app": person.is_bot,
        "deactivated": person.deleted,
        "outsider": person.team_id != TEAM,
        "guest": person.is_restricted or person.is_ultra_restricted,
        "owner": person.is_owner,
        "admin": person.is_admin,
    }
    return next((word for word, holds in words.items() if holds), "member")


def _shown(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "real_name": person.real_name,
        "role": role_of(person),
        "tz": person.tz,
    }
