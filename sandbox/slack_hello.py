"""What a page has to know before it can show the workspace: the people, and how the app is registered: pure."""

from collections.abc import Iterable
from typing import Any

from sandbox.defaults import Options
from sandbox.slack_teams import Team
from sandbox.slack_workspace import Person, Workspace


def hello(workspace: Workspace, options: Options, others: Iterable[Workspace] = ()) -> dict[str, Any]:
    """{"team", "people": [{"id", "name", "real_name", "role", "tz"}], "elsewhere", "app"}

    `elsewhere` are the `others`, each with its people.
    """
    return {
        "team": workspace.team.name,
        "elsewhere": [_elsewhere(each) for each in others],
        "people": [_shown(person, workspace.team) for person in workspace.people.values()],
        "app": {
            "id": workspace.team.bot_user,
            "name": options.app_name,
            "command": options.command,
            "description": options.command_description,
            "usage_hint": options.usage_hint,
            "home_tab": options.home_tab,
            "messages_tab": True,
            "read_only": options.read_only_messages,
        },
    }


def role_of(person: Person, team: Team) -> str:
    """One word for what a person may do, the strongest first."""
    words = {
        "app": person.is_bot,
        "deactivated": person.deleted,
        "outsider": not person.is_of(team.id),
        "guest": person.is_restricted or person.is_ultra_restricted,
        "owner": person.is_owner,
        "admin": person.is_admin,
    }
    return next((word for word, holds in words.items() if holds), "member")


def _elsewhere(workspace: Workspace) -> dict[str, Any]:
    people = [_shown(each, workspace.team) for each in workspace.people.values() if not each.is_bot]
    return {"id": workspace.team.id, "name": workspace.team.name, "people": people}


def _shown(person: Person, team: Team) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "real_name": person.real_name,
        "role": role_of(person, team),
        "tz": person.tz,
    }
