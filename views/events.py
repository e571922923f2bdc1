"""What Slack tells of by itself. A reader raises nothing but Malformed.

https://docs.slack.dev/apis/events-api
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from mip.people import Person
from views.payload import Payload, identifier, maybe, part, text, whole
from views.reference import Malformed


@dataclass(frozen=True)
class Uninstalled:
    """A workspace took the bot away, or (`enterprise`) an organisation did. `at`: when, to the second.

    `is_ours`: it is about the bot's token. Those that people gave for themselves say nothing about it.
    """

    workspace: str
    enterprise: str
    app: str
    at: datetime
    is_ours: bool


def read_opened_home(payload: Payload) -> Person | None:
    """Who looks at the Home tab; None for whoever looks at another one."""
    sent = whole(payload)
    event = part(sent, "event")
    return (
        Person(identifier(sent, "team_id"), identifier(event, "user"))
        if text(event, "tab") == "home"
        else None
    )


def read_uninstalled(payload: Payload) -> Uninstalled:
    sent = whole(payload)
    event = part(sent, "event")
    kind, bots = text(event, "type"), (maybe(event, "tokens") or {}).get("bot")
    return Uninstalled(
        text(sent, "team_id"),
        text(sent, "enterprise_id"),
        identifier(sent, "api_app_id"),
        _time(sent.get("event_time")),
        kind == "app_uninstalled" or (isinstance(bots, list) and bool(bots)),
    )


def _time(seconds: Any) -> datetime:
    if not isinstance(seconds, int) or isinstance(seconds, bool) or not 0 <= seconds < 2**33:
        raise Malformed("event_time")
    return datetime.fromtimestamp(seconds, UTC)
