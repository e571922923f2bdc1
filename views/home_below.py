"""What stands below the accounts in the App Home: what the workspace chose, and the labels that the reader watches."""

from collections.abc import Sequence
from datetime import timedelta

from slack_sdk.models.blocks import Block

from mip.overview import Watched
from mip.settings import Settings
from views import actions
from views.pieces import button, facts, row, say, title
from views.text import listed, person, place, safe, span

PEOPLE = 20
OWNERS = "Workspace owners and admins"


def settings(chosen: Settings, usual: timedelta) -> list[Block]:
    """For those who may change them. `usual` is the operator's interval."""
    return [
        title("Settings"),
        facts(
            [
                ("Default notification channel", place(chosen.channel) if chosen.channel else "none"),
                ("Default scan interval", often(chosen.interval, usual)),
                ("Who may manage accounts", admins(sorted(chosen.admins))),
            ]
        ),
        row(button("Change settings", actions.SETTINGS, ":0")),
    ]


def often(interval: timedelta | None, usual: timedelta) -> str:
    return span(interval) if interval else f"{span(usual)} (this bot's own)"


def admins(named: Sequence[str]) -> str:
    people = [person(user) for user in named[:PEOPLE]]
    left = len(named) - len(people)
    return ", ".join([OWNERS, *people, *([f"and {left} more"] if left else [])])


def watched(labels: Sequence[Watched]) -> list[Block]:
    """Nothing where nothing is watched."""
    if not labels:
        return []
    lines = [f"\u2022 {safe(each.path, 200)}{_gone(each)}, {safe(each.account)}" for each in labels]
    return [title("What I watch"), say(listed(lines))]


def _gone(label: Watched) -> str:
    return " (removed in Microsoft)" if label.is_gone else ""
