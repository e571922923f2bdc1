"""What Slack sends to an app, built from the state: pure.

https://docs.slack.dev/reference/interaction-payloads and https://docs.slack.dev/apis/events-api
"""

from typing import Any

from sandbox.slack_chat import as_slack
from sandbox.slack_modals import OpenView
from sandbox.slack_values import first_values, state_of
from sandbox.slack_workspace import APP, BOT, BOT_USER, TEAM, TEAM_DOMAIN, Channel, Message, Person

# The old verification token: still sent, to be ignored in favour of the signature.
VERIFICATION = "deprecated-verification-token"
VIEW_TEXTS = ("title", "submit", "close")
BUTTON_PARTS = ("text", "value", "url", "style")


def channel_name(channel: Channel) -> str:
    """As slash commands and interactions call it: private channels do not give away their names."""
    return {"public": channel.name, "private": "privategroup", "im": "directmessage"}[channel.kind]


def slash_command(
    person: Person, channel: Channel, command: str, text: str, *, trigger_id: str, response_url: str
) -> dict[str, str]:
    return {
        "token": VERIFICATION,
        "team_id": person.team_id,
        "team_domain": TEAM_DOMAIN if person.team_id == TEAM else person.team_id.lower(),
        "channel_id": channel.id,
        "channel_name": channel_name(channel),
        "user_id": person.id,
        "user_name": person.name,
        "command": command,
        "text": text,
        "api_app_id": APP,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger_id,
    }


def as_view(shown: OpenView) -> dict[str, Any]:
    """The view object of answers and payloads."""
    view = shown.view
    return {
        "id": shown.id,
        "team_id": TEAM,
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
        "app_installed_team_id": TEAM,
        "bot_id": BOT,
    }


def message_actions(
    person: Person, channel: Channel, message: Message, *, trigger_id: str, response_url: str
) -> dict[str, Any]:
    """A block_actions payload without its actions."""
    payload: dict[str, Any] = {
        **_interaction("block_actions", person),
        "container": _container(message),
        "trigger_id": trigger_id,
        "channel": {"id": channel.id, "name": channel_name(channel)},
        "state": state_of(first_values(message.blocks, lambda _element: channel.id)),
        "response_url": response_url,
    }
    # Slack sends no message with an action on an ephemeral one, only the container.
    return payload if message.only_for else {**payload, "message": as_slack(message)}


def view_actions(person: Person, shown: OpenView, *, trigger_id: str) -> dict[str, Any]:
    return {
        **_interaction("block_actions", person),
        "container": _container(shown),
        "trigger_id": trigger_id,
        "view": as_view(shown),
    }


def action(block_id: str, element: dict[str, Any], held: dict[str, Any], action_ts: str) -> dict[str, Any]:
    """`held` is what the person chose or typed: a button's value, a selected option..."""
    acted = {"type": element["type"], "action_id": element["action_id"], "block_id": block_id}
    if element["type"] == "button":
        named = {name: part for name, part in element.items() if name in BUTTON_PARTS}
        return {**acted, **named, "action_ts": action_ts}
    return {**acted, **held, "action_ts": action_ts}


def view_submission(
    person: Person, shown: OpenView, *, trigger_id: str, response_urls: list[dict[str, str]]
) -> dict[str, Any]:
    return {
        **_interaction("view_submission", person),
        "trigger_id": trigger_id,
        "view": as_view(shown),
        "response_urls": response_urls,
    }


def view_closed(person: Person, shown: OpenView, *, is_cleared: bool) -> dict[str, Any]:
    return {**_interaction("view_closed", person), "view": as_view(shown), "is_cleared": is_cleared}


def block_suggestion(
    person: Person, place: OpenView | Message, block_id: str, action_id: str, typed: str
) -> dict[str, Any]:
    asked = {
        **_interaction("block_suggestion", person),
        "action_id": action_id,
        "block_id": block_id,
        "value": typed,
        "container": _container(place),
    }
    if isinstance(place, OpenView):
        return {**asked, "view": as_view(place)}
    asked["channel"] = {"id": place.channel}
    return asked if place.only_for else {**asked, "message": as_slack(place)}


def event_callback(event: dict[str, Any], event_id: str, at: float) -> dict[str, Any]:
    return {
        "token": VERIFICATION,
        "team_id": TEAM,
        "api_app_id": APP,
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": int(at),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": TEAM,
                "user_id": BOT_USER,
                "is_bot": True,
                "is_enterprise_install": False,
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


def _interaction(kind: str, person: Person) -> dict[str, Any]:
    return {
        "type": kind,
        "team": {"id": TEAM, "domain": TEAM_DOMAIN},
        "user": {
            "id": person.id,
            "username": person.name,
            "name": person.name,
            "team_id": person.team_id,
        },
        "api_app_id": APP,
        "token": VERIFICATION,
        "enterprise": None,
        "is_enterprise_install": False,
    }
