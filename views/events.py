"""What Slack tells of by itself. A reader raises nothing but Malformed.

https://docs.slack.dev/apis/events-api
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from mip.people import Person
from views.payload import Payload, identifier, maybe, part, text, whole
from views.reference import Malformed

# An organisation takes the bot from some of its workspaces.
LEFT = "team_access_revoked"


@dataclass(frozen=True)
class Uninstalled:
    """`installation`: the workspace that took the bot away, or the organisation, from all its workspaces or only
    from some (`only`). `at`: when, to the second.

    `is_ours`: it is about the bot's token. Those that people gave for themselves say nothing about it.
    """

    installation: str
    app: str
    at: datetime
    is_ours: bool = True
    only: tuple[str, ...] = ()


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
    """A workspace of an organisation may have an installation of its own: its end is not the organisation's."""
    sent = whole(payload)
    event = part(sent, "event")
    kind, bots = text(event, "type"), (maybe(event, "tokens") or {}).get("bot")
    is_org = kind == LEFT or _is_of_organisation(sent)
    return Uninstalled(
        identifier(sent, "enterprise_id" if is_org else "team_id"),
        identifier(sent, "api_app_id"),
        _time(sent.get("event_time")),
        kind in {LEFT, "app_uninstalled"} or (isinstance(bots, list) and bool(bots)),
        _teams(event.get("team_ids")) if kind == LEFT else (),
    )


def _is_of_organisation(sent: Payload) -> bool:
    """https://docs.slack.dev/apis/events-api/#authorizations"""
    listed = sent.get("authorizations")
    first = listed[0] if isinstance(listed, list) and listed else {}
    is_whole = isinstance(first, dict) and first.get("is_enterprise_install") is True
    return is_whole or (bool(sent.get("enterprise_id")) and sent.get("team_id") == sent.get("enterprise_id"))


def _teams(listed: Any) -> tuple[str, ...]:
    """None would be taken for all of them."""
    if not isinstance(listed, list) or not listed or not all(isinstance(each, str) for each in listed):
        raise Malformed("team_ids")
    return tuple(listed)


def _time(seconds: Any) -> datetime:
    if not isinstance(seconds, int) or isinstance(seconds, bool) or not 0 <= seconds < 2**33:
        raise Malformed("event_time")
    return datetime.fromtimestamp(seconds, UTC)
