"""What Slack sends to an app, built from the state: pure.

https://docs.slack.dev/reference/interaction-payloads and https://docs.slack.dev/apis/events-api
"""

from typing import Any

from sandbox.slack_chat import as_slack
from sandbox.slack_modals import OpenView
from sandbox.slack_teams import Team
from sandbox.slack_values import first_values, state_of
from sandbox.slack_workspace import APP, Channel, Message, Person

# The old verification token: still sent, to be ignored in favour of the signature.
VERIFICATION = "deprecated-verification-token"
VIEW_TEXTS = ("title", "submit", "close")
BUTTON_PARTS = ("text", "value", "url", "style")


def channel_name(channel: Channel) -> str:
    """As slash commands and interactions call it: private channels do not give away their names."""
    return {"public": channel.name, "private": "privategroup", "im": "directmessage"}[channel.kind]


def slash_command(
    team: Team,
    person: Person,
    channel: Channel,
    command: str,
    text: str,
    *,
    trigger_id: str,
    response_url: str,
) -> dict[str, str]:
    whole = team.enterprise
    named = {"enterprise_id": whole.id, "enterprise_name": whole.name} if whole else {}
    return {
        "token": VERIFICATION,
        "team_id": team.id if person.is_of(team.id) else person.team_id,
        "team_domain": team.domain if person.is_of(team.id) else person.team_id.lower(),
        **named,
        "channel_id": channel.id,
        "channel_name": channel_name(channel),
        "user_id": person.id,
        "user_name": person.name,
        "command": command,
        "text": text,
        "api_app_id": APP,
        "is_enterprise_install": str(team.is_enterprise_install).lower(),
        "response_url": response_url,
        "trigger_id": trigger_id,
    }


def as_view(shown: OpenView, team: Team) -> dict[str, Any]:
    """The view object of answers and payloads."""
    view = shown.view
    return {
        "id": shown.id,
        "team_id": team.id,
        "type": view["type"],
        "blocks": view["blocks"],
        "private_metadata": view.get("private_metadata", ""),
        "callback_id": view.get("callback_id", ""),
        "state": state_of(shown.values),
        "hash": shown.hash,
        **{name: view.get(name) for name in VIEW_TEXTS},
        "clear_on_close": view.get("clear_on_close", False),
        "notify_on_close": view.get("notify_on_close", False),
        "previous_view_id": shown.previous_id,
        "root_view_id": shown.root_id,
        "app_id": APP,
        "external_id": view.get("external_id", ""),
        "app_installed_team_id": team.installed_in,
        "bot_id": team.bot,
    }


def message_actions(
    team: Team, person: Person, channel: Channel, message: Message, *, trigger_id: str, response_url: str
) -> dict[str, Any]:
    """A block_actions payload without its actions."""
    payload: dict[str, Any] = {
        **_interaction("block_actions", team, person),
        "container": _container(message),
        "trigger_id": trigger_id,
        "channel": {"id": channel.id, "name": channel_name(channel)},
        "state": state_of(first_values(message.blocks, lambda _element: channel.id)),
        "response_url": response_url,
    }
    # Slack sends no message with an action on an ephemeral one, only the container.
    return payload if message.only_for else {**payload, "message": as_slack(message, team)}


def view_actions(team: Team, person: Person, shown: OpenView, *, trigger_id: str) -> dict[str, Any]:
    return {
        **_in_view("block_actions", team, person),
        "container": _container(shown),
        "trigger_id": trigger_id,
        "view": as_view(shown, team),
    }


def action(block_id: str, element: dict[str, Any], held: dict[str, Any], action_ts: str) -> dict[str, Any]:
    """`held` is what the person chose or typed: a button's value, a selected option..."""
    acted = {"type": element["type"], "action_id": element["action_id"], "block_id": block_id}
    if element["type"] == "button":
        named = {name: part for name, part in element.items() if name in BUTTON_PARTS}
        return {**acted, **named, "action_ts": action_ts}
    return {**acted, **held, "action_ts": action_ts}


def view_submission(
    team: Team, person: Person, shown: OpenView, *, trigger_id: str, response_urls: list[dict[str, str]]
) -> dict[str, Any]:
    return {
        **_in_view("view_submission", team, person),
        "trigger_id": trigger_id,
        "view": as_view(shown, team),
        "response_urls": response_urls,
    }


def view_closed(team: Team, person: Person, shown: OpenView, *, is_cleared: bool) -> dict[str, Any]:
    closed = _in_view("view_closed", team, person)
    return {**closed, "view": as_view(shown, team), "is_cleared": is_cleared}


def block_suggestion(
    team: Team, person: Person, place: OpenView | Message, block_id: str, action_id: str, typed: str
) -> dict[str, Any]:
    draw = _in_view if isinstance(place, OpenView) else _interaction
    asked = {
        **draw("block_suggestion", team, person),
        "action_id": action_id,
        "block_id": block_id,
        "value": typed,
        "container": _container(place),
    }
    if isinstance(place, OpenView):
        return {**asked, "view": as_view(place, team)}
    asked["channel"] = {"id": place.channel}
    return asked if place.only_for else {**asked, "message": as_slack(place, team)}


def event_callback(team: Team, event: dict[str, Any], event_id: str, at: float) -> dict[str, Any]:
    whole = team.enterprise
    return {
        "token": VERIFICATION,
        "team_id": team.id,
        **({"enterprise_id": whole.id} if whole else {}),
        "api_app_id": APP,
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": int(at),
        "authorizations": [
            {
                "enterprise_id": whole.id if whole else None,
                "team_id": team.id,
                "user_id": team.bot_user,
                "is_bot": True,
                "is_enterprise_install": team.is_enterprise_install,
            }
        ],
        "is_ext_shared_channel": False,
    }


def _container(place: OpenView | Message) -> dict[str, Any]:
    if isinstance(place, OpenView):
        return {"type": "view", "view_id": place.id}
    return {
        "type": "message",
        "message_ts": place.ts,
        "channel_id": place.channel,
        "is_ephemeral": place.only_for is not None,
        "is_app_unfurl": False,
    }


def _in_view(kind: str, team: Team, person: Person) -> dict[str, Any]:
    """Installed in a whole organisation, the app hears of a view that belongs to no workspace.

    Seen: https://github.com/slackapi/bolt-python, slack_bolt/request/internals.py (extract_team_id)
    """
    acted = _interaction(kind, team, person)
    return {**acted, "team": None} if team.is_enterprise_install else acted


def _interaction(kind: str, team: Team, person: Person) -> dict[str, Any]:
    return {
        "type": kind,
        "team": team.as_slack(),
        "user": {
            "id": person.id,
            "username": person.name,
            "name": person.name,
            "team_id": person.team_id,
        },
        "api_app_id": APP,
        "token": VERIFICATION,
        "enterprise": team.enterprise.as_slack() if team.enterprise else None,
        "is_enterprise_install": team.is_enterprise_install,
    }
